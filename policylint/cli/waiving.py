"""From the options of `policylint waive` to an entry in the list of waivers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint import words
from policylint.cli.where import find_root
from policylint.cli.writing import check_texts, configured, no_deployment
from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.waivers import FILE

if TYPE_CHECKING:
    from policylint.config import Config
    from policylint.model.rules import Rule

_DAYS = re.compile(r"([0-9]{1,5})d")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    rule: str
    deployment: str
    expires: str
    reason: str
    owner: str
    approver: str
    pointer: str | None
    ticket: str | None


def write(wish: Wish, config_file: str | None, given_now: str | None) -> int:
    """Add the waiver to the list, or raise UsageError with what stands in its way."""
    from policylint.cli.checking import time_of_run
    from policylint.cli.rulebook import rules
    from policylint.cli.screen import say
    from policylint.waivers.dates import days

    _check_texts(wish)
    now = time_of_run(given_now)
    root = find_root(())
    config = configured(root, config_file)
    known = rules(config, root)
    rule = _rule(wish, known)
    expires = _last_day(wish.expires, now)
    _check_length(rule, now, expires)
    _check_deployment(wish, root, config)
    written = _write(root, _entry(wish, rule, now, expires), rule, known, now)
    lasts = days(now[:10], expires)
    _warn(wish, rule, root, config)
    about = f"{rule.code} for {wish.deployment} is waived until {expires} ({lasts} days)"
    return say([f"{written}: {about}; the gate counts it once it is merged."])


def _check_texts(wish: Wish) -> None:
    check_texts(wish, ("deployment", "expires", "reason", "owner", "approver", "pointer", "ticket"))
    if wish.pointer is not None and not wish.pointer.startswith("/"):
        raise UsageError(f"--pointer takes a place such as /spec/template, not {words.shown(wish.pointer)}")


def _rule(wish: Wish, known: tuple[Rule, ...]) -> Rule:
    from policylint.config.terms import Terms
    from policylint.waivers.standing import max_days

    terms = Terms(known)
    rule = terms.rule(wish.rule) or terms.rule(wish.rule.upper())
    if rule is None:
        raise UsageError(f"there is no rule {words.shown(wish.rule)}.", hint=terms.hint(wish.rule, one=True))
    if max_days(rule) is None:
        raise UsageError(f"{rule.code} cannot be waived", hint=f"{rule.fix}")
    return rule


def _last_day(expires: str, now: str) -> str:
    from policylint.waivers.dates import later, moment

    text = expires.strip()
    number = _DAYS.fullmatch(text)
    if number is not None:
        return later(now[:10], int(number[1]))
    try:
        good = _DATE.fullmatch(text) is not None and bool(moment(text))
    except ValueError:
        good = False
    if not good:
        raise UsageError(f"--expires takes a number of days (30d) or a day (2026-12-31), not {words.shown(expires)}")
    return text


def _check_length(rule: Rule, now: str, expires: str) -> None:
    from policylint.waivers.dates import days, later, past
    from policylint.waivers.standing import max_days

    most = max_days(rule) or 0
    if past(expires, now):
        raise UsageError(f"--expires {expires} is over", hint="Name a day that is still to come.")
    if days(now[:10], expires) > most:
        hint = f"Pass --expires {most}d, or the day {later(now[:10], most)}."
        raise UsageError(f"{rule.code} can be waived for at most {most} days", hint=hint)


def _check_deployment(wish: Wish, root: str, config: Config) -> None:
    from policylint.cli.inputs import deployments

    names = sorted(each.name for each in deployments((root,), root, config))
    if wish.deployment not in names:
        raise no_deployment(wish.deployment, names)


def _entry(wish: Wish, rule: Rule, now: str, expires: str) -> dict[str, str]:
    entry = {"rule": rule.code, "deployment": wish.deployment}
    if wish.pointer:
        entry["pointer"] = wish.pointer
    entry |= {"reason": wish.reason.strip(), "owner": wish.owner.strip(), "approver": wish.approver.strip()}
    if wish.ticket:
        entry["ticket"] = wish.ticket.strip()
    return {**entry, "created": now[:10], "expires": expires}


def _write(root: str, entry: dict[str, str], rule: Rule, known: tuple[Rule, ...], now: str) -> str:
    from policylint.cli.files import read_below, replace_below
    from policylint.waivers.dates import past
    from policylint.waivers.waiving import by_name, waivers_of
    from policylint.waivers.writing import added, documents_of

    data = read_below(root, FILE)
    names = by_name(known)
    for other in waivers_of(documents_of(data)) if data is not None else ():
        same = names.get(other.rule) is rule and other.deployment == entry["deployment"]
        if same and other.pointer == entry.get("pointer", "") and not past(other.expires, now):
            message = f"{FILE} waives {rule.code} for {other.deployment} until {other.expires} already"
            raise UsageError(message, hint="Change that entry, and have it approved again.")
    replace_below(root, FILE, added(data, entry))
    return FILE


def _warn(wish: Wish, rule: Rule, root: str, config: Config) -> None:
    from policylint.cli.streams import complain
    from policylint.reporters.clean import one_line
    from policylint.waivers.tree import approvers

    message = approvers(root, config).fault(wish.approver.strip(), rule)
    if message is not None:
        complain(one_line(f"WAV005 will be reported: {message}") + "\n")
