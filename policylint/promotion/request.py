"""What a run of the gate is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass

if TYPE_CHECKING:
    from policylint.judging.bundles import Bundle
    from policylint.model.documents import Json
    from policylint.model.rules import Level


@dataclass(frozen=True, slots=True)
class GateRequest:
    """Everything a verdict depends on besides the two commits.

    `bases` are names for the base, the best first: the first that is a commit here counts. `shipped` are the rules of
    this version, `login` is who opened the change, `approvals` what CI says about reviews (None: nothing).
    """

    folder: str
    bases: tuple[str, ...]
    head: str
    now: str
    shipped: Bundle
    fail_on: Level | None = None
    approvals: list[Json] | None = None
    login: str | None = None
    engine: str = "embedded"
    digest: bool = True
    verbose: bool = False
