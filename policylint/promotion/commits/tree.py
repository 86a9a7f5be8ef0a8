"""A commit as a tree of files: what it holds, read from git's objects; a link is followed inside the tree only."""

from __future__ import annotations

from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from policylint.discovery import MAX_BYTES, NO_READER, Passed
from policylint.discovery.files import fault_in_name, printable
from policylint.discovery.lookup import LFS, Names, leads_out
from policylint.model.documents import Problem, Source
from policylint.positions.formats import format_of_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from policylint.config import PathState
    from policylint.promotion.commits.git import Entry, Git

LINK, SUBMODULE = "120000", "160000"
_HOPS = 10
MAX_FILES = 200_000
MAX_TOTAL = 1024 * 1024 * 1024


class Blobs:
    """The bytes of objects, read once and in bulk; what is read again soon is kept."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._kept: dict[str, bytes | None] = {}

    def fill(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Objects in bulk, in order, none of them kept."""
        return self._git.objects(oids)

    def get(self, oid: str) -> bytes | None:
        """One object; None when it is not here."""
        if oid not in self._kept:
            self._kept[oid] = next(iter(self._git.objects((oid,))))[1]
        return self._kept[oid]


class GitTree(Names):
    """The files of a commit."""

    def __init__(self, git: Git, commit: str, blobs: Blobs, names: dict[str, Entry] | None = None) -> None:
        self.commit = commit
        self._blobs = blobs
        self.entries: dict[str, Entry] = git.tree(commit, MAX_FILES) if names is None else names
        self._folders: set[str] | None = None

    def sources(self, paths: Iterable[str]) -> Iterator[tuple[str, Source | Problem]]:
        """The files at paths that are no links, read in bulk; UsageError when there is too much of them."""
        wanted = {path: self.entries[path] for path in paths}
        total = sum(entry.size or 0 for entry in wanted.values())
        if total > MAX_TOTAL:
            from policylint.errors import UsageError

            raise UsageError(f"commit {self.commit[:12]} holds {total:,} bytes of documents; {MAX_TOTAL:,} are read")
        read = dict(self._blobs.fill(entry.oid for entry in wanted.values()))
        for path, entry in wanted.items():
            yield path, source_of_blob(path, read[entry.oid])

    def by_name(
        self, path: str, entry: Entry, excluded: Callable[[str], bool] | None
    ) -> Source | Passed | Problem | None:
        """What is to be said of a file without its bytes; None when `sources` has to read them."""
        fault = fault_in_name(path) or _fault_in_folders(path)
        if fault is not None:
            return Problem("unreadable", fault, printable(path), blocks=False)
        if entry.mode == SUBMODULE:
            message = "This folder is a repository of its own (a submodule). It was not looked into."
            return Problem("repository", message, path, blocks=False)
        if excluded is not None and excluded(path):
            return Passed(path, "excluded by the configuration")
        if format_of_name(path) is None:
            return Passed(path, NO_READER)
        if entry.mode == LINK:
            return self._linked(path)
        if entry.size is not None and entry.size > MAX_BYTES:
            return Problem("unreadable", _too_large(entry.size), path, blocks=False)
        return None

    def _linked(self, path: str) -> Source | Passed | Problem:
        target = self._end(path)
        if target is None:
            message = "This is a link that leads out of the repository, or to nothing. It was not followed."
            return Problem("unreadable", message, path, blocks=False)
        if target in self.entries and format_of_name(target) is not None:
            return Passed(path, f"a link to {printable(target)}, which is read itself")
        return self.read(path)

    def read(self, path: str) -> Source | Problem:
        target = self._end(path)
        entry = self.entries.get(target) if target is not None else None
        if entry is None or entry.mode == SUBMODULE:
            return Problem("unreadable", "There is no such file in the commit.", path, blocks=False)
        if entry.size is not None and entry.size > MAX_BYTES:
            return Problem("unreadable", _too_large(entry.size), path, blocks=False)
        return source_of_blob(path, self._blobs.get(entry.oid))

    def state(self, path: str) -> str:
        if leads_out(path):
            return "outside"
        if fault_in_name(path) is not None:
            return "absent"
        found = self._look(path)
        if found != "file":
            return found
        source = self.read(path)
        return "lfs" if isinstance(source, Problem) and source.kind == "lfs" else "file"

    def _look(self, path: str) -> str:
        """What is at a path, by its name alone."""
        target = self._end(path)
        if target is None:
            return "outside" if self._is_there(path) else "absent"
        entry = self.entries.get(target)
        if entry is not None:
            return "folder" if entry.mode == SUBMODULE else "file"
        return "folder" if target in self._all_folders() else "absent"

    def exists(self, path: str) -> bool:
        return self._look(path) in ("file", "folder")

    def target(self, path: str) -> str | None:
        """Where a link leads to; None where it leads out of the repository, to its root, or round and round."""
        return self._end(path)

    def _is_there(self, path: str) -> bool:
        """Whether the path, or a folder above it, is a link."""
        return any(entry.mode == LINK for each in _upwards(path) if (entry := self.entries.get(each)))

    def _end(self, path: str) -> str | None:
        """The path behind links of the file and of its folders; None where one leads out, or round and round."""
        for _hop in range(_HOPS):
            link = next((each for each in _upwards(path) if self._is_link(each)), None)
            if link is None:
                return path
            target = (self._blobs.get(self.entries[link].oid) or b"/").decode("utf-8", "surrogateescape")
            path = normpath(join(dirname(link), target, path[len(link) + 1 :]))
            if path.startswith(("/", "../")) or path in ("..", ".") or "\0" in path:
                return None
        return None

    def _is_link(self, path: str) -> bool:
        entry = self.entries.get(path)
        return entry is not None and entry.mode == LINK

    def _all_folders(self) -> set[str]:
        if self._folders is None:
            self._folders = {folder for path in self.entries for folder in _upwards(dirname(path))}
        return self._folders

    def _names(self) -> tuple[str, ...]:
        return tuple(path for path in self.entries if fault_in_name(path) is None)


class ConfigTree:
    """A commit, as far as a configuration asks about it."""

    def __init__(self, tree: GitTree) -> None:
        self._tree = tree

    def state(self, path: str) -> PathState:
        """Whether a path is there, absent, or leads out of the repository."""
        found = self._tree.state(path) if path not in ("", ".") else "folder"
        return "there" if found in ("file", "folder", "lfs") else "outside" if found == "outside" else "absent"

    def names(self, folder: str) -> Iterable[str]:
        """The names in a folder, without hidden ones."""
        start = f"{folder}/" if folder else ""
        below = (path[len(start) :].partition("/")[0] for path in self._tree.entries if path.startswith(start))
        return sorted({name for name in below if not name.startswith(".")})


def source_of_blob(path: str, data: bytes | None) -> Source | Problem:
    """The bytes of an object under a name; a Problem for what is not here, or elsewhere."""
    if data is None:
        hint = "git fetch --refetch --no-filter origin"
        return Problem("git", "This clone does not hold the file: it is a partial clone.", path, hint=hint)
    if data.startswith(LFS):
        message = "This is a Git LFS pointer: the file itself is not in git."
        return Problem("lfs", message, path, blocks=False, hint="Keep what is deployed in git itself.")
    return Source(path, data)


def _too_large(size: int) -> str:
    return f"The file holds {size:,} bytes; up to {MAX_BYTES:,} are read."


def _fault_in_folders(path: str) -> str | None:
    """Why no checkout could hold a path: git itself refuses such names, but an object may be made with them."""
    parts = path.casefold().split("/")
    if {"", ".", "..", ".git"}.isdisjoint(parts):
        return None
    return "No checkout can hold a file of this name. It was not read."


def is_sound(path: str) -> bool:
    """Whether a path may be written below a folder."""
    return fault_in_name(path) is None and _fault_in_folders(path) is None and "\\" not in path and ":" not in path


def _upwards(path: str) -> Iterator[str]:
    """The folders of a path from the first on, then the path itself."""
    parts = path.split("/")
    for length in range(1, len(parts) + 1):
        if parts[0]:
            yield "/".join(parts[:length])
