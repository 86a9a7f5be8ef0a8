"""Pod specifications inside a document, found by their shape: a mapping with a list of containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Json

_DEPTH = 12
_MOST = 20_000


# A workload is asked for its pods again and again. An entry holds the content: no other can take its address.
_known: dict[int, tuple[Json, tuple[str, ...]]] = {}


def find_pods(content: Json) -> tuple[str, ...]:
    """The JSON pointers of the pod specifications, in document order; none lies inside another."""
    known = _known.get(id(content))
    if known is not None:
        return known[1]
    found: list[str] = []
    _search(content, [], found)
    pods = tuple(found)
    if pods:
        if len(_known) >= _MOST:
            _known.clear()
        _known[id(content)] = content, pods
    return pods


def _search(value: Json, path: list[str | int], found: list[str]) -> None:
    """Add the pods below `path`. The pointer is spelt out only for a hit: most documents hold few."""
    inside: list[tuple[str | int, Json]] = []
    if isinstance(value, dict):
        if isinstance(value.get("containers"), list):
            found.append("".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path))
            return
        inside += [(key, inner) for key, inner in value.items() if isinstance(inner, (dict, list))]
    elif isinstance(value, list):
        inside += [(index, inner) for index, inner in enumerate(value) if isinstance(inner, (dict, list))]
    if len(path) < _DEPTH:
        for part, inner in inside:
            _search(inner, [*path, part], found)


def at(content: Json, pointer: str) -> Json:
    """The value at a JSON pointer; None where there is none."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(content, dict):
            content = content.get(key)
        elif isinstance(content, list) and key.isdigit() and int(key) < len(content):
            content = content[int(key)]
        else:
            return None
    return content


def at_each(content: Json, pattern: str) -> Iterator[tuple[str, Json]]:
    """The pointers that fit a pattern, which has `*` for each item of a list, with the value at each, or None."""
    head, star, tail = pattern.partition("/*")
    value = at(content, head)
    if not star:
        yield head, value
        return
    for index in range(len(value)) if isinstance(value, list) else ():
        yield from at_each(content, f"{head}/{index}{tail}")
