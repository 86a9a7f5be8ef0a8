"""pip's requirements files: logical lines with their first line numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.readers.raw import Raw

if TYPE_CHECKING:
    from policylint.model import Json
    from policylint.readers.raw import Loaded

_COMMENT = re.compile(r"(^|\s+)#.*$")


def load(text: str) -> Loaded:
    """{"lines": [{"text", "line"}]}: comments and blank lines left out, continued lines joined."""
    lines: list[Json] = []
    held, first = "", 0
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        first = first or number
        if line.endswith("\\") and not _COMMENT.search(line):
            held += line[:-1]
            continue
        joined = _COMMENT.sub("", held + line).strip()
        if joined:
            lines.append({"text": joined, "line": first})
        held, first = "", 0
    return [Raw(0, 1, {"lines": lines})], None
