"""YAML nodes with offsets, built again from the events of one document when a finding needs a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.positions import events as ev

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

Span = tuple[int, int]


class Node:
    """A value and where it stands. `entries` maps a key to its own span and value, `items` are a list's values."""

    __slots__ = ("end", "entries", "flow", "items", "start", "text")

    def __init__(
        self,
        start: int,
        end: int,
        entries: dict[str, tuple[Span, Node]] | None = None,
        items: list[Node] | None = None,
        flow: bool = False,
        text: str = "",
    ) -> None:
        self.start = start
        self.end = end
        self.entries = entries
        self.items = items
        self.flow = flow
        self.text = text


def skip_to(read: Callable[[], Any], index: int) -> bool:
    """Read up to the start of the index-th document of the stream; False when there are fewer."""
    while True:
        event = read()
        if type(event) is ev.DocumentStartEvent:
            if index == 0:
                return True
            index -= 1
        elif type(event) is ev.StreamEndEvent:
            return False


def compose(read: Callable[[], Any], stop: int | None = None) -> Node:
    """The root node of the document whose start event was just read, or what of it stands before the offset `stop`.

    Merges are left as the key `<<`; of two equal keys the first is kept.
    """
    root = Node(0, 0, items=[])
    stack: list[tuple[Node, Any]] = []
    anchors: dict[str, Node] = {}
    current, key = root, None
    while True:
        event = read()
        kind = type(event)
        if kind is ev.DocumentEndEvent or (stop is not None and event.start_mark.index >= stop):
            return root.items[0] if root.items else root
        if kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
            current.end = event.end_mark.index if current.flow else current.end
            current, key = stack.pop()
            continue
        node = anchors[event.anchor] if kind is ev.AliasEvent else _node(event, kind)
        if kind is not ev.AliasEvent and event.anchor is not None:
            anchors[event.anchor] = node
        if current.entries is not None and key is None:
            key = (node.text, (event.start_mark.index, event.end_mark.index))
            continue
        _put(current, key, node if kind is not ev.AliasEvent else _aliased(node, event))
        key = None
        if kind is ev.MappingStartEvent or kind is ev.SequenceStartEvent:
            stack.append((current, None))
            current = node


def _node(event: Any, kind: type) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    if kind is ev.MappingStartEvent:
        return Node(start, end, entries={}, flow=bool(event.flow_style))
    if kind is ev.SequenceStartEvent:
        return Node(start, end, items=[], flow=bool(event.flow_style))
    return Node(start, end, text=event.value)


def _aliased(node: Node, event: Any) -> Node:
    """The anchored value, standing where the alias stands; what is inside it stands where it was written."""
    return Node(event.start_mark.index, event.end_mark.index, node.entries, node.items, True, node.text)


def _put(parent: Node, key: Any, node: Node) -> None:
    if parent.entries is not None:
        parent.entries.setdefault(key[0], (key[1], node))
    elif parent.items is not None:
        parent.items.append(node)
    if parent.end <= parent.start:
        parent.end = node.end


def child(node: Node, key: str) -> tuple[Span | None, Node] | None:
    """The key's span and value below a node, looking through merges as the reader does; None when it is not there."""
    if node.entries is not None:
        found = node.entries.get(key)
        return found if found is not None else _merged(node, key)
    if node.items is not None and len(key) < 10 and key.isascii() and key.isdigit() and int(key) < len(node.items):
        return None, node.items[int(key)]
    return None


def _merged(node: Node, key: str) -> tuple[Span | None, Node] | None:
    entry = node.entries.get("<<") if node.entries else None
    if entry is None:
        return None
    sources = [entry[1]] if entry[1].items is None else entry[1].items
    return next((found for source in sources if source.entries and (found := child(source, key))), None)
