"""What the YAML loader meets rarely: anchors, aliases, tags, merges, numbers whose text says more than their value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.positions.pointers import join
from policylint.readers.raw import MAX_TEXTS, Fault, Raw, Refused, shown
from policylint.readers.scalars import Memo, differs, tagged

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from policylint.model.documents import Json

MAX_REPEATED = 2_000_000  # characters of source text that the aliases of one document may repeat
MERGE = "".join(("<", "<"))  # told from a quoted "<<" by identity: no other string is this object
_memo = Memo()


class Rare:
    """The part of one document's state that most documents never touch."""

    __slots__ = ("_anchors", "_odd", "_opened", "_repeated", "_root", "_stack", "known", "merges")

    def __init__(self, root: list[Json], stack: list[Any]) -> None:
        self.known = _memo
        self.merges: list[tuple[dict[str, Json], int]] = []
        self._root = root
        self._stack = stack
        self._anchors: dict[str, _Anchor] = {}
        self._opened: list[_Anchor] = []
        self._odd: dict[tuple[int, str | int], str] = {}
        self._repeated = 0

    def plain(self, event: Any, text: str, cur: Any, key: str | None) -> Json:
        """The value of a plain scalar that was not met before."""
        try:
            value, odd = _memo.remember(text)
        except ValueError as error:
            raise Refused(at(str(error), event)) from error
        if odd:
            self._remember(cur, key, text)
        return value

    def scalar(self, event: Any, text: str, cur: Any, key: str | None) -> Json:
        """The value of a scalar with a tag or an anchor."""
        try:
            value = tagged(event.tag, text, plain=not event.style)
        except ValueError as error:
            raise Refused(at(str(error), event)) from error
        odd = differs(value, text)
        if odd:
            self._remember(cur, key, text)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchor(value, len(text), text, odd)
        return value

    def anchor_key(self, event: Any, text: str) -> None:
        """Remember the key that an anchor names; as a value it is read like any scalar."""
        try:
            value = tagged(event.tag, text, plain=not event.style)
        except ValueError:
            value = text
        self._anchors[event.anchor] = _Anchor(value, len(text), text, differs(value, text))

    def opened(self, event: Any, is_map: bool) -> None:
        """A mapping or list with a tag or an anchor begins."""
        if event.tag is not None:
            fault = misfit(event.tag, is_map)
            if fault is not None:
                raise Refused(at(fault, event))
        if event.anchor is not None:
            anchor = _Anchor(None, event.start_mark.index - self._repeated, None, False, closed=False)
            self._anchors[event.anchor] = anchor
            self._opened.append(anchor)

    def closed(self, event: Any, name: str, value: Json) -> None:
        """An anchored mapping or list ends: from here on aliases may repeat it."""
        anchor = self._opened.pop()
        anchor.value, anchor.closed = value, True
        anchor.size = event.end_mark.index + self._repeated - anchor.size

    def alias(self, event: Any, cur: Any, key: str | None) -> Json:
        """The value that an alias repeats."""
        anchor = self._anchored(event)
        self._repeated += anchor.size
        if self._repeated > MAX_REPEATED:
            raise Refused(at(f"aliases repeat more than {MAX_REPEATED:,} characters of the file", event))
        if anchor.odd and anchor.text is not None:
            self._remember(cur, key, anchor.text)
        return anchor.value

    def alias_key(self, event: Any, cur: dict[str, Json]) -> str:
        """The key that an alias repeats."""
        text = self._anchored(event).text
        if text is None:
            raise Refused(self.nonscalar_key(event))
        if text in cur:
            raise Refused(self.twice(event, cur, text))
        return text

    def nonscalar_key(self, event: Any) -> Fault:
        """The fault of a mapping or list in place of a key, as `{{ x }}` is."""
        return at("a mapping or a list stands where a key belongs", event, syntax=True)

    def twice(self, event: Any, cur: dict[str, Json], key: str) -> Fault:
        """The fault of a key that its mapping has already."""
        path = [*self._path(), key]
        return Fault(f"the key {shown(key)} stands twice", offset=event.start_mark.index, twice=tuple(path))

    def finish(self, stream: int, first: Any, line_of: Callable[[Any], int], merging: bool) -> Raw | None:
        """The document, merged where its reader merges, or anywhere; None when it is empty."""
        content = self._root[0]
        if content is None and first.start_mark.index == first.end_mark.index:
            return None
        if self.merges:
            from policylint.readers.merges import merge, merges_apply

            fault = merge(self.merges, self._odd) if merging or merges_apply(content) else None
            if fault is not None:
                raise Refused(fault)
        texts = pointers_of(content, self._odd, self._root) if self._odd else {}
        return Raw(stream, line_of(first.start_mark), content, texts)

    def _anchored(self, event: Any) -> _Anchor:
        anchor = self._anchors.get(event.anchor)
        if anchor is None:
            raise Refused(at(f"the alias *{event.anchor} has no anchor before it", event))
        if not anchor.closed:
            raise Refused(at(f"the alias *{event.anchor} stands inside the value that it repeats", event))
        return anchor

    def _remember(self, cur: Any, key: str | None, text: str) -> None:
        if len(self._odd) < MAX_TEXTS:
            self._odd[id(cur), len(cur) if key is None else key] = text

    def _path(self) -> list[str]:
        """The keys down to the container that is open."""
        return [str(len(frame[0])) if frame[2] is None else frame[2] for frame in self._stack[1:]]


class _Anchor:
    """What an anchor names. While it is open, `size` holds where it began; `text` is None for mappings and lists."""

    __slots__ = ("closed", "odd", "size", "text", "value")

    def __init__(self, value: Json, size: int, text: str | None, odd: bool, *, closed: bool = True) -> None:
        self.value = value
        self.size = size
        self.text = text
        self.odd = odd
        self.closed = closed


def at(message: str, event: Any, *, syntax: bool = False) -> Fault:
    """A fault at the start of an event."""
    return Fault(message, offset=event.start_mark.index, syntax=syntax)


def misfit(tag: str, is_map: bool) -> str | None:
    """Why a core tag cannot stand on a mapping or list; None when it can or is no core tag."""
    name = tag.removeprefix("tag:yaml.org,2002:")
    wrong = ("str", "int", "float", "bool", "null", "binary", "timestamp", "seq" if is_map else "map")
    if name == tag or name not in wrong:
        return None
    return f"the tag !!{name} does not fit a {'mapping' if is_map else 'list'}"


def pointers_of(content: Json, odd: dict[tuple[int, str | int], str], root: list[Json]) -> dict[str, str]:
    """The texts of scalars by their pointers; a scalar that aliases repeat is named at each of its places."""
    texts: dict[str, str] = {}
    if (id(root), 0) in odd:
        texts[""] = odd[id(root), 0]
    waiting: list[tuple[str, Json]] = [("", content)]
    while waiting and len(texts) < MAX_TEXTS:
        pointer, value = waiting.pop()
        entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in entries:
            if isinstance(item, (dict, list)):
                waiting.append((pointer + join([str(key)]), item))
            elif (id(value), key) in odd:
                texts[pointer + join([str(key)])] = odd[id(value), key]
    return texts
