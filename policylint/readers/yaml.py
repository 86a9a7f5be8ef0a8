"""The YAML loader: libyaml's events -> plain JSON values, one loop without recursion, no tags constructed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.positions import events as ev
from policylint.readers.merges import MergeError, merge
from policylint.readers.raw import MAX_DEPTH, MAX_DOCUMENTS, Fault, Raw, Refused
from policylint.readers.scalars import Memo, tagged

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from policylint.model import Json
    from policylint.readers.raw import Loaded

MAX_REPEATED = 10_000_000  # characters of source text that the aliases of one document may repeat

_memo = Memo()


def load(data: bytes | str) -> Loaded:
    """Every document before the first fault, and the fault. Empty documents are left out but keep their place."""
    documents: list[Raw] = []
    read = ev.reader_of_events(data)
    stream = 0
    try:
        while type(event := read()) is not ev.StreamEndEvent:
            if type(event) is not ev.DocumentStartEvent:
                continue
            if stream >= MAX_DOCUMENTS:
                raise Refused(_at(f"more than {MAX_DOCUMENTS:,} documents", event))
            document = _compose(read, stream)
            if document is not None:
                documents.append(document)
            stream += 1
    except Refused as refused:
        return documents, refused.fault
    except ev.YAMLError as error:
        return documents, _fault_of(error, data)
    return documents, None


def _compose(read: Callable[[], Any], stream: int) -> Raw | None:
    """The document whose start event was just read; None when it is empty."""
    root: list[Json] = []
    cur: Any = root
    is_map = False
    key: str | None = None
    stack: list[tuple[Any, bool, str | None, str | None, int]] = []
    anchors: dict[str, Any] = {}
    texts: dict[str, str] = {}
    merges: list[dict[str, Json]] = []
    repeated = 0
    first: Any = None
    known = _memo
    scalar, alias = ev.ScalarEvent, ev.AliasEvent
    mapping, sequence = ev.MappingStartEvent, ev.SequenceStartEvent
    ends = (ev.MappingEndEvent, ev.SequenceEndEvent)
    while True:
        event = read()
        kind = type(event)
        if kind is scalar:
            text = event.value
            if is_map and key is None:
                if event.anchor is not None:
                    anchors[event.anchor] = (text, 0, text)
                key = text
                if key in cur:
                    raise Refused(_duplicate(event, stream, stack, key))
                continue
            if event.tag is not None:
                value = _tagged(event, text)
            elif event.style:
                value = text
            elif text in known:
                value = known[text]
            else:
                value, odd = _plain(event, text)
                if odd:
                    texts[_pointer(stack, cur, key)] = text
            if event.anchor is not None:
                anchors[event.anchor] = (value, len(text), text)
        elif kind is mapping or kind is sequence:
            if is_map and key is None:
                raise Refused(_at("a key that is not a scalar", event, nonscalar_key=True))
            if len(stack) >= MAX_DEPTH:
                raise Refused(_at(f"nested deeper than {MAX_DEPTH} levels", event))
            if first is None:
                first = event
            child: Any = {} if kind is mapping else []
            if event.tag is not None:
                _check_container_tag(event, kind is mapping)
            stack.append((cur, is_map, key, event.anchor, event.start_mark.index - repeated))
            if event.anchor is not None:
                anchors[event.anchor] = stack[-1]
            cur, is_map, key = child, kind is mapping, None
            continue
        elif kind in ends:
            value = cur
            cur, is_map, key, anchor, began = stack.pop()
            if anchor is not None and type(anchors[anchor]) is tuple and len(anchors[anchor]) == 5:
                anchors[anchor] = (value, event.end_mark.index + repeated - began, None)
        elif kind is alias:
            value, size, source = _anchored(anchors, event)
            if is_map and key is None:
                if source is None:
                    raise Refused(_at("a key that is not a scalar", event, nonscalar_key=True))
                key = source
                if key in cur:
                    raise Refused(_duplicate(event, stream, stack, key))
                continue
            repeated += size
            if repeated > MAX_REPEATED:
                raise Refused(_at(f"aliases repeat more than {MAX_REPEATED:,} characters of the file", event))
        else:
            break
        if is_map:
            if key == "<<" and type(value) is not str:
                merges.append(cur)
            cur[key] = value
            key = None
        else:
            cur.append(value)
            if first is None:
                first = event
    return _finish(root, merges, first, stream, texts)


def _finish(root: list[Json], merges: list[dict[str, Json]], first: Any, stream: int, texts: dict[str, str]) -> Raw | None:
    content = root[0]
    if content is None and first.start_mark.index == first.end_mark.index:
        return None
    if merges:
        try:
            merge(content, merges)
        except MergeError as error:
            raise Refused(_at(str(error), first)) from error
    return Raw(stream, first.start_mark.line + 1, content, texts)


def _plain(event: Any, text: str) -> tuple[Json, bool]:
    try:
        return _memo.remember(text)
    except ValueError as error:
        raise Refused(_at(str(error), event)) from error


def _tagged(event: Any, text: str) -> Json:
    try:
        return tagged(event.tag, text, not event.style)
    except ValueError as error:
        raise Refused(_at(str(error), event)) from error


def _check_container_tag(event: Any, is_map: bool) -> None:
    tag = event.tag
    wrong = ("str", "int", "float", "bool", "null", "binary", "timestamp", "seq" if is_map else "map")
    if tag.startswith("tag:yaml.org,2002:") and tag[18:] in wrong:
        raise Refused(_at(f"the tag !!{tag[18:]} does not fit a {'mapping' if is_map else 'list'}", event))


def _anchored(anchors: dict[str, Any], event: Any) -> tuple[Any, int, str | None]:
    found = anchors.get(event.anchor)
    if found is None:
        raise Refused(_at(f"the alias *{event.anchor} has no anchor before it", event))
    if len(found) == 5:
        raise Refused(_at(f"the alias *{event.anchor} stands inside the value it names", event))
    return found  # type: ignore[no-any-return]


def _pointer(stack: list[Any], cur: Any, key: str | None) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in _path(stack, cur, key))


def _path(stack: list[Any], cur: Any, key: str | None) -> list[str]:
    """The keys down to where reading stands; the wrapper around the root is left out."""
    frames = [(frame[0], frame[2]) for frame in stack] + [(cur, key)]
    return [str(len(where)) if isinstance(where, list) else str(name) for where, name in frames[1:]]


def _at(message: str, event: Any, *, nonscalar_key: bool = False) -> Fault:
    return Fault(message, offset=event.start_mark.index, nonscalar_key=nonscalar_key)


def _duplicate(event: Any, stream: int, stack: list[Any], key: str) -> Fault:
    frames = [(frame[0], frame[2]) for frame in stack][1:]
    above = [str(len(where)) if isinstance(where, list) else str(name) for where, name in frames]
    return Fault(f"the key {key!r} stands twice", offset=event.start_mark.index, duplicate=(stream, [*above, key]))


def _fault_of(error: Exception, data: bytes | str) -> Fault:
    if isinstance(error, ev.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        context = error.context_mark.index if error.context_mark is not None else None
        return Fault(error.problem or error.context or "not YAML", offset=mark.index if mark else None, context=context)
    if isinstance(error, ev.ReaderError):
        return Fault(f"{error.reason}", line=_line_of_byte(data, error.position))
    return Fault(str(error))


def _line_of_byte(data: bytes | str, position: int) -> int:
    head = data[:position]
    return (head.count("\n") if isinstance(head, str) else head.count(b"\n")) + 1
