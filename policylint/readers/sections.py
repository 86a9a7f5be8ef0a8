"""Headings of a Markdown body and what stands below them; bold lead-ins count as headings of level 7."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.readers.inline import count_words, links, plain, title, without_template

if TYPE_CHECKING:
    from policylint.model.documents import Json

LEAD_IN = 7
_MOST_TEXT = 4000
_MOST_LINKS = 50
_ATX = re.compile(r" {0,3}(?:(#{1,6})(?=[ \t]|$)|(#{2,6})(?!#))(.*)$")
_HTML = re.compile(r"\s*<h([1-6])\b[^<>]*>(.*?)</h\1>", re.IGNORECASE)
_BOLD = re.compile(r"(\s*)(?:([-*+]|\d{1,3}[.)])\s+)?(?:\*\*|__)(?=\S)(.+?)(?:\*\*|__)(.*)$")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,3}[.)])\s")


class Section:
    """One heading while it is read. A lead-in ends at a blank line or item, unless it is `alone` on its line."""

    __slots__ = (
        "alone",
        "any_template",
        "item_indent",
        "level",
        "line",
        "links",
        "own_template",
        "own_words",
        "size",
        "style",
        "text",
        "title",
        "words",
    )

    def __init__(
        self, title: str, level: int, line: int, style: str, *, item_indent: int | None = None, alone: bool = True
    ) -> None:
        self.title = title
        self.level = level
        self.line = line
        self.style = style
        self.item_indent = item_indent
        self.alone = alone
        self.words = self.own_words = self.size = 0
        self.own_template = self.any_template = False
        self.text: list[str] = []
        self.links: list[str] = []

    def add(self, shown: str, rest: str, raw: str, template: bool, own: bool) -> None:
        """Count one visible line; `own` when no sub-heading stands between."""
        count = count_words(rest)
        self.words += count
        self.any_template |= template
        if not own:
            return
        self.own_words += count
        self.own_template |= template
        if self.size < _MOST_TEXT and shown.strip():
            self.text.append(shown.strip()[: _MOST_TEXT - self.size])
            self.size += len(self.text[-1]) + 1
        if len(self.links) < _MOST_LINKS:
            self.links.extend(link for link in links(raw)[:_MOST_LINKS] if link not in self.links)

    def as_json(self) -> dict[str, Json]:
        """The section as rules read it."""
        return {
            "title": self.title,
            "level": self.level,
            "line": self.line,
            "style": self.style,
            "words": self.words,
            "own_words": self.own_words,
            "template": self.own_template or (self.any_template and self.words == 0),
            "text": "\n".join(self.text),
            "links": list(self.links),
        }


class Sections:
    """Takes the visible lines of a body one by one and keeps the headings with their counts."""

    def __init__(self, limit: int) -> None:
        self.all: list[Section] = []
        self._limit = limit
        self._open: list[Section] = []
        self._lead: Section | None = None

    def heading(self, number: int, line: str) -> bool:
        """Open a section when the line is a heading; False when it is none."""
        atx = _ATX.match(line) if "#" in line[:4] else None
        if atx is not None:
            self.begin(Section(title(atx.group(3)), len(atx.group(1) or atx.group(2)), number, "atx"))
            return True
        html = _HTML.match(line) if "<h" in line or "<H" in line else None
        if html is not None:
            self.begin(Section(title(html.group(2)), int(html.group(1)), number, "html"))
        return html is not None

    def begin(self, section: Section) -> None:
        """Open a heading: it ends every heading of its level and below, and any lead-in."""
        self._lead = None
        while self._open and self._open[-1].level >= section.level:
            self._open.pop()
        self._open.append(section)
        self._keep(section)

    def _keep(self, section: Section) -> None:
        if len(self.all) < self._limit:
            self.all.append(section)

    def prose(self, number: int, line: str, starts: bool) -> bool:
        """Count a line of text; True when it opened a lead-in. `starts`: a paragraph or item may begin here."""
        lead = _BOLD.match(line) if starts and ("**" in line or "__" in line) else None
        if lead is not None:
            self._begin_lead(number, lead)
        elif self._lead is not None and self._ends_lead(line):
            self._lead = None
        self._count(line, lead.group(4) if lead is not None else line)
        return lead is not None

    def _begin_lead(self, number: int, lead: re.Match[str]) -> None:
        rest = lead.group(4).strip(" \t:.\\")
        indent = len(lead.group(1)) if lead.group(2) else None
        self._lead = Section(
            title(lead.group(3)), LEAD_IN, number, "bold", item_indent=indent, alone=not rest and lead.group(2) is None
        )
        self._keep(self._lead)

    def _ends_lead(self, line: str) -> bool:
        lead = self._lead
        if lead is None or lead.alone:
            return False
        if lead.item_indent is None:
            return not line.strip() or _ITEM.match(line) is not None
        item = _ITEM.match(line)
        if item is not None:
            return len(item.group(1)) <= lead.item_indent
        return bool(line.strip()) and len(line) - len(line.lstrip()) <= lead.item_indent and not lead.size

    def _count(self, line: str, below_lead: str) -> None:
        shown = plain(line)
        rest, template = without_template(shown)
        for section in self._open:
            section.add(shown, rest, line, template, section is self._open[-1])
        if self._lead is not None:
            shown = plain(below_lead)
            rest, template = without_template(shown)
            self._lead.add(shown, rest, below_lead, template, own=True)
