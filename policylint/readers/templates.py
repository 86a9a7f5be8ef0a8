"""Unrendered templates: files that do not parse and hold template marks where reading stopped."""

from __future__ import annotations

import re

_MARKS = re.compile(r"\{\{|\}\}|\{%|%\}|<%|%>|\{[A-Za-z_][\w.\-]*\}|(?:[:=-]\s{0,9}|^\s{0,99})\$\{?[A-Za-z_]\w*")
_JSON_MARKS = re.compile(r"\{\{\s*[\w.$\"-]|\{%|<%|[:\[,]\s{0,9}\$\{?[A-Za-z_]\w*")


def holds_marks(line: str) -> bool:
    """Whether a line shows a template: {{ }}, {% %}, <% %>, {word}, or $NAME in place of a value."""
    return _MARKS.search(line[:5000]) is not None


def opens_block(line: str) -> bool:
    """Whether a line is a template's statement and no more: <% if x %>. Such a line breaks the one below it."""
    return line.lstrip().startswith(("<%", "{%", "{{"))


def is_template(path: str, text: str, near: list[str]) -> bool:
    """Whether a source that does not parse is a template: marks on the error's lines, or in a chart's templates/."""
    if path.endswith(".json"):
        return any(_JSON_MARKS.search(line[:5000]) is not None for line in near)
    if any(holds_marks(line) for line in near):
        return True
    return "templates" in path.split("/")[:-1] and "{{" in text
