"""--combine: every document at once, as an array of {path, contents}; places lead back to the documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policylint.judging.findings import is_index
from policylint.model.documents import Document, Position, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model.documents import Json
    from policylint.model.rules import At

    Locate = Callable[[Source, Document, At], Position]

NAME = "Combined"


class Combined:
    """Collects documents, then stands for all of them as one."""

    def __init__(self, locate: Locate) -> None:
        self._locate = locate
        self._parts: list[tuple[Source, Document]] = []

    def add(self, source: Source, document: Document) -> None:
        """One more document, in the order of reading."""
        self._parts.append((source, document))

    @property
    def documents(self) -> int:
        """How many there are."""
        return len(self._parts)

    def document(self) -> tuple[Source, Document]:
        """The document that policies get: an array of {"path", "contents"}."""
        rows: list[Json] = [{"path": part.path, "contents": part.content} for _source, part in self._parts]
        return Source(NAME, b""), Document(NAME, 0, None, rows)

    def locate(self, source: Source, document: Document, at: At) -> Position:
        """Where `/3/contents/spec` stands: in the fourth document, at /spec. Other places are the whole."""
        parts = at.pointer.split("/", 3)
        if len(parts) >= 3 and is_index(parts[1]) and int(parts[1]) < len(self._parts):
            inner_source, inner = self._parts[int(parts[1])]
            rest = f"/{parts[3]}" if len(parts) > 3 else ""
            return self._locate(inner_source, inner, replace(at, document=inner.id, pointer=rest))
        return Position(NAME, 1, 1, 1, 1, at.pointer)

    def place_of(self, path: str, line: int) -> Position | None:
        """The place that a policy gave as file and line, when the file is one of those that were read."""
        if any(document.path == path for _source, document in self._parts):
            return Position(path, line, 1, line, 1)
        return None
