"""Front matter of a Markdown file, found as huggingface_hub finds it."""

from __future__ import annotations

import re

from policylint.frozen import dataclass

_OPEN = re.compile(r"\s*---(\r\n|\r|\n)")
_CLOSE = re.compile(r"(?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Front:
    """Offsets in the file's text: the opening mark, the YAML between the marks, and the body behind them."""

    mark: int
    start: int
    end: int
    body: int
    closed: bool = True


def find_front(text: str) -> Front | None:
    """Where the front matter lies; None without an opening mark, `closed` is False when the end mark is missing."""
    opening = _OPEN.match(text)
    if opening is None:
        return None
    mark = opening.start(1) - 3
    closing = _CLOSE.search(text, opening.start(1))
    if closing is None:
        return Front(mark, opening.end(), len(text), len(text), closed=False)
    return Front(mark, opening.end(), max(closing.start(), opening.end()), closing.end())
