"""Where things stand in either commit: what stands at the base is shown with its commit, PATH@COMMIT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.model.documents import Position
from policylint.model.rules import At
from policylint.places import Places
from policylint.positions.text import Lines, decode

if TYPE_CHECKING:
    from policylint.model.documents import Document, Source
    from policylint.promotion.guards.guards import Guard
    from policylint.promotion.sides.side import Side

_KEPT = 8


class CommitPlaces:
    """Positions by document id, with or without a commit in front, and the lines of any file by its shown path."""

    def __init__(self, head: Side, others: dict[str, Side]) -> None:
        self._sides = {"": head}
        self.others = others
        self._places: dict[str, Places] = {}
        self._recent: dict[str, Lines] = {}

    def of(self, at: At) -> Position:
        """The position of a place in a document of any commit."""
        short, rest = self._split(at.document)
        path, _mark, _index = rest.rpartition("#")
        shown = f"{path}@{short}" if short else path
        found = self._located(short, rest, at)
        return found if found is not None else Position(shown, 1, 1, 1, 1, at.pointer)

    def _located(self, short: str, id_: str, at: At) -> Position | None:
        side = self._sides[""] if not short else self.others[short]
        path = id_.rpartition("#")[0]
        file = side.files.get(path)
        document = next((each for each in side.documents_of(path) if each.id == id_), None)
        if file is None or file.source is None or document is None:
            return None
        places = self._places.setdefault(short, Places())
        position = places.within(file.source, document, at)
        return replace(position, path=f"{path}@{short}") if short else position

    def _split(self, id_: str) -> tuple[str, str]:
        short, colon, rest = id_.partition(":")
        return (short, rest) if colon and short in self.others else ("", id_)

    def of_guard(self, guard: Guard) -> Position | None:
        """Where the head says what a guard is about."""
        return None if guard.document is None else self.of(At(guard.document, guard.pointer))

    def within(self, source: Source, document: Document, at: At) -> Position:
        """The position of a place in a document of the head."""
        return self._places.setdefault("", Places()).within(source, document, at)

    def lines(self, path: str, first: int, last: int) -> list[str]:
        """Lines of a file of the head, or of another commit when the path says so."""
        if path not in self._recent:
            if len(self._recent) >= _KEPT:
                self._recent.pop(next(iter(self._recent)))
            self._recent[path] = Lines(decode(self._data(path)))
        lines = self._recent[path]
        return [lines.line(number) for number in range(max(first, 1), min(last, len(lines.starts)) + 1)]

    def _data(self, path: str) -> bytes:
        name, _mark, short = path.rpartition("@")
        side = self.others.get(short) if name else None
        return side.tree.data(name) if side is not None else self._sides[""].tree.data(path)
