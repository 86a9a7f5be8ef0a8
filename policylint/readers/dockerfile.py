"""Dockerfiles: instructions with their lines, read as BuildKit reads them.

Own code, because the kept libraries do not serve: dockerfile-parse takes 15 ms to import and reads the lines of a
heredoc as instructions; `dockerfile` is a compiled extension that not every platform has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.readers.raw import MAX_DOCUMENTS, Fault, Raw, Refused, shown
from policylint.words import nearest

if TYPE_CHECKING:
    from policylint.model.documents import Json
    from policylint.readers.dockerfile_parts import Line
    from policylint.readers.raw import Loaded

_KNOWN = frozenset(
    (
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"),
        *("ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
    )
)
_DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S.*)")
_DIRECTIVES = frozenset(("syntax", "escape", "check"))
_OFFICIAL = re.compile(r"(?:docker\.io/)?docker/dockerfile(?:-upstream)?(?:[:@]|$)")
_BLANKS = " \t\v\f\r\n"


def load(text: str) -> Loaded:
    """{"instructions": [{"instruction", "line", "text", ...}]} as docs/reading.md says; no document without any."""
    from policylint.readers.dockerfile_stages import Stages

    try:
        reader = _Reader(text)
        stages = Stages(reader.escape)
        while (line := reader.instruction()) is not None:
            if len(stages.instructions) >= MAX_DOCUMENTS:
                raise Refused(Fault(f"the file holds more than {MAX_DOCUMENTS:,} instructions", line=line.number))
            stages.add(line)
    except Refused as refused:
        return [], refused.fault
    instructions: list[Json] = [*stages.instructions]
    if not instructions:
        return [], None
    content: dict[str, Json] = {"instructions": instructions}
    return [Raw(0, reader.first, {"syntax": reader.syntax, **content} if reader.syntax else content)], None


class _Reader:
    """Goes through the physical lines once. `escape` is the character that continues a line."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._at = 0
        self.first = 0
        directives = self._directives()
        self.escape = directives.get("escape", "\\")
        self.syntax = directives.get("syntax", "").partition(" ")[0]
        mark = re.escape(self.escape)
        self._continues = re.compile(rf"(?:(?<!{mark})|^){mark}[ \t]*$")
        self._strict = not self.syntax or _OFFICIAL.match(self.syntax) is not None

    def instruction(self) -> Line | None:
        """The next instruction; None at the end. Comments, blank lines and continuations are dealt with."""
        from policylint.readers.dockerfile_parts import split

        while (logical := self._logical()) is not None:
            number, pieces = logical
            if not "".join(text for _, text in pieces).strip(_BLANKS):
                continue
            line = split(number, pieces, self.escape)
            self.first = self.first or number
            if self._strict and line.instruction not in _KNOWN:
                raise Refused(self._fault(_unknown(line), line.number))
            return line if line.words is not None else self._with_heredocs(line)
        return None

    def _directives(self) -> dict[str, str]:
        """`# escape=` and `# syntax=`, which count only above everything else."""
        found: dict[str, str] = {}
        for number, line in enumerate(self._lines, 1):
            directive = _DIRECTIVE.match(line.strip(_BLANKS))
            if directive is None or (key := directive[1].lower()) not in _DIRECTIVES:
                break
            if key in found:
                raise Refused(Fault(f"the directive {key} stands twice", line=number))
            found[key] = value = directive[2]
            if key == "escape" and value not in ("\\", "`"):
                raise Refused(Fault(f"the escape character is {shown(value)}; it may be \\ or `", line=number))
        return found

    def _next(self) -> str | None:
        if self._at >= len(self._lines):
            return None
        self._at += 1
        return self._lines[self._at - 1].rstrip("\r\n")

    def _logical(self) -> tuple[int, list[tuple[int, str]]] | None:
        """The number of the first line of an instruction, and the text of each of its lines; None at the end."""
        first = self._next()
        while first is not None and _is_comment(first):
            first = self._next()
        if first is None:
            return None
        number, line = self._at, first.lstrip()
        pieces = [(number, self._continues.sub("", line))]
        more = self._continues.search(line) is not None
        while more and (following := self._next()) is not None:
            if following.strip() and not _is_comment(following):
                pieces.append((self._at, self._continues.sub("", following)))
                more = self._continues.search(following) is not None
        return number, pieces

    def _with_heredocs(self, line: Line) -> Line:
        from policylint.readers.dockerfile_parts import heredocs

        marks = heredocs(line.instruction, line.text)
        return replace(line, heredocs=tuple(self._heredoc(line, *mark) for mark in marks)) if marks else line

    def _heredoc(self, line: Line, name: str, chomp: bool) -> tuple[str, int, str]:
        """The name, the first line and the text of a heredoc that begins on the next line."""
        begins = self._at + 1
        body: list[str] = []
        while (text := self._next()) is not None:
            text = text.lstrip("\t") if chomp else text
            if text == name:
                return name, begins, "".join(f"{each}\n" for each in body)
            body.append(text)
        raise Refused(self._fault(f"the heredoc {shown(name)} has no end", line.number))

    def _fault(self, message: str, number: int) -> Fault:
        """A fault of the text itself, on a line. With its offset a template is told from it."""
        return Fault(message, offset=sum(len(line) + 1 for line in self._lines[: number - 1]), syntax=True)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _unknown(line: Line) -> str:
    near = nearest(line.instruction[:40], _KNOWN)
    hint = f"; it may be meant as {near}" if near else ""
    return f"{shown(line.instruction)} is no instruction of a Dockerfile{hint}"
