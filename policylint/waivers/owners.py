"""Who may approve a waiver: the members of the rule's role, else the owners of the list in CODEOWNERS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass, field
from policylint.waivers.standing import approver_role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policylint.model.documents import Json
    from policylint.model.rules import Rule

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
MOST = 3 * 1024 * 1024  # bytes; GitHub reads no larger one


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a commit. `login` is the handle, where the surroundings tell it."""

    name: str = ""
    email: str = ""
    login: str = ""


@dataclass(frozen=True, slots=True)
class Approvers:
    """Who may approve: `roles` leads from roles to their members, `owners` are those of the list, None: nobody says."""

    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owners: tuple[str, ...] | None = None

    def fault(self, approver: str, rule: Rule) -> str | None:
        """Why somebody may not approve waivers of a rule; None where they may, or nothing says who may."""
        role = approver_role(rule)
        members = self.roles.get(role) if role is not None else None
        if members is not None:
            if _handle(approver) in {_handle(each) for each in members}:
                return None
            return (
                f"{approver} is none of those who may approve this as {role} ({', '.join(members)}); ask one of them."
            )
        if self.owners is None or _handle(approver) in {_handle(each) for each in self.owners}:
            return None
        if not self.owners:
            return "CODEOWNERS names nobody for the list of waivers, so nobody may approve this; add a line for it."
        named = ", ".join(self.owners)
        return f"{approver} is no owner of the list of waivers (CODEOWNERS names {named}); ask one of them."


def roles_of(params: Mapping[str, dict[str, Json]]) -> dict[str, tuple[str, ...]]:
    """The members of roles, as the configuration gives them with PRO005."""
    roles = params.get("PRO005", {}).get("roles")
    found: dict[str, tuple[str, ...]] = {}
    for role, members in (roles if isinstance(roles, dict) else {}).items():
        if isinstance(members, list):
            found[role] = tuple(each for each in members if isinstance(each, str))
    return found


def owners_of(text: str, path: str) -> tuple[str, ...]:
    """The owners of a path: those of the last line of CODEOWNERS that fits; of none where no line does."""
    from policylint.globs import Globs, fault

    owners: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words and words[0].startswith(("[", "^[")):
            section = tuple(word for word in words if "@" in word)
        elif words and fault(words[0]) is None and Globs([words[0]]).match(path):
            owners = tuple(words[1:]) or section
    return owners


def is_author(handle: str, author: Author) -> bool:
    """Whether a handle, name or address is that of an author, in any case of letters."""
    wanted = _handle(handle)
    local, _at, host = author.email.casefold().partition("@")
    alike = {author.name.casefold().strip(), author.login.casefold().strip(), author.email.casefold().strip(), local}
    if host.endswith("users.noreply.github.com"):
        alike.add(local.rpartition("+")[2])
    return wanted in alike - {""}


def _handle(text: str) -> str:
    return text.strip().removeprefix("@").casefold()
