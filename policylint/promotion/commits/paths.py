"""What a change does to files: added, modified, deleted, renamed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from policylint.frozen import dataclass

if TYPE_CHECKING:
    from policylint.promotion.commits.git import Git

_STATUS = {"A": "added", "M": "modified", "T": "modified", "D": "deleted", "R": "renamed", "C": "added"}
_DIFF = ("diff-tree", "-r", "-z", "-M", "-l2000", "--name-status", "--no-ext-diff", "--no-textconv", "--no-color")


@dataclass(frozen=True, slots=True)
class Changed:
    """One path of the head (of the base for one that is deleted) and the path that it was renamed from."""

    path: str
    status: str
    old: str | None = None


def changed_paths(git: Git, base: str, head: str) -> tuple[Changed, ...]:
    """Every path that differs between two commits, whatever lies between them."""
    fields = iter(os.fsdecode(each) for each in git.ask(*_DIFF, base, head).split(b"\0"))
    found = []
    for letter in fields:
        if not letter:
            continue
        path = next(fields)
        if letter[0] in "RC":
            found.append(Changed(next(fields), _STATUS[letter[0]], path if letter[0] == "R" else None))
        else:
            found.append(Changed(path, _STATUS.get(letter[0], "modified")))
    return tuple(found)
