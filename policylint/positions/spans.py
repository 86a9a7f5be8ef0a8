"""Pointer -> character offsets: picks the tree of a document and walks down it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.positions import nodes, pointers
from policylint.positions.formats import format_of
from policylint.positions.inner import Block, is_block

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from policylint.model.documents import Source
    from policylint.positions.formats import Format
    from policylint.positions.nodes import Node, Span
    from policylint.positions.text import Lines

_KEPT = 8


class Trees:
    """The trees of a source's documents, composed when asked for. Offsets count from the start of the file's text."""

    def __init__(self, lines: Lines, *, root: Node | None = None, yaml: str | None = None, offset: int = 0) -> None:
        self._lines = lines
        self._yaml = yaml
        self.offset = offset
        self._roots: dict[int, Node | None] = {} if yaml is not None else {0: root}
        self._read: Callable[[], Any] | None = None
        self._next = 0

    def span(self, stream: int, base: str, pointer: str, missing: str | None, *, inside: bool = False) -> Span | None:
        """Where a pointer points; None when the document cannot be found again. `inside`: into a text that is YAML."""
        root = self.root(stream)
        if root is None:
            return None
        start, end = _span(
            root, pointers.split(base), pointers.split(pointer), missing, self._lines, self.offset, inside
        )
        return start + self.offset, end + self.offset

    def scalar(self, stream: int, base: str, pointer: str) -> Span | None:
        """Where a scalar stands; None for anything else."""
        node = self._node(stream, pointers.split(base) + pointers.split(pointer))
        if node is None or node.entries is not None or node.items is not None:
            return None
        return node.start + self.offset, node.end + self.offset

    def start(self, stream: int, pointer: str) -> int | None:
        """Where a value begins; None when it is not there."""
        node = self._node(stream, pointers.split(pointer))
        return None if node is None else node.start + self.offset

    def _node(self, stream: int, keys: list[str]) -> Node | None:
        node = self.root(stream)
        for key in keys:
            step = nodes.child(node, key) if node is not None else None
            node = step[1] if step is not None else None
        return node

    def before(self, stream: int, stop: int | None) -> Node | None:
        """What stands before an offset of the file in a document that cannot be read to its end."""
        from policylint.positions import events

        read = events.reader_of_events(self._yaml or "")
        try:
            return (
                nodes.compose(read, None if stop is None else stop - self.offset)
                if nodes.skip_to(read, stream)
                else None
            )
        except events.YAMLError:
            return None

    def root(self, stream: int) -> Node | None:
        """The root of a document; None when it cannot be found again."""
        if stream not in self._roots and self._yaml is not None:
            if len(self._roots) >= _KEPT:
                self._roots.pop(next(iter(self._roots)))
            self._roots[stream] = self._compose(stream)
        return self._roots.get(stream)

    def _compose(self, stream: int) -> Node | None:
        from policylint.positions import events

        if self._read is None or stream < self._next:
            self._read, self._next = events.reader_of_events(self._yaml or ""), 0
        try:
            if not nodes.skip_to(self._read, stream - self._next):
                return None
            self._next = stream + 1
            return nodes.compose(self._read)
        except events.YAMLError:
            self._read = None
            return None


def first_key(source: Source, lines: Lines, stream: int, path: Sequence[str], stop: int | None) -> int | None:
    """The offset of the first place of a key that stands again at the offset `stop`."""
    forest = trees(format_of(source.path, source.data, source.by_content), lines)
    node = forest.before(stream, stop)
    for key in path[:-1]:
        step = nodes.child(node, key) if node is not None else None
        node = step[1] if step is not None else None
    found = node.entries.get(path[-1]) if node is not None and node.entries is not None else None
    return None if found is None else found[0][0] + forest.offset


def trees(form: Format | None, lines: Lines) -> Trees:
    """The trees of a source in a format; a format without trees gives none, so that its document's line stands in."""
    if form == "yaml":
        return Trees(lines, yaml=lines.text)
    if form == "json":
        from policylint.positions.jsontree import compose_json

        return Trees(lines, root=compose_json(lines.text))
    if form == "terraform":
        from policylint.positions.hcltree import compose_hcl

        return Trees(lines, root=compose_hcl(lines.text)[1])
    if form == "markdown":
        from policylint.positions.front import find_front

        front = find_front(lines.text)
        if front is not None and lines.text[front.start : front.end].strip():
            return Trees(lines, yaml=lines.text[front.start : front.end], offset=front.start)
    return Trees(lines)


def _span(
    node: Node, base: list[str], keys: list[str], missing: str | None, lines: Lines, offset: int, inside: bool
) -> Span:
    at: Span | None = None
    depth = 0
    for key in [*base, *keys]:
        step = nodes.child(node, key)
        if step is None and inside and is_block(node, lines, offset):
            return _inner(node, [*base, *keys][depth:], missing, lines, offset) or at or _first(node)
        if step is None:
            missing = missing or key
            break
        at, node = step
        depth += 1
    if depth <= len(base):
        return _root_span(node)
    if missing is None and _shows_itself(node, lines, offset):
        return node.start, node.end
    return at or _first(node)


def _inner(node: Node, keys: list[str], missing: str | None, lines: Lines, offset: int) -> Span | None:
    """Where keys lead in the YAML text that a literal block holds; None when it is none."""
    block = Block(node, lines, offset)
    root = Trees(block.lines, yaml=block.lines.text).root(0)
    return None if root is None else block.outside(_span(root, [], keys, missing, block.lines, 0, inside=False))


def _shows_itself(node: Node, lines: Lines, offset: int) -> bool:
    """Whether the value is what a person should look at: a scalar that is written, or brackets on one line."""
    if node.start == node.end:
        return False
    if node.entries is None and node.items is None:
        return True
    return node.flow and lines.place(node.start + offset)[0] == lines.place(node.end + offset)[0]


def _root_span(node: Node) -> Span:
    """Where a whole document points: the line of its `kind`, else its first key."""
    if node.entries:
        kind = node.entries.get("kind") or next(iter(node.entries.values()))
        return kind[0]
    return _first(node)


def _first(node: Node) -> Span:
    """The first key or scalar of a value that has no key of its own; an opening bracket when it is empty."""
    while True:
        if node.entries:
            return next(iter(node.entries.values()))[0]
        if not node.items:
            return node.start, max(node.end, node.start)
        node = node.items[0]
