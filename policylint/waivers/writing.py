"""Adds an entry to a list of waivers as text, so that comments, order and spelling of the file stay as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.errors import UsageError
from policylint.kinds import classify, schema_results
from policylint.model.documents import Source
from policylint.positions import locate_all
from policylint.readers import read
from policylint.waivers import FILE, KIND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policylint.model.documents import Document, Json, Position

_HEAD = "apiVersion: policylint.dev/v1alpha1\nkind: WaiverList\nspec:\n  items:\n"
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 _.,/+()-]*[A-Za-z0-9_.,/+()-])?")
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
_DASH = re.compile(r"( *)- +")


def added(data: bytes | None, entry: Mapping[str, str]) -> bytes:
    """The file with one entry more; None for a file that is not there yet.

    Raises UsageError where the file is at fault, or written so that nobody could add to it line by line.
    """
    if data is None:
        return (_HEAD + block(entry, 4)).encode()
    document = _list_of(data)
    written = _inserted(data, document, entry)
    if written is None or not _holds(written, data, document, entry):
        raise UsageError(
            f"{FILE} is not written as a list with an entry a line, so the new one has to be put there by hand",
            hint="\n" + block(entry, 2),
        )
    return written


def block(entry: Mapping[str, str], indent: int) -> str:
    """An entry as lines of YAML, the dash at an indentation."""
    lines = [f"{key}: {scalar(value)}" for key, value in entry.items()]
    return "".join(f"{' ' * indent}{'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))


def documents_of(data: bytes) -> tuple[Document, ...]:
    """The lists in the bytes of the file; UsageError where it cannot be read, or one of them is malformed."""
    reading = read(Source(FILE, data, named=True), classify)
    for problem in reading.problems:
        raise UsageError(f"{FILE}:{problem.line or 1}: {problem.message}", hint=problem.hint)
    lists = tuple(each for each in reading.documents if each.kind == KIND)
    for document in lists:
        for fault in schema_results(document):
            raise UsageError(f"{FILE} is malformed at {fault.at.pointer or 'its top'}: {fault.message}")
    return lists


def _list_of(data: bytes) -> Document:
    lists = documents_of(data)
    if not lists:
        raise UsageError(f"{FILE} holds no list of waivers", hint="Delete it, and the command writes a new one.")
    return lists[-1]


def _inserted(data: bytes, document: Document, entry: Mapping[str, str]) -> bytes | None:
    text = data.decode("utf-8")
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    place, items = _items(document)
    last = f"{place}/{len(items) - 1}" if items else place
    keys = items[-1] if items and isinstance(items[-1], dict) else {}
    wanted = [(document, pointer, None) for pointer in (last, *(f"{last}/{key}" for key in keys))]
    position, *inside = locate_all(Source(FILE, data), wanted)
    end = max(each.end_line for each in (position, *inside))
    where = after_item(lines, position, end) if items else after_key(lines, position)
    if where is None:
        return None
    number, indent = where
    ending = "\r\n" if "\r\n" in text else "\n"
    new = block(entry, indent).replace("\n", ending)
    return "".join((*lines[:number], new, *lines[number:])).encode("utf-8")


def after_item(lines: list[str], position: Position, end: int) -> tuple[int, int] | None:
    """After the last entry and the comments inside of it; None where no dash stands before it."""
    dash = _DASH.fullmatch(lines[position.line - 1][: position.column - 1])
    if dash is None:
        return None
    number, indent = end, len(dash[1])
    while number < len(lines) and re.match(rf" {{{indent + 1},}}#", lines[number]):
        number += 1
    return number, indent


def after_key(lines: list[str], position: Position, key: str = "items") -> tuple[int, int] | None:
    """After `items: []`, of which the brackets are taken away."""
    line = lines[position.line - 1]
    before, brackets, after = line[: position.column - 1], line[position.column - 1 :][:2], line[position.column + 1 :]
    if brackets != "[]" or not before.rstrip().endswith(f"{key}:"):
        return None
    lines[position.line - 1] = before.rstrip() + (f" {after.lstrip(' ')}" if after.strip() else after)
    return position.line, len(before) - len(before.lstrip(" ")) + 2


def _holds(written: bytes, data: bytes, document: Document, entry: Mapping[str, str]) -> bool:
    """Whether the new file says what the old one said, and the entry."""
    try:
        before, after = documents_of(data), documents_of(written)
    except UsageError:
        return False
    if len(before) != len(after) or any(a.content != b.content for a, b in zip(before[:-1], after[:-1], strict=True)):
        return False
    return _items(after[-1])[1] == [*_items(document)[1], dict(entry)]


def _items(document: Document) -> tuple[str, list[Json]]:
    content = document.content if isinstance(document.content, dict) else {}
    spec = content.get("spec")
    place, holder = ("/spec/items", spec) if isinstance(spec, dict) else ("/items", content)
    items = holder.get("items")
    return place, items if isinstance(items, list) else []


def scalar(text: str) -> str:
    from json import dumps

    plain = _PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS
    return text if plain else dumps(text, ensure_ascii=False)
