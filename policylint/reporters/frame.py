"""The source frame: the line that a finding is about, and an underline below the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.reporters.clean import escape
from policylint.reporters.pen import cells

if TYPE_CHECKING:
    from policylint.model.documents import Position
    from policylint.reporters import Options
    from policylint.reporters.pen import Pen

_CUT = "..."


def frame(position: Position, options: Options, pen: Pen, style: str, indent: int) -> list[str]:
    """Three lines (margin, source, underline), or none when the source has no such line or a blank one."""
    source = _source_line(position, options)
    if source is None:
        return []
    number = str(position.line)
    margin = " " * (indent - len(number)) + " " * len(number) + " |"
    before, value, after = _pieces(source, position, pen.width - len(margin) - 1)
    underline = pen.paint(style, "^" * max(1, cells(value)))
    numbered = f"{' ' * (indent - len(number))}{number} |"
    return [
        pen.paint("faint", margin),
        f"{pen.paint('faint', numbered)} {before}{value}{after}".rstrip(),
        f"{pen.paint('faint', margin)} {' ' * cells(before)}{underline}",
    ]


def _source_line(position: Position, options: Options) -> str | None:
    if options.excerpt is None:
        return None
    lines = options.excerpt(position.path, position.line, position.line)
    return lines[0].rstrip("\r\n") if lines and lines[0].strip() else None


def has_extent(position: Position) -> bool:
    """Whether the place is a value to underline; a whole document has none, its first line says nothing about it."""
    extent = position.end_line == position.line and position.end_column > position.column + 1
    return bool(position.pointer) or extent


def _pieces(source: str, position: Position, room: int) -> tuple[str, str, str]:
    """What to show before, of and after the value: all of it when it fits, else the value with what fits around it."""
    start = min(position.column - 1, len(source))
    one_line = position.end_line == position.line
    end = max(position.end_column - 1, start + 1) if one_line else len(source.rstrip())
    room = max(room, 20)
    before = _shown(source[max(0, start - 4 * room) : start])
    value = _shown(source[start : min(end, start + room)])
    after = _shown(source[end : end + room])
    if cells(before) + max(1, cells(value)) + cells(after) <= room and start <= 4 * room and len(source) <= end + room:
        return before, value, after
    return _crop(before, value, after, room, cut_value=end > start + room)


def _crop(before: str, value: str, after: str, room: int, *, cut_value: bool) -> tuple[str, str, str]:
    if cut_value or cells(value) > room - 2 * len(_CUT):
        value, after = _head(value, room - 3 * len(_CUT)) + _CUT, ""
    left = room - max(1, cells(value))
    keep_after = min(cells(after), max(left // 2, left - cells(before)))
    before = _tail(before, left - keep_after)
    return before, value, _head(after, left - cells(before), _CUT)


def _shown(text: str) -> str:
    return "".join("    " if char == "\t" else escape(char) for char in text)


def _head(text: str, room: int, mark: str = "") -> str:
    if cells(text) <= room:
        return text
    while text and cells(text) > room - len(mark):
        text = text[: min(len(text) - 1, room)]
    return text + mark


def _tail(text: str, room: int) -> str:
    if cells(text) <= room:
        return text
    while text and cells(text) > room - len(_CUT):
        text = text[max(1, len(text) - room) :]
    return _CUT + text
