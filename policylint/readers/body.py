"""The body of a Markdown file: sections, tables and plain text, each with its line in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylint.model import Json


def read_body(text: str, first_line: int) -> dict[str, Json]:
    """{"line", "sections", "tables", "text"} as docs/reading.md describes them."""
    return {"line": first_line, "sections": [], "tables": [], "text": text}
