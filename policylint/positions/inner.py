"""Positions in a YAML text inside YAML: a literal block (`|`) keeps its lines, so each has a place in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.positions.text import Lines

if TYPE_CHECKING:
    from policylint.positions.nodes import Node, Span


class Block:
    """The text of a literal block with its indentation taken off, and the way back."""

    def __init__(self, node: Node, lines: Lines, offset: int) -> None:
        self._outer = lines
        self._offset = offset
        self._line = lines.place(node.start + offset)[0]
        raw = lines.text[node.start + offset : node.end + offset].splitlines(keepends=True)[1:]
        first = next((line for line in raw if line.strip()), "")
        self._indent = len(first) - len(first.lstrip(" "))
        self.lines = Lines("".join(line[self._indent :] if line.strip() else line.lstrip(" ") for line in raw))

    def outside(self, span: Span) -> Span:
        """A span of the inner text as one of the outer tree."""
        start, end = (self._back(place) for place in span)
        return start, max(start, end)

    def _back(self, place: int) -> int:
        line, column = self.lines.place(place)
        at = min(self._line + line, len(self._outer.starts)) - 1
        return self._outer.starts[at] + self._indent + column - 1 - self._offset


def is_block(node: Node, lines: Lines, offset: int) -> bool:
    """Whether a node is a literal block."""
    return node.entries is None and node.items is None and lines.text.startswith("|", node.start + offset)
