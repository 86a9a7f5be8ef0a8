"""Lines of text for people: width, wrapping, colour."""

from __future__ import annotations

PROSE_WIDTH = 100
_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "good": "1;32",
    "strong": "1",
    "faint": "2",
}


class Pen:
    """How wide lines may be, and whether they carry colour."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour

    def paint(self, style: str, text: str) -> str:
        """The text in a style; unchanged when there is no colour."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and text else text

    def prose(self, text: str, indent: int, label: str = "", style: str = "") -> list[str]:
        """Wrapped lines after a label; the lines that follow are indented by two more than the first."""
        room = max(min(self.width, PROSE_WIDTH), indent + 30)
        lines = wrap(f"{label}{text}", room - indent, room - indent - 2)
        if style and lines[0].startswith(label.rstrip()):
            lines[0] = self.paint(style, label.rstrip()) + lines[0][len(label.rstrip()) :]
        return [" " * (indent + 2 * bool(number)) + line for number, line in enumerate(lines)]

    def heading(self, title: str, facts: str, indent: int = 0) -> list[str]:
        """A title with what is known of it: behind it, or below it where both are wider than the screen."""
        start, name = " " * indent, self.paint("strong", title)
        if facts and indent + cells(title) + 2 + cells(facts) <= self.width:
            return [f"{start}{name}  {self.paint('faint', facts)}"]
        below = self.prose(facts, indent + 2) if facts else []
        return [start + name, *(self.paint("faint", line) for line in below)]


def wrap(text: str, first: int, rest: int) -> list[str]:
    """The text in lines of at most so many cells; a word that is longer than a line stays whole. At least one line."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and cells(longer) > (rest if lines else first):
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line.rstrip()]


def cells(text: str) -> int:
    """How many columns of a terminal the text takes: two for a wide character, none for a combining one."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(char: str) -> int:
    from unicodedata import category, east_asian_width

    if category(char) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(char) in ("W", "F") else 1
