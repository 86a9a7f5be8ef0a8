"""The smallest parts of an HCL text: blanks and comments, names, strings with `${ }` in them, heredocs."""

from __future__ import annotations

import re

MAX_DEPTH = 200

_BLANKS = re.compile(r"(?:[ \t\r\f]+|#[^\n]*|//[^\n]*|/\*(?s:.*?)\*/)*")
_NEWLINES = re.compile(r"(?:[ \t\r\f\n]+|#[^\n]*|//[^\n]*|/\*(?s:.*?)\*/)*")
_NAME = re.compile(r"[^\W\d][\w-]*")
_HEREDOC = re.compile(r"<<(-?)([^\W\d][\w-]*)[ \t\r]*\n")
_TO_MARK = re.compile(r"[^\"\\$%\n]*")
_ESCAPE = re.compile(r"\\(?:([nrt\"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_INSIDE = re.compile(r"[^\"{}<#/]*")


class HclError(Exception):
    """Why an HCL text cannot be read, and at which offset."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Scanner:
    """A place in a text that moves forward. What it cannot take raises HclError."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def blanks(self, *, newlines: bool) -> None:
        """Go past blanks and comments, and past line ends where they mean nothing."""
        found = (_NEWLINES if newlines else _BLANKS).match(self.text, self.at)
        self.at = found.end() if found is not None else self.at
        if self.text.startswith("/*", self.at):
            raise HclError("a comment has no end", self.at)

    def next(self) -> str:
        """The next character; "" at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, mark: str) -> bool:
        """Go past a mark if it stands here."""
        if not self.text.startswith(mark, self.at):
            return False
        self.at += len(mark)
        return True

    def name(self) -> str | None:
        """Go past a name; None where none stands."""
        found = _NAME.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found.group()

    def string(self) -> str:
        """Go past a quoted text; what is inside `${ }` stays as it is written."""
        begins = self.at
        self.at += 1
        parts: list[str] = []
        while True:
            self._text(_TO_MARK, parts)
            mark = self.next()
            if mark == '"':
                self.at += 1
                return "".join(parts)
            if mark in ("", "\n"):
                raise HclError("a text in quotes has no end", begins)
            parts.append(self._escape() if mark == "\\" else self._mark(0))

    def _text(self, pattern: re.Pattern[str], parts: list[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found is not None and found.end() > self.at:
            parts.append(found.group())
            self.at = found.end()

    def _escape(self) -> str:
        found = _ESCAPE.match(self.text, self.at)
        if found is None:
            raise HclError("a backslash begins no known escape", self.at)
        code = int(found[2] or found[3] or "0", 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise HclError("an escape is no character", self.at)
        self.at = found.end()
        return _ESCAPED[found[1]] if found[1] else chr(code)

    def _mark(self, depth: int) -> str:
        """A `$` or `%` in a text: `$${` is written for `${`, and `${` opens an expression."""
        begins, mark = self.at, self.next()
        if self.take(mark * 2 + "{"):
            return mark + "{"
        self.at += 1
        if self.take("{"):
            self._template(begins, depth + 1)
        return self.text[begins : self.at]

    def _template(self, begins: int, depth: int) -> None:
        """Go past the rest of `${ ... }`, texts in quotes and other braces inside it included."""
        if depth > MAX_DEPTH:
            raise HclError(f"it is nested deeper than {MAX_DEPTH} levels", begins)
        opened = 1
        while opened:
            found = _INSIDE.match(self.text, self.at)
            self.at = found.end() if found is not None else self.at
            mark = self.next()
            if mark == "":
                raise HclError("${ has no end", begins)
            if mark == '"':
                self._quoted(depth)
                continue
            opened += {"{": 1, "}": -1}.get(mark, 0)
            self.at += 1

    def _quoted(self, depth: int) -> None:
        begins = self.at
        self.at += 1
        while (mark := self.next()) != '"':
            found = _TO_MARK.match(self.text, self.at)
            if found is not None and found.end() > self.at:
                self.at = found.end()
            elif mark == "\\":
                self.at += 2
            elif mark in ("$", "%"):
                self._mark(depth)
            else:
                raise HclError("a text in quotes has no end", begins)
        self.at += 1

    def heredoc(self) -> str | None:
        """Go past a heredoc; None where none begins. The line end after its mark is left."""
        opening = _HEREDOC.match(self.text, self.at)
        if opening is None:
            return None
        closing = re.compile(rf"^[ \t]*{re.escape(opening[2])}[ \t\r]*$", re.MULTILINE).search(self.text, opening.end())
        if closing is None:
            raise HclError(f"the heredoc {opening[2][:60]} has no end", self.at)
        body = self.text[opening.end() : closing.start()]
        self.at = closing.end()
        return _without_indent(body) if opening[1] else body


def _without_indent(body: str) -> str:
    lines = body.splitlines(keepends=True)
    indents = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()]
    least = min(indents, default=0)
    return "".join(line[least:] if line.strip() else line.lstrip(" \t") for line in lines)
