"""An earlier commit, looked at in a few places: names are resolved one by one, and the whole tree is never listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.discovery.files import fault_in_name
from policylint.discovery.lookup import leads_out
from policylint.model.documents import Problem
from policylint.promotion.commits.tree import GitTree, source_of_blob

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.model.documents import Source
    from policylint.promotion.commits.git import Git
    from policylint.promotion.commits.tree import Blobs

_KINDS = {"blob": "file", "tree": "folder", "commit": "folder"}


class PastTree(GitTree):
    """What rules ask of the past is what served then: nobody is told which name may have been meant."""

    def __init__(self, git: Git, commit: str, blobs: Blobs, paths: Iterable[str]) -> None:
        super().__init__(git, commit, blobs, names={})
        self._git = git
        for path in sorted(paths):
            entry = self._git.entry(commit, path)
            if entry is not None and entry.mode == "blob":
                self.entries[path] = entry

    def state(self, path: str) -> str:
        if leads_out(path):
            return "outside"
        entry = self._git.entry(self.commit, path) if fault_in_name(path) is None else None
        if entry is None:
            return "absent"
        found = self.read(path) if entry.mode == "blob" else None
        return "lfs" if isinstance(found, Problem) and found.kind == "lfs" else _KINDS.get(entry.mode, "absent")

    def exists(self, path: str) -> bool:
        return not leads_out(path) and self._git.entry(self.commit, path) is not None

    def read(self, path: str) -> Source | Problem:
        entry = self._git.entry(self.commit, path)
        if entry is None or entry.mode != "blob":
            return Problem("unreadable", "There is no such file in the commit.", path, blocks=False)
        return source_of_blob(path, self._blobs.get(entry.oid))

    def near(self, path: str) -> tuple[str, ...]:
        return ()

    def matching(self, pattern: str) -> tuple[str, ...]:
        return ()

    def documents(self) -> tuple[str, ...]:
        return ()
