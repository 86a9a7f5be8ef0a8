"""Why a waiver counts for nothing, though it is well formed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.frozen import dataclass
from policylint.judging import waiver_rules as codes
from policylint.waivers.dates import days, later, moment, past

if TYPE_CHECKING:
    from policylint.model.rules import Rule
    from policylint.waivers.waiving import Waiver


@dataclass(frozen=True, slots=True)
class Flaw:
    """A code with its sentence, and the key of the entry that is to blame."""

    code: str
    message: str
    key: str


def fault_of(waiver: Waiver, rule: Rule, now: str) -> Flaw | None:
    """What keeps a waiver from counting at a time; None for one that counts."""
    most = max_days(rule)
    if most is None:
        return Flaw(codes.FIXED, f"{rule.code} cannot be waived, so this counts for nothing; delete it.", "rule")
    if past(waiver.expires, now):
        ended = f"This waiver of {rule.code} for {waiver.deployment} ended on {waiver.expires}"
        return Flaw(codes.EXPIRED, f"{ended}; mend what it excepted, or have a new one approved.", "expires")
    if moment(waiver.created) > moment(now):
        begins = f"This waiver is created on {waiver.created}, which is still to come, so it does not count yet"
        return Flaw(codes.LONG, f"{begins}; write the day on which it was approved.", "created")
    lasts = days(waiver.created, waiver.expires)
    if lasts > most:
        allowed = f"{rule.code} can be waived for at most {most}"
        too_long = f"This waiver lasts {lasts} days, and {allowed}, so it counts for nothing"
        return Flaw(codes.LONG, f"{too_long}; write {later(waiver.created, most)} or earlier.", "expires")
    return None


def max_days(rule: Rule) -> int | None:
    """For how many days a rule can be waived; None for one that cannot."""
    waivable: Any = rule.waivable
    found = waivable.get("max_days") if isinstance(waivable, dict) else None
    return found if isinstance(found, int) else None


def approver_role(rule: Rule) -> str | None:
    """Who has to approve a waiver of a rule, as a role."""
    waivable: Any = rule.waivable
    role = waivable.get("approver") if isinstance(waivable, dict) else None
    return role if isinstance(role, str) else None
