"""HCL (the language of Terraform) as values and as nodes with offsets: blocks, attributes, lists, maps, texts.

Own code, because the kept library does not serve: python-hcl2 gives the lines of blocks alone, and no columns. Whatever
has to be computed - `var.revision`, a call, a condition - is the text "${var.revision}", as in Terraform's JSON form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.positions.hclscan import MAX_DEPTH, HclError, Scanner
from policylint.positions.nodes import Node

if TYPE_CHECKING:
    from policylint.model.documents import Json
    from policylint.positions.nodes import Span

    Value = tuple[Json, Node]

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?(?![\w.])")
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}
_ENDS = frozenset("\n,]})")
_SKIPPED = re.compile(r"[^\"<#/\n,()\[\]{}]+")
_FOR = re.compile(r"for[\s\"]")
_OPENS, _CLOSES = frozenset("([{"), frozenset(")]}")


def compose_hcl(text: str) -> tuple[dict[str, Json], Node]:
    """The top level of a text: blocks below their type and labels, as in Terraform's JSON form. Raises HclError."""
    parser = _Parser(text)
    value, node = parser.body(0, depth=0)
    if parser.scan.at < len(text):
        raise HclError("this is no block and no attribute", parser.scan.at)
    return value, node


class _Parser:
    def __init__(self, text: str) -> None:
        self.scan = Scanner(text)

    def body(self, begins: int, depth: int) -> tuple[dict[str, Json], Node]:
        """Attributes and blocks up to a closing brace or the end."""
        value: dict[str, Json] = {}
        node = Node(begins, begins, entries={}, flow=True)
        while True:
            self.scan.blanks(newlines=True)
            start = self.scan.at
            name = self.scan.name()
            if name is None:
                return value, node
            key = (start, self.scan.at)
            self.scan.blanks(newlines=False)
            if self.scan.next() == "=":
                self._attribute(name, key, value, node, depth)
            else:
                self._block(name, key, value, node, depth)

    def _attribute(self, name: str, key: Span, value: dict[str, Json], node: Node, depth: int) -> None:
        self.scan.at += 1
        if name in value:
            raise HclError(f"the attribute {name[:60]} stands twice", key[0])
        content, below = self._expression(depth + 1)
        value[name] = content
        _entries(node)[name] = (key, below)

    def _block(self, name: str, key: Span, value: dict[str, Json], node: Node, depth: int) -> None:
        path = [(name, key), *self._labels()]
        opens = self.scan.at
        if not self.scan.take("{"):
            raise HclError("an equals sign or a block is expected here", opens)
        content, below = self.body(opens, _deeper(depth + len(path), opens))
        if not self.scan.take("}"):
            raise HclError(f"the block {name[:60]} has no end", key[0])
        below.end = self.scan.at
        for step, span in path[:-1]:
            inner = value.setdefault(step, {})
            entries = _entries(node)
            if step not in entries:
                entries[step] = (span, Node(span[0], span[1], entries={}, flow=True))
            if not isinstance(inner, dict):
                raise HclError(f"{step[:60]} is an attribute as well", span[0])
            value, node = inner, entries[step][1]
        _put(value, node, path[-1], content, below)

    def _labels(self) -> list[tuple[str, Span]]:
        labels: list[tuple[str, Span]] = []
        while True:
            self.scan.blanks(newlines=False)
            start = self.scan.at
            label = self.scan.string() if self.scan.next() == '"' else self.scan.name()
            if label is None:
                return labels
            labels.append((label, (start, self.scan.at)))

    def _expression(self, depth: int) -> Value:
        """A value; whatever has to be computed is its source text in `${ }`."""
        self.scan.blanks(newlines=False)
        start = self.scan.at
        found = self._literal(_deeper(depth, start))
        if found is not None:
            end = self.scan.at
            self.scan.blanks(newlines=False)
            if self.scan.next() in _ENDS or not self.scan.next():
                found[1].end = end
                return found
        self.scan.at = start
        text = self.scan.text[start : self._skip()].rstrip()
        return f"${{{text}}}", Node(start, start + len(text))

    def _literal(self, depth: int) -> Value | None:
        start, mark = self.scan.at, self.scan.next()
        if mark == '"':
            text = self.scan.string()
            return text, Node(start, self.scan.at, text=text)
        if mark == "<":
            body = self.scan.heredoc()
            return None if body is None else (body, Node(start, self.scan.at, text=body))
        if mark == "[":
            return self._tuple(depth)
        if mark == "{":
            return self._object(depth)
        number = _NUMBER.match(self.scan.text, start)
        if number is not None:
            self.scan.at = number.end()
            return _number(number), Node(start, number.end())
        word = self.scan.name()
        return (_WORDS[word], Node(start, self.scan.at)) if word in _WORDS else None

    def _tuple(self, depth: int) -> Value | None:
        node = Node(self.scan.at, self.scan.at, items=[], flow=True)
        items: list[Json] = []
        self.scan.at += 1
        while True:
            self.scan.blanks(newlines=True)
            if self.scan.take("]"):
                return items, node
            if self._is_for():
                return None
            item, below = self._expression(depth + 1)
            items.append(item)
            if node.items is not None:
                node.items.append(below)
            self.scan.blanks(newlines=True)
            if not self.scan.take(",") and self.scan.next() != "]":
                return None

    def _object(self, depth: int) -> Value | None:
        node = Node(self.scan.at, self.scan.at, entries={}, flow=True)
        value: dict[str, Json] = {}
        self.scan.at += 1
        while True:
            self.scan.blanks(newlines=True)
            if self.scan.take("}"):
                return value, node
            start = self.scan.at
            key = None if self._is_for() else self._key()
            span = (start, self.scan.at)
            self.scan.blanks(newlines=False)
            if key is None or not (self.scan.take("=") or self.scan.take(":")):
                return None
            value[key], below = self._expression(depth + 1)
            _entries(node)[key] = (span, below)
            self.scan.blanks(newlines=True)
            self.scan.take(",")

    def _key(self) -> str | None:
        if self.scan.next() == '"':
            return self.scan.string()
        number = _NUMBER.match(self.scan.text, self.scan.at)
        if number is not None:
            self.scan.at = number.end()
            return number.group()
        return self.scan.name()

    def _is_for(self) -> bool:
        return _FOR.match(self.scan.text, self.scan.at) is not None

    def _skip(self) -> int:
        """Go past an expression; where it ends."""
        scan, open_marks, begins = self.scan, 0, self.scan.at
        end = begins
        while True:
            scan.blanks(newlines=open_marks > 0)
            mark = scan.next()
            if not mark or (not open_marks and mark in _ENDS):
                break
            if mark == '"':
                scan.string()
            elif mark == "<" and scan.heredoc() is not None:
                pass
            elif (found := _SKIPPED.match(scan.text, scan.at)) is not None:
                scan.at = found.end()
            else:
                open_marks += (mark in _OPENS) - (mark in _CLOSES)
                scan.at += 1
            end = scan.at
        if end == begins:
            raise HclError("a value is expected here", end)
        return end


def _number(found: re.Match[str]) -> Json:
    if found[1] is None and found[2] is None:
        return int(found.group()) if len(found.group()) < 400 else found.group()
    value = float(found.group())
    return value if value - value == 0 else found.group()


def _entries(node: Node) -> dict[str, tuple[Span, Node]]:
    return node.entries if node.entries is not None else {}


def _deeper(depth: int, offset: int) -> int:
    if depth > MAX_DEPTH:
        raise HclError(f"it is nested deeper than {MAX_DEPTH} levels", offset)
    return depth


def _put(value: dict[str, Json], node: Node, step: tuple[str, Span], content: Json, below: Node) -> None:
    """A block under its last label; a list of them where the same stands more than once."""
    key, span = step
    entries = _entries(node)
    known = value.get(key)
    if key not in value:
        value[key], entries[key] = content, (span, below)
    elif isinstance(known, list):
        known.append(content)
        if (items := entries[key][1].items) is not None:
            items.append(below)
    else:
        value[key] = [known, content]
        entries[key] = (entries[key][0], Node(span[0], span[1], items=[entries[key][1], below], flow=True))
