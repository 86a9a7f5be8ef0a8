"""The lines of a source that a frame shows, read again only when a report is printed."""

from __future__ import annotations

import os

from policylint.positions.text import Lines, decode

_KEPT = 4


class Excerpts:
    """Lines by path. Standard input is kept, files are read again; a file that is gone has no lines."""

    def __init__(self, root: str, given: dict[str, bytes]) -> None:
        self._root = root
        self._given = given
        self._recent: dict[str, Lines] = {}

    def lines(self, path: str, first: int, last: int) -> list[str]:
        """Lines `first` to `last` (from 1, both included) of a source, without line breaks."""
        if path not in self._recent:
            if len(self._recent) >= _KEPT:
                self._recent.pop(next(iter(self._recent)))
            self._recent[path] = self._read(path)
        lines = self._recent[path]
        return [lines.line(number) for number in range(max(first, 1), min(last, len(lines.starts)) + 1)]

    def _read(self, path: str) -> Lines:
        data = self._given.get(path)
        if data is None:
            try:
                with open(os.path.join(self._root, path), "rb") as stream:
                    data = stream.read()
            except OSError:
                data = b""
        return Lines(decode(data))
