"""A reader's fault -> the source's state and the problem that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model import Problem
from policylint.positions.text import Lines, decode
from policylint.readers.templates import is_template

if TYPE_CHECKING:
    from policylint.model import Source, State
    from policylint.readers.raw import Fault


def explain(source: Source, fault: Fault, before: int) -> tuple[State, Problem]:
    """"template" or "unreadable", and why; `before` counts the documents that were read before the fault."""
    lines = Lines(decode(source.data))
    line, column = lines.place(fault.offset) if fault.offset is not None else (fault.line or 1, None)
    near = [lines.line(line)]
    if fault.context is not None:
        near.append(lines.line(lines.place(fault.context)[0]))
    rest = f" Nothing was read from line {line} on; {before} documents before it were." if before else ""
    if is_template(source.path, lines.text, near):
        message = f"This is a template: line {line} does not parse ({fault.message})." + rest
        hint = "Render it first and check the output; for Helm: helm template CHART | policylint check -"
        return "template", Problem("template", message, source.path, line, column, source.named, hint)
    message = f"{fault.message[:1].upper()}{fault.message[1:]}." + rest
    return "unreadable", Problem("unreadable", message, source.path, line, column, source.named)
