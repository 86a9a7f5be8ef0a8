"""Looking into documents whose shape nobody promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Json

_DEPTH = 24


def at_all(content: Json, *path: str) -> Iterator[dict[str, Json]]:
    """The mappings at a path of keys; `*` stands for every item of a list or value of a mapping."""
    if not path:
        if isinstance(content, dict):
            yield content
        return
    if path[0] == "*":
        inside = content if isinstance(content, list) else content.values() if isinstance(content, dict) else ()
        for each in inside:
            yield from at_all(each, *path[1:])
    elif isinstance(content, dict):
        yield from at_all(content.get(path[0]), *path[1:])


def entries(content: Json, skipped: frozenset[str] = frozenset(), depth: int = _DEPTH) -> Iterator[tuple[str, Json]]:
    """Every key with its value, however deep, except what is under a skipped key."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key not in skipped:
                yield key, value
                if depth and isinstance(value, (dict, list)):
                    yield from entries(value, skipped, depth - 1)
    elif isinstance(content, list):
        for each in content:
            if depth and isinstance(each, (dict, list)):
                yield from entries(each, skipped, depth - 1)
