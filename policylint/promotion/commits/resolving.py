"""Names of commits -> the commits that a run compares, and the one whose rules it judges by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.promotion.commits.refusals import absent_commit, crossed, unrelated

if TYPE_CHECKING:
    from policylint.promotion.commits.git import Git
    from policylint.promotion.request import GateRequest


@dataclass(frozen=True, slots=True)
class Commits:
    """`base` is where the change began, `policies` the tip of the branch that it goes to: what judges is read there."""

    base: str
    head: str
    policies: str

    @property
    def same_policies(self) -> bool:
        """Whether the change began at what judges it."""
        return self.base == self.policies


def resolve(git: Git, request: GateRequest) -> Commits:
    """The commits of a run; UsageError for names that mean none, unrelated histories, and where nothing changed."""
    head = git.commit(request.head)
    if head is None:
        raise absent_commit(request.head, "head", git.shallow)
    policies = next((found for name in request.bases if (found := git.commit(name)) is not None), None)
    if policies is None:
        raise absent_commit(request.bases[0], "base", git.shallow)
    if head == policies:
        raise UsageError(
            f"base and head are the same commit, {head[:12]}: there is no change to judge",
            hint="Pass the branch with the change as --head, or the commit before it as --base: --base HEAD~1",
        )
    parted = git.merge_bases(policies, head)
    if not parted:
        raise unrelated(policies, head, git.shallow)
    if parted[0] == head:
        raise UsageError(
            f"the head, {head[:12]}, is part of the base already: there is no change to judge",
            hint="Pass the commit before the change: policylint gate --base COMMIT",
        )
    if len(parted) > 1:
        raise crossed(policies, head, len(parted))
    return Commits(parted[0], head, policies)
