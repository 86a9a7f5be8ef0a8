"""Markdown: the front matter as content, and the body's sections and tables under the reserved key `$body`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.positions import BODY
from policylint.positions.front import find_front
from policylint.positions.text import Lines
from policylint.readers.body import read_body
from policylint.readers.raw import Fault, Raw

if TYPE_CHECKING:
    from policylint.model.documents import Json
    from policylint.readers.raw import Loaded


def load(text: str) -> Loaded:
    """The one document of a Markdown text. Without front matter its content holds `$body` alone."""
    front = find_front(text)
    if front is None:
        return [Raw(0, 1, {BODY: read_body(text, 1)})], None
    lines = Lines(text)
    line = lines.place(front.start)[0]
    if not front.closed:
        return [], Fault("the front matter is never closed: no line --- follows", offset=front.mark)
    documents, fault = _front_matter(text[front.start : front.end], front.start, line)
    if fault is not None:
        return [], fault
    content = documents[0].content
    if not isinstance(content, dict):
        what = "a list" if isinstance(content, list) else "a single value"
        return [], Fault(f"the front matter is {what}, not a mapping", line=documents[0].line)
    if BODY in content:
        return [], Fault(f"the key {BODY!r} is reserved", line=line)
    body: Json = read_body(text[front.body :], lines.place(front.body)[0])
    return [Raw(0, documents[0].line, {**content, BODY: body}, documents[0].texts)], None


def _front_matter(text: str, offset: int, line: int) -> Loaded:
    if not text.strip():
        return [Raw(0, line - 1, {})], None
    from policylint.readers import yaml

    documents, fault = yaml.load(text)
    if fault is not None:
        return [], _shifted(fault, offset, line - 1)
    if not documents:
        return [Raw(0, line, {})], None
    first = documents[0]
    if len(documents) > 1:
        return [], Fault("the front matter holds more than one document", line=documents[1].line + line - 1)
    return [Raw(0, first.line + line - 1, first.content, first.texts)], None


def _shifted(fault: Fault, offset: int, line: int) -> Fault:
    """The fault with places of the file in place of places of the front matter."""
    from dataclasses import replace

    return replace(
        fault,
        offset=None if fault.offset is None else fault.offset + offset,
        context=None if fault.context is None else fault.context + offset,
        line=None if fault.line is None else fault.line + line,
        begins=None if fault.begins is None else fault.begins + line,
    )
