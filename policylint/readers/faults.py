"""A reader's fault -> the source's state and the problem that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.model.documents import Problem, Reading
from policylint.positions.text import Lines, decode
from policylint.readers.templates import holds_marks, is_template, opens_block

if TYPE_CHECKING:
    from policylint.model.documents import Source, State
    from policylint.readers.raw import Fault

_RENDER = "Render it and check what comes out. For a Helm chart: helm template CHART | policylint check -"


def explain(source: Source, fault: Fault, before: int) -> tuple[State, Problem]:
    """The state, "template" or "unreadable", and why. `before` counts the documents that were read before the fault."""
    lines = Lines(decode(source.data) if fault.offset is not None else "")
    line, column = lines.place(fault.offset) if fault.offset is not None else (fault.line or 1, None)
    began = lines.place(fault.context)[0] if fault.context is not None else line
    rest = _rest(fault, line, before)
    if fault.syntax and is_template(source.path, lines.text, _near(lines, line, began)):
        if began != line and not holds_marks(lines.line(line)):
            line, column = began, None
        message = f"This is a template that was not rendered: {fault.message}.{rest}"
        return "template", Problem("template", message, source.path, line, column, source.named, _RENDER)
    message = f"{fault.message[:1].upper()}{fault.message[1:]}{_elsewhere(source, fault, lines, line, began)}.{rest}"
    return "unreadable", Problem("unreadable", message, source.path, line, column, source.named)


def misjudged(source: Source, fault: Fault | None) -> Reading:
    """The reading of a file that began as a document does and is none: passed over, and said where it broke."""
    if fault is None:
        return Reading(source.path, "not_ours")
    _state, problem = explain(source, fault, 0)
    message = f"It begins as YAML or JSON does and cannot be read as that, so it was not judged: {problem.message}"
    return Reading(source.path, "not_ours", (), (replace(problem, kind="not judged", message=message, blocks=False),))


def _near(lines: Lines, line: int, began: int) -> list[str]:
    """The lines on which a template shows: that of the error, that of the broken construct, a statement just above."""
    above = next((text for number in range(line - 1, 0, -1) if (text := lines.line(number)).strip()), "")
    return [lines.line(line), lines.line(began), above if opens_block(above) else ""]


def _rest(fault: Fault, line: int, before: int) -> str:
    if not before:
        return ""
    were = "The document before it was read" if before == 1 else f"The {before:,} documents before it were read"
    return f" {were}; nothing from line {fault.begins or line} on was."


def _elsewhere(source: Source, fault: Fault, lines: Lines, line: int, began: int) -> str:
    """The other place that explains a fault: where a key stood first, where a broken construct began."""
    if fault.twice:
        from policylint.positions.spans import first_key

        first = (
            fault.first
            if fault.first is not None
            else first_key(source, lines, fault.stream, fault.twice, fault.offset)
        )
        return f": first on line {lines.place(first)[0]}" if first is not None else ""
    return f" (it began on line {began})" if fault.syntax and began != line else ""
