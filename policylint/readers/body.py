"""The body of a Markdown file: sections, tables and plain text, each with its line in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.readers.blocks import visible_lines
from policylint.readers.inline import links, plain, title
from policylint.readers.sections import Section, Sections
from policylint.readers.tables import cells, is_delimiter

if TYPE_CHECKING:
    from policylint.model.documents import Json

MOST_READ = 1_000_000
MOST_LINES = 50_000
MOST_SECTIONS = 1000
MOST_ROWS = 2000
MOST_LINKS = 200
MOST_TEXT = 200_000
MOST_CODE = 2000
_BREAK = re.compile(r"\r\n|\r|\n")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_NO_PARAGRAPH = re.compile(r"\s*(?:[-*+]\s|\d{1,3}[.)]\s|[>|#])")


def read_body(text: str, first_line: int) -> dict[str, Json]:
    """{"line", "truncated", "sections", "tables", "links", "code", "text"} as docs/reading.md describes them."""
    reader = _Body()
    code: list[tuple[int, str]] = []
    lines = _BREAK.split(text[:MOST_READ], MOST_LINES)
    for number, line in visible_lines(lines[:MOST_LINES], first_line, code):
        reader.take(number, line)
    reader.take(0, "")
    return {
        "line": first_line,
        "truncated": len(text) > MOST_READ or len(lines) > MOST_LINES,
        "sections": [section.as_json() for section in reader.sections.all],
        "tables": reader.tables,
        "links": reader.links,
        "code": [{"line": number, "text": line} for number, line in code[:MOST_CODE] if line.strip()],
        "text": "\n".join(reader.text).strip("\n")[:MOST_TEXT],
    }


class _Body:
    """Looks at each line with the one before it, because an underline makes a heading of what stands above."""

    def __init__(self) -> None:
        self.sections = Sections(MOST_SECTIONS)
        self.tables: list[Json] = []
        self.links: list[Json] = []
        self.text: list[str] = []
        self._held: tuple[int, str] | None = None
        self._starts = True
        self._rows: list[Json] | None = None
        self._row_count = 0

    def take(self, number: int, line: str) -> None:
        """Take the next visible line."""
        self.text.append(plain(line))
        if len(self.links) < MOST_LINKS:
            self.links.extend({"target": target, "line": number} for target in links(line)[:MOST_LINKS])
        held = self._held
        if held is not None:
            self._held = None
            mark = _UNDERLINE.match(line)
            if mark is not None and self._starts and _NO_PARAGRAPH.match(held[1]) is None:
                level = 1 if mark.group(1)[0] == "=" else 2
                self.sections.begin(Section(title(held[1]), level, held[0], "setext"))
                return
            if is_delimiter(line) and "|" in held[1]:
                self._begin_table(held)
                return
            self._settle(*held)
        if self._rows is not None and self._add_row(number, line):
            return
        if self.sections.heading(number, line):
            self._starts = True
        elif line.strip():
            self._held = (number, line)
        else:
            self._settle(number, line)

    def _settle(self, number: int, line: str) -> None:
        """A line that is text after all."""
        lead = self.sections.prose(number, line, self._starts or _NO_PARAGRAPH.match(line) is not None)
        self._starts = lead or not line.strip() or line.endswith(("  ", "\\", "<br>", "<br/>"))

    def _begin_table(self, head: tuple[int, str]) -> None:
        self.sections.prose(head[0], head[1].replace("|", " | "), starts=False)
        self._rows = []
        header: list[Json] = [*cells(head[1])]
        if self._row_count < MOST_ROWS:
            self.tables.append({"line": head[0], "header": header, "rows": self._rows})

    def _add_row(self, number: int, line: str) -> bool:
        if "|" not in line or self._rows is None:
            self._rows = None
            self._starts = True
            return False
        self._row_count += 1
        row: list[Json] = [*cells(line)]
        if self._row_count <= MOST_ROWS:
            self._rows.append({"line": number, "cells": row})
        self.sections.prose(number, line.replace("|", " | "), starts=False)
        return True
