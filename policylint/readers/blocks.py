"""The lines of a Markdown body that a reader sees: no code fences, no comments, no scripts; each with its number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})([^`]*)$")
_HIDES = re.compile(r"<!--|<(pre|script|style)\b[^<>]*>", re.IGNORECASE)


def visible_lines(lines: list[str], first: int, code: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """(number in the file, text) of every line outside code, comments and scripts; hidden parts are cut out.

    The lines inside code fences are added to `code`.
    """
    fence = ""
    until = ""
    for number, line in enumerate(lines, first):
        if fence:
            if _closes(line, fence):
                fence = ""
            else:
                code.append((number, line))
            continue
        if not until and (opening := _FENCE.match(line)) is not None:
            fence = opening.group(1)
            continue
        shown, until = _uncover(line, until)
        yield number, shown


def _closes(line: str, fence: str) -> bool:
    mark = line.strip(" \t>")
    return len(mark) >= len(fence) and not mark.strip(fence[0])


def _uncover(line: str, until: str) -> tuple[str, str]:
    """What a line shows, and the mark that ends what is hidden at its end; "" when nothing is."""
    if not until and "<" not in line:
        return line, ""
    shown: list[str] = []
    lowered, at = line.lower() if len(line.lower()) == len(line) else line, 0
    while True:
        if until:
            end = lowered.find(until, at)
            if end < 0:
                return "".join(shown), until
            at, until = end + len(until), ""
        opening = _HIDES.search(line, at)
        if opening is None:
            shown.append(line[at:])
            return "".join(shown), ""
        shown.append(line[at : opening.start()])
        at, until = opening.end(), f"</{opening.group(1).lower()}>" if opening.group(1) else "-->"
