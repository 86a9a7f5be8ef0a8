"""JSON pointer -> line and column. Nothing here runs until a finding needs a place: then the source is read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model import Position
from policylint.positions import pointers
from policylint.positions.formats import format_of
from policylint.positions.text import Lines, decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.model import Document, Source
    from policylint.positions.nodes import Node, Span

Wanted = tuple["Document", str, "str | None"]


def locate(source: Source, document: Document, pointer: str = "", missing: str | None = None) -> Position:
    """Where a pointer of a document stands in its source; a missing key stands at its parent's key."""
    return Locator(source).locate(document, pointer, missing)


def locate_all(source: Source, wanted: Sequence[Wanted]) -> list[Position]:
    """The positions of several pointers of one source, in the order asked, in one reading of it."""
    locator = Locator(source)
    return [locator.locate(document, pointer, missing) for document, pointer, missing in wanted]


class Locator:
    """Finds places in one source, reading each of its documents once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._text = decode(source.data)
        self._lines = Lines(self._text)
        self._roots: dict[int, tuple[Node | None, int]] = {}

    def locate(self, document: Document, pointer: str = "", missing: str | None = None) -> Position:
        """Where a pointer of a document stands; a missing key stands at its parent's key."""
        stream = document.index if document.stream is None else document.stream
        if stream not in self._roots:
            self._roots[stream] = _root(self._source, self._text, stream)
        node, offset = self._roots[stream]
        body = _line_of_body(document, pointer)
        if body is not None or node is None:
            return _whole_line(document, pointer, self._lines, body or document.line)
        start, end = _span(node, pointers.split(document.base), pointers.split(pointer), missing)
        return _position(document.path, pointer, self._lines, start + offset, end + offset)


def _root(source: Source, text: str, stream: int) -> tuple[Node | None, int]:
    from policylint.positions import events, nodes

    form = format_of(source.path, source.data, source.named)
    offset = 0
    if form == "json":
        from policylint.positions.jsontree import compose_json

        return compose_json(text), 0
    if form == "markdown":
        from policylint.positions.front import find_front

        front = find_front(text)
        if front is None or not text[front.start : front.end].strip():
            return None, 0
        text, offset = text[front.start : front.end], front.start
    elif form != "yaml":
        return None, 0
    read = events.reader_of_events(text)
    try:
        return (nodes.compose(read) if nodes.skip_to(read, stream) else None), offset
    except events.YAMLError:
        return None, 0


def _span(node: Node, base: list[str], keys: list[str], missing: str | None) -> Span:
    from policylint.positions.nodes import child

    at: Span | None = None
    depth = 0
    for key in [*base, *keys]:
        step = child(node, key)
        if step is None:
            missing = missing or key
            break
        at, node = step
        depth += 1
    if depth <= len(base):
        return _root_span(node)
    if missing is not None or node.start == node.end or not (node.flow or (node.entries is None and node.items is None)):
        return at or _first(node)
    return node.start, node.end


def _root_span(node: Node) -> Span:
    """Where a whole document points: the line of its `kind`, else its first key."""
    if node.entries:
        kind = node.entries.get("kind") or next(iter(node.entries.values()))
        return kind[0]
    return _first(node)


def _first(node: Node) -> Span:
    while True:
        if node.entries:
            return next(iter(node.entries.values()))[0]
        if not node.items:
            return node.start, max(node.end, node.start)
        node = node.items[0]


def _position(path: str, pointer: str, lines: Lines, start: int, end: int) -> Position:
    end = max(start + len(lines.text[start:end].rstrip()), start)
    line, column = lines.place(start)
    end_line, end_column = lines.place(end)
    return Position(path, line, column, end_line, end_column, pointer)


def _whole_line(document: Document, pointer: str, lines: Lines, line: int) -> Position:
    text = lines.line(line)
    return Position(document.path, line, len(text) - len(text.lstrip()) + 1, line, len(text.rstrip()) + 1, pointer)


def _line_of_body(document: Document, pointer: str) -> int | None:
    """The line that a Markdown body or a list of requirements gives itself; None where the YAML has to be read."""
    keys = pointers.split(pointer)
    if not keys or keys[0] not in ("$body", "lines"):
        return None
    value, line = document.content, None
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            break
        here = value.get("line") if isinstance(value, dict) else None
        line = here if isinstance(here, int) else line
    return line
