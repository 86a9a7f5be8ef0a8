"""The lines of a source that a frame shows, read again only when a report is printed."""

from __future__ import annotations

import os
import stat

from policylint.discovery import MAX_BYTES
from policylint.positions.text import Lines, decode

_KEPT = 4
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Excerpts:
    """Lines by path. Standard input is kept, files are read again; one that is gone, or no file any more, has none."""

    def __init__(self, root: str, given: dict[str, bytes]) -> None:
        self._root = root
        self._given = given
        self._recent: dict[str, Lines] = {}

    def lines(self, path: str, first: int, last: int) -> list[str]:
        """Lines `first` to `last` (from 1, both included) of a source, without line breaks."""
        if path not in self._recent:
            if len(self._recent) >= _KEPT:
                self._recent.pop(next(iter(self._recent)))
            data = self._given.get(path)
            self._recent[path] = Lines(decode(self._read(path) if data is None else data))
        lines = self._recent[path]
        return [lines.line(number) for number in range(max(first, 1), min(last, len(lines.starts)) + 1)]

    def _read(self, path: str) -> bytes:
        """The bytes of a file again. A link out of the root shows nothing: it may lead to what is no part of it."""
        full = os.path.normpath(os.path.join(self._root, path))
        root, real = os.path.join(self._root, ""), os.path.join(os.path.realpath(self._root), "")
        if full.startswith(root) and not os.path.realpath(full).startswith(real):
            return b""
        return _bytes(full)


def _bytes(path: str) -> bytes:
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError):
        return b""
    try:
        with open(descriptor, "rb") as stream:
            return stream.read(MAX_BYTES) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    except OSError:
        return b""
