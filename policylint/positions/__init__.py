"""JSON pointer -> line and column. Nothing here runs until a finding needs a place: then the source is read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.documents import Position
from policylint.positions import pointers
from policylint.positions.formats import format_of, format_of_name
from policylint.positions.text import Lines, decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.model.documents import Document, Json, Source
    from policylint.positions.spans import Trees

BODY = "$body"
_LINES = {"lines": "requirements", "instructions": "dockerfile"}
Wanted = tuple["Document", str, "str | None"]


def locate(source: Source, document: Document, pointer: str = "", missing: str | None = None) -> Position:
    """Where a pointer of a document stands in its source; a missing key stands at its parent's key."""
    return Locator(source).locate(document, pointer, missing)


def locate_all(source: Source, wanted: Sequence[Wanted]) -> list[Position]:
    """The positions of several pointers of one source, in the order asked, in one reading of it."""
    locator = Locator(source)
    return [locator.locate(document, pointer, missing) for document, pointer, missing in wanted]


def source_text(source: Source, document: Document, pointer: str) -> str | None:
    """The characters of a scalar as they stand in the file, quotes included; None for what is no scalar there."""
    return Locator(source).text(document, pointer)


class Locator:
    """Resolves pointers into one source. Reads forward: asking document after document costs one reading in all."""

    __slots__ = ("_lines", "_source", "_trees")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines: Lines | None = None
        self._trees: Trees | None = None

    def locate(self, document: Document, pointer: str = "", missing: str | None = None) -> Position:
        """The position of a pointer; of the nearest thing above it when it leads nowhere. Never fails."""
        line = _line_in_content(document, pointers.split(pointer))
        if line is not None:
            return self._whole_line(document.path, pointer, line)
        pointer = pointers.written(pointer, document.written) if document.written else pointer
        outer = _outer(document, pointer)
        inside = outer != pointer
        span = self._forest().span(_stream(document), document.base, pointer, missing, inside=inside)
        if span is None:
            return self._whole_line(document.path, pointer, document.line)
        return self._position(document.path, outer, *span)

    def text(self, document: Document, pointer: str) -> str | None:
        """The characters of a scalar as they stand in the file; None for a mapping, a list, or nothing."""
        pointer = pointers.written(pointer, document.written) if document.written else pointer
        span = self._forest().scalar(_stream(document), document.base, pointer)
        return None if span is None else self._text().text[span[0] : span[1]]

    def first_line(self, stream: int, base: str) -> int | None:
        """The line on which the value at a pointer of a document begins; None when it cannot be found."""
        start = self._forest().start(stream, base)
        return None if start is None else self._text().place(start)[0]

    def _text(self) -> Lines:
        if self._lines is None:
            self._lines = Lines(decode(self._source.data))
        return self._lines

    def _forest(self) -> Trees:
        if self._trees is None:
            from policylint.positions.spans import trees

            form = format_of(self._source.path, self._source.data, self._source.by_content)
            self._trees = trees(form, self._text())
        return self._trees

    def _position(self, path: str, pointer: str, start: int, end: int) -> Position:
        lines = self._text()
        end = max(start + len(lines.text[start:end].rstrip()), start)
        return Position(path, *lines.place(start), *lines.place(end), pointer)

    def _whole_line(self, path: str, pointer: str, line: int) -> Position:
        text = self._text().line(line).rstrip()
        return Position(path, line, len(text) - len(text.lstrip()) + 1, line, len(text) + 1, pointer)


def _outer(document: Document, pointer: str) -> str:
    """The pointer, or that of the text whose inside it leads into: other tools know no further."""
    return next((outer for outer in document.nested if pointer.startswith(f"{outer}/")), pointer)


def _stream(document: Document) -> int:
    if document.written:
        return 0
    return document.index if document.stream is None else document.stream


def _line_in_content(document: Document, keys: list[str]) -> int | None:
    """The line that a part of a Markdown body, a requirement or an instruction gives itself; None for all else."""
    if not keys or (keys[0] != BODY and format_of_name(document.path) != _LINES.get(keys[0], "")):
        return None
    value, line = document.content, None
    for key in keys:
        value = _child(value, key)
        here = value.get("line") if isinstance(value, dict) else None
        line = here if isinstance(here, int) else line
    return line


def _child(value: Json, key: str) -> Json:
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and len(key) < 10 and key.isascii() and key.isdigit() and int(key) < len(value):
        return value[int(key)]
    return None
