"""Unrendered templates: files that do not parse and hold template marks where reading stopped."""

from __future__ import annotations

import re

_MARKS = re.compile(r"\{\{|\}\}|\{%|<%|%>|\{[A-Za-z_][\w.\-]*\}|(?:[:=\-]\s*|^\s*)\$\{?[A-Za-z_]\w*")
_HELM = re.compile(r"\{\{")


def holds_marks(line: str) -> bool:
    """Whether a line shows a template: {{ }}, {% %}, <% %>, {word}, or $NAME in place of a value."""
    return _MARKS.search(line) is not None


def is_template(path: str, text: str, near: list[str]) -> bool:
    """Whether a source that does not parse is a template: marks on the lines of the error, or in a chart's templates/."""
    if any(holds_marks(line) for line in near):
        return True
    return "templates" in path.split("/")[:-1] and _HELM.search(text) is not None
