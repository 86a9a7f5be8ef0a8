"""Pod specifications inside a document, found by their shape: a mapping with a list of containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model import Json

_DEPTH = 12


def find_pods(content: Json) -> tuple[str, ...]:
    """The JSON pointers of the pod specifications, in document order; none lies inside another."""
    return tuple(_pods(content, "", 0))


def _pods(value: Json, pointer: str, depth: int) -> Iterator[str]:
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        if isinstance(value.get("containers"), list):
            yield pointer
            return
        for key, inner in value.items():
            if isinstance(inner, (dict, list)):
                yield from _pods(inner, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _pods(inner, f"{pointer}/{index}", depth + 1)


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
