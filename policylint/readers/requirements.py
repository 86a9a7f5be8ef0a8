"""pip's requirements files: logical lines with their first line numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.readers.raw import MAX_DOCUMENTS, Fault, Raw

if TYPE_CHECKING:
    from policylint.model.documents import Json
    from policylint.readers.raw import Loaded

_BREAK = re.compile(r"\r\n|\r|\n")


def load(text: str) -> Loaded:
    """{"lines": [{"text", "line"}]}: comments and blank lines left out, continued lines joined."""
    lines: list[Json] = []
    held: list[str] = []
    first = 0
    for number, line in enumerate(_BREAK.split(text), 1):
        first = first or number
        shown = _without_comment(line)
        if shown == line and line.endswith("\\"):
            held.append(line[:-1])
            continue
        joined = "".join([*held, shown]).strip()
        if joined:
            lines.append({"text": joined, "line": first})
            if len(lines) > MAX_DOCUMENTS:
                return [], Fault(f"the file holds more than {MAX_DOCUMENTS:,} requirements", line=first)
        held, first = [], 0
    if rest := "".join(held).strip():
        lines.append({"text": rest, "line": first})
    return [Raw(0, 1, {"lines": lines})], None


def _without_comment(line: str) -> str:
    """The line up to a # at its start or behind a blank."""
    at = line.find("#")
    while at > 0 and not line[at - 1].isspace():
        at = line.find("#", at + 1)
    return line if at < 0 else line[:at]
