"""One finding as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.reporters.clean import clean, clean_lines, one_line, shorten
from policylint.reporters.frame import frame
from policylint.reporters.pen import cells
from policylint.reporters.wording import STANDING, count

if TYPE_CHECKING:
    from policylint.model.documents import Position
    from policylint.model.reports import Finding
    from policylint.reporters import Options
    from policylint.reporters.pen import Pen

MESSAGE_LIMIT = 2000
# Pointers into what readers make of Markdown and of requirements files: no such key stands in the file.
_MADE_UP = ("/$body", "/lines/")
_OUTCOMES = {"fail": "", "undecided": " (undecided)", "not_evaluated": " (not evaluated)"}


def full(finding: Finding, options: Options | None, pen: Pen) -> list[str]:
    """The message, the place, the source line with the value underlined (with `options`), and what goes with it."""
    lines = compact(finding, pen)
    if options is not None:
        lines += frame(finding.position, options, pen, finding.level, 5)
    return lines + _notes(finding, pen)


def compact(finding: Finding, pen: Pen) -> list[str]:
    """The same without the source: for the sixth finding of a code and those after it."""
    return _message(finding, pen) + _place(finding.position, pen)


def waived(finding: Finding, pen: Pen) -> list[str]:
    """A finding under a waiver: what is excepted, where, by which waiver. One of the baseline is told in brief."""
    waiver = f"({one_line(finding.waiver or '')})"
    message = "" if finding.baseline else f"{one_line(finding.message)} "
    text = f"{clean(finding.code)}: {message}{place(finding.position)} {waiver}"
    return pen.prose(shorten(text, MESSAGE_LIMIT), 2, "waived ", "faint")


def place(position: Position) -> str:
    """`deploy/llm.yaml:9:10`, which terminals and editors open at a click."""
    return f"{clean(position.path)}:{position.line}:{position.column}"


def _place(position: Position, pen: Pen) -> list[str]:
    """The place and the pointer, on one line where they fit."""
    where, pointer = place(position), clean(position.pointer)
    line = f"    {pen.paint('faint', '-->')} {where}"
    if not pointer or (pointer.startswith(_MADE_UP) and position.path.endswith((".md", ".txt"))):
        return [line]
    if 8 + cells(where) + 2 + cells(pointer) <= pen.width:
        return [f"{line}  {pen.paint('faint', pointer)}"]
    return [line, f"        {pen.paint('faint', pointer)}"]


def _message(finding: Finding, pen: Pen) -> list[str]:
    first, *rest = clean_lines(shorten(finding.message, MESSAGE_LIMIT))
    label = f"{finding.level} {clean(finding.code)}{_OUTCOMES[finding.outcome]}: "
    lines = pen.prose(first, 2, label, finding.level)
    for line in rest:
        lines += pen.prose(line, 4)
    return lines


def _notes(finding: Finding, pen: Pen) -> list[str]:
    notes = [f"{one_line(one.message)}: {place(one.position)}" for one in finding.related]
    if finding.hides:
        notes.append(f"{count(len(finding.hides), 'finding')} of the same cause not shown ({_codes(finding.hides)})")
    if finding.standing:
        notes.append(STANDING)
    return [line for note in notes for line in pen.prose(note, 6, "= ", "faint")]


def _codes(codes: tuple[str, ...]) -> str:
    return clean(", ".join(dict.fromkeys(codes)))
