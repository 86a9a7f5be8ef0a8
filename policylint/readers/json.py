"""The JSON reader: json.loads, minus what it lets through (duplicate keys, NaN, numbers beyond range)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from policylint.positions.pointers import join
from policylint.positions.text import Lines
from policylint.readers.raw import MAX_DEPTH, MAX_TEXTS, Fault, Raw, Refused, shown
from policylint.readers.scalars import differs

if TYPE_CHECKING:
    from policylint.model.documents import Json
    from policylint.readers.raw import Loaded


_OPENS, _CLOSES = frozenset("[{"), frozenset("]}")
_TWICE = Fault("a key stands twice")


def load(text: str) -> Loaded:
    """The one document of a JSON text, or the fault."""
    try:
        if text.count("[") + text.count("{") > MAX_DEPTH:
            _check_depth(text)
        reader = _Numbers()
        content = reader.decoder.decode(text)
    except Refused as refused:
        return [], _placed(refused.fault, text)
    except ValueError as error:
        return [], _broken(error, text)
    if "\\u" in text and (half := _half_character(content, text)) is not None:
        return [], half
    start = len(text) - len(text.lstrip())
    texts = _texts(content, text) if reader.lost else {}
    return [Raw(0, Lines(text).place(start)[0], content, texts)], None


def _broken(error: ValueError, text: str) -> Fault:
    if isinstance(error, json.JSONDecodeError):
        return Fault(_plain_message(error), offset=error.pos, syntax=True)
    found = re.search(r"\d{4000}", text)  # Python converts no longer digits
    return Fault("a number has too many digits", offset=found.start() if found is not None else None)


def _half_character(content: Json, text: str) -> Fault | None:
    """The fault of an escape that is half of a surrogate pair: no such text can be written down again."""
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        found = re.search(r"\\u[dD][89a-fA-F]", text)
        return Fault("an escape is half of a surrogate pair", offset=found.start() if found is not None else None)
    return None


class _Numbers:
    """A decoder that notices when a number's text says more than the number."""

    def __init__(self) -> None:
        self.lost = False
        self.decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=self._float, parse_constant=_constant)

    def _float(self, text: str) -> float:
        value = float(text)
        if value - value != 0:
            raise Refused(Fault(f"{text} is too large for a number"))
        self.lost = self.lost or str(value) != text
        return value


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise Refused(_TWICE)
    return mapping


def _constant(text: str) -> float:
    raise Refused(Fault(f"{text} is not JSON"))


def _plain_message(error: json.JSONDecodeError) -> str:
    return "this is not JSON: " + error.msg[:1].lower() + error.msg[1:].removesuffix(" at")


def _check_depth(text: str) -> None:
    from policylint.positions.jsontree import tokens

    depth = 0
    for mark, start, _ in tokens(text):
        if mark in _OPENS:
            depth += 1
            if depth > MAX_DEPTH:
                raise Refused(Fault(f"it is nested deeper than {MAX_DEPTH} levels", offset=start))
        elif mark in _CLOSES:
            depth -= 1


def _placed(fault: Fault, text: str) -> Fault:
    """The fault with its place, which the decoder's hooks do not know."""
    if fault.offset is not None:
        return fault
    from policylint.positions.jsontree import compose_json, find_literal

    if fault is not _TWICE:
        return Fault(fault.message, offset=find_literal(text, fault.message.split(" ", 1)[0]))
    try:
        json.loads(text)
    except ValueError as error:  # behind the key the text goes wrong, and is no JSON at all
        return _broken(error, text)
    twice: list[tuple[str, int, int]] = []
    compose_json(text, twice)
    key, first, second = twice[0]
    return Fault(f"the key {shown(key)} stands twice", offset=second, twice=(key,), first=first)


def _texts(content: Json, text: str) -> dict[str, str]:
    """Source texts of the numbers that lose some of it, by their pointers."""
    from policylint.positions.jsontree import compose_json

    texts: dict[str, str] = {}
    waiting = [("", compose_json(text), content)]
    while waiting and len(texts) < MAX_TEXTS:
        pointer, node, value = waiting.pop()
        if isinstance(value, dict) and node.entries is not None:
            waiting.extend((pointer + join([key]), node.entries[key][1], item) for key, item in value.items())
        elif isinstance(value, list) and node.items is not None:
            waiting.extend((f"{pointer}/{i}", node.items[i], item) for i, item in enumerate(value))
        elif differs(value, text[node.start : node.end]):
            texts[pointer] = text[node.start : node.end]
    return texts
