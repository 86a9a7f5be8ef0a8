"""JSON nodes with offsets, for positions and for the two places of a duplicate key."""

from __future__ import annotations

import re
from json import loads
from typing import TYPE_CHECKING

from policylint.positions.nodes import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r"\s*(?:([\[\]{},:])|(\"(?:[^\"\\]|\\.)*\")|([^\s\[\]{},:\"]+))")


def compose_json(text: str, twice: list[tuple[str, int, int]] | None = None) -> Node:
    """The root node of a JSON text that json.loads accepts; of two equal keys the first is kept.

    `twice` gets (key, offset of the first, offset of the other).
    """
    root = Node(0, len(text), items=[])
    stack: list[Node] = []
    current = root
    key: tuple[str, tuple[int, int]] | None = None
    for mark, start, end in tokens(text):
        if mark in ("}", "]"):
            current.end = end
            current = stack.pop()
        elif mark not in (",", ":"):
            if current.entries is not None and key is None:
                key = (loads(text[start:end]), (start, end))
                if twice is not None and key[0] in current.entries:
                    twice.append((key[0], current.entries[key[0]][0][0], start))
                continue
            node = _node(mark, start, end)
            if current.entries is not None and key is not None:
                current.entries.setdefault(key[0], (key[1], node))
            elif current.items is not None:
                current.items.append(node)
            key = None
            if mark in ("{", "["):
                stack.append(current)
                current = node
    return root.items[0] if root.items else root


def _node(mark: str, start: int, end: int) -> Node:
    if mark == "{":
        return Node(start, end, entries={}, flow=True)
    return Node(start, end, items=[], flow=True) if mark == "[" else Node(start, end)


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _TOKEN.finditer(text):
        group = match.lastindex or 0
        yield match.group(1) or "", match.start(group), match.end(group)


def find_literal(text: str, literal: str) -> int | None:
    """Where a number or word stands outside strings; None when it does not."""
    return next((start for _, start, end in tokens(text) if text[start:end] == literal), None)
