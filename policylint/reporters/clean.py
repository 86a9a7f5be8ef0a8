"""Text of a repository made safe to show: what a terminal, a log or a browser would obey becomes a visible escape."""

from __future__ import annotations

import re

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPACES = frozenset("\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))))
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE0E))))
_VARIATIONS = range(0xE0100, 0xE01F0)


def escape(char: str) -> str:
    """The character itself, or its escape (`\\x1b`, `\\u202e`) where nobody could see it or a program would obey it."""
    if char.isprintable():
        return _code(char) if char in _UNSEEN or ord(char) in _VARIATIONS else char
    return char if char in _SPACES else _NAMED.get(char) or _code(char)


def _code(char: str) -> str:
    number = ord(char)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def clean(text: str) -> str:
    """One line that is safe to show: printable characters and spaces only, line breaks as `\\n`."""
    if text.isascii():
        return text if text.isprintable() else "".join(map(escape, text))
    return "".join(map(escape, text))


def clean_lines(text: str) -> list[str]:
    """The lines of a message, each safe to show; at least one."""
    text = text.strip("\r\n")
    return [clean(line.rstrip("\r")) for line in text.split("\n")] if "\n" in text else [clean(text)]


def one_line(text: str) -> str:
    """A text that may be wrapped anew: its lines joined by spaces, safe to show."""
    return " ".join(clean_lines(text))


def shorten(text: str, limit: int) -> str:
    """`text`, or its beginning and how much is left out. Rules and documents can write messages without end."""
    return text if len(text) <= limit else f"{text[:limit]}... ({len(text) - limit} more characters)"


def defuse(text: str) -> str:
    """Text for a build log with no command in it: runners obey `::name` at a line's start and `##[name]` anywhere."""
    if "##" in text:
        text = re.sub(r"##(?=\w*\[)", r"#\\x23", text)
    if "::" in text:
        text = re.sub(r"(?m)^([ \t]*)::", r"\1\\x3a:", text)
    return text
