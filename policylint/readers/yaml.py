"""The YAML loader: libyaml's events -> plain JSON values, one loop without recursion, no tags constructed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policylint.positions import events as ev
from policylint.positions.text import Lines, decode
from policylint.readers.rare import MERGE, Rare, at
from policylint.readers.raw import MAX_DEPTH, MAX_DOCUMENTS, Raw, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from policylint.model.documents import Json
    from policylint.readers.raw import Loaded

_Frame = tuple["Any", bool, "str | None", "str | None"]


def load(data: bytes | str, *, merging: bool = False) -> Loaded:
    """Every document before the first fault, and the fault. Empty documents are left out but keep their place.

    `merging`: `<<` merges in every document, not only where the platform's reader does so.
    """
    documents: list[Raw] = []
    stream, begins = 0, 1
    line_of = _lines_of(data)
    try:
        read = ev.reader_of_events(data)
        while True:
            event = read()
            kind = type(event)
            if kind is ev.StreamEndEvent:
                return documents, None
            if kind is not ev.DocumentStartEvent:
                continue
            begins = line_of(event.start_mark)
            if stream >= MAX_DOCUMENTS:
                raise Refused(at(f"the file holds more than {MAX_DOCUMENTS:,} documents", event))
            document = _compose(read, stream, line_of, merging)
            if document is not None:
                documents.append(document)
            stream += 1
    except Refused as refused:
        return documents, replace(refused.fault, begins=begins, stream=stream)
    except ev.YAMLError as error:
        from policylint.readers.libyaml_errors import fault_of

        return documents, replace(fault_of(error, data), begins=begins)


def _lines_of(data: bytes | str) -> Callable[[Any], int]:
    """The line of a mark, from 1. libyaml also counts U+0085, U+2028 and U+2029, which no editor does."""
    if isinstance(data, str):
        odd = "\x85" in data or "\u2028" in data or "\u2029" in data
    else:
        odd = (
            b"\xc2\x85" in data or b"\xe2\x80\xa8" in data or b"\xe2\x80\xa9" in data or data[:1] in (b"\xff", b"\xfe")
        )
    if not odd:
        return lambda mark: int(mark.line) + 1
    lines = Lines(data if isinstance(data, str) else decode(data))
    return lambda mark: lines.place(mark.index)[0]


def _compose(read: Callable[[], Any], stream: int, line_of: Callable[[Any], int], merging: bool) -> Raw | None:  # noqa: C901 - a call per event costs a third
    """The document whose start event was just read; None when it is empty."""
    root: list[Json] = []
    cur: Any = root
    is_map = False
    key: str | None = None
    stack: list[_Frame] = []
    rare = Rare(root, stack)
    known = rare.known
    first: Any = None
    scalar, alias = ev.ScalarEvent, ev.AliasEvent
    mapping, sequence = ev.MappingStartEvent, ev.SequenceStartEvent
    mapping_end, sequence_end = ev.MappingEndEvent, ev.SequenceEndEvent
    while True:
        event = read()
        kind = type(event)
        if kind is scalar:
            text = event.value
            if is_map and key is None:
                key = MERGE if text == "<<" and not event.style else text
                if key in cur:
                    raise Refused(rare.twice(event, cur, text))
                if event.anchor is not None:
                    rare.anchor_key(event, text)
                continue
            if event.tag is not None or event.anchor is not None:
                value = rare.scalar(event, text, cur, key)
            elif event.style:
                value = text
            elif text in known:
                value = known[text]
            else:
                value = rare.plain(event, text, cur, key)
        elif kind is mapping or kind is sequence:
            if is_map and key is None:
                raise Refused(rare.nonscalar_key(event))
            if len(stack) >= MAX_DEPTH:
                raise Refused(at(f"it is nested deeper than {MAX_DEPTH} levels", event))
            if event.tag is not None or event.anchor is not None:
                rare.opened(event, kind is mapping)
            first = first or event
            stack.append((cur, is_map, key, event.anchor))
            is_map = kind is mapping
            cur, key = {} if is_map else [], None
            continue
        elif kind is mapping_end or kind is sequence_end:
            value = cur
            cur, is_map, key, anchor = stack.pop()
            if anchor is not None:
                rare.closed(event, anchor, value)
        elif kind is alias:
            if is_map and key is None:
                key = rare.alias_key(event, cur)
                continue
            value = rare.alias(event, cur, key)
        else:
            return rare.finish(stream, first, line_of, merging)
        first = first or event
        if is_map:
            if key is MERGE:
                rare.merges.append((cur, event.start_mark.index))
            cur[key] = value
            key = None
        else:
            cur.append(value)
