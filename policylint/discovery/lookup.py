"""What is at a path that somebody wrote down: a file, a folder, nothing; and the names that it may have meant."""

from __future__ import annotations

import os
from functools import cached_property
from posixpath import normpath
from typing import TYPE_CHECKING

from policylint.discovery.files import FLAGS, Tree, fault_in_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.discovery.alike import Alike
    from policylint.model.documents import Problem, Source

LFS = b"version https://git-lfs.github.com/spec/"
MOST = 1000  # files that one pattern may mean
_SHOWN = 3


class Names:
    """What is at a path of some tree of files; names are listed only when one has to be guessed."""

    def state(self, path: str) -> str:
        """What is at a path: "file", "folder", "lfs", "absent" or "outside"."""
        raise NotImplementedError

    def exists(self, path: str) -> bool:
        """Whether anything is at a path."""
        raise NotImplementedError

    def read(self, path: str) -> Source | Problem:
        """The file at a path, as a source."""
        raise NotImplementedError

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The files that a pattern with `*`, `?` or `[` means, one more than MOST at most; it starts at the root."""
        from policylint.globs import Globs, fault

        if fault(pattern) is not None:
            return ()
        globs = Globs([f"/{pattern}"])
        return tuple(name for name in self._names() if globs.match(name))[: MOST + 1]

    def near(self, path: str) -> tuple[str, ...]:
        """The names that are most like one that is not there, the nearest first."""
        return tuple(name for name in self._alike.to(path) if self._lies_here(name))[:_SHOWN]

    @cached_property
    def _alike(self) -> Alike:
        from policylint.discovery.alike import Alike

        return Alike(self._names())

    def holding(self, text: bytes, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the files whose bytes hold a text."""
        return tuple(name for name in names if text in self.data(name))

    def data(self, path: str) -> bytes:
        """The bytes of a file; none where it cannot be read."""
        from policylint.model.documents import Source

        found = self.read(path)
        return found.data if isinstance(found, Source) else b""

    def documents(self) -> tuple[str, ...]:
        """The names of the files that may hold YAML or JSON documents."""
        return tuple(name for name in self._names() if name.endswith((".yaml", ".yml", ".json")))

    def _names(self) -> tuple[str, ...]:
        raise NotImplementedError

    def _lies_here(self, name: str) -> bool:
        """Whether a listed name is there indeed."""
        return self.exists(name)


class Lookup(Names):
    """Looks below a folder, and follows no link out of it."""

    def __init__(self, root: str) -> None:
        self._tree = Tree(os.path.abspath(root))
        self._listed: tuple[str, ...] | None = None

    def state(self, path: str) -> str:
        if leads_out(path):
            return "outside"
        if fault_in_name(path) is not None:
            return "absent"
        full = os.path.join(self._tree.folder, path)
        if not os.path.lexists(full):
            return "absent"
        if not self._tree.holds(os.path.realpath(full)):
            return "outside"
        if os.path.isdir(full):
            return "folder"
        return "lfs" if self._begins(full, LFS) else "file"

    def exists(self, path: str) -> bool:
        return os.path.exists(os.path.join(self._tree.folder, path))

    def read(self, path: str) -> Source | Problem:
        from policylint.discovery import read_again

        return read_again(path, self._tree.folder)

    def _lies_here(self, name: str) -> bool:
        return os.path.lexists(os.path.join(self._tree.folder, name))

    def _names(self) -> tuple[str, ...]:
        if self._listed is None:
            from policylint.discovery.listing import list_folders

            names = (self._tree.name(full) for full in list_folders([self._tree.folder]).files)
            self._listed = tuple(name for name in names if fault_in_name(name) is None)
        return self._listed

    def _begins(self, full: str, mark: bytes) -> bool:
        try:
            descriptor = os.open(full, FLAGS)
        except OSError:
            return False
        try:
            return os.read(descriptor, len(mark)) == mark
        except OSError:
            return False
        finally:
            os.close(descriptor)


def leads_out(path: str) -> bool:
    """Whether a path, as somebody wrote it, is none below the root."""
    named = not path.startswith(("/", "../", "~")) and path != ".." and "\\" not in path
    return not named and fault_in_name(path) is None


def plain(path: str) -> str:
    """A path as names are written: without `./`, doubled slashes and a slash at the end."""
    return normpath(path.strip()) if path.strip() else ""
