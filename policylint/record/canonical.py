"""JSON with one spelling (RFC 8785, for values without fractions), and its strict reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from policylint.model.documents import Json

_DEEPEST = 64


def canonical(value: Json) -> bytes:
    """The bytes of a value: keys in order, no white space. Half characters of file names stay escaped."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def strict(data: bytes) -> Any:
    """The value of a JSON text; ValueError for what two readers could take for two things, and for great depth."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if _depth(value) > _DEEPEST:
        raise ValueError("it is nested too deeply")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _depth(value: Any) -> int:
    """How deep a value is nested, counted without recursion."""
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [each for one in level if isinstance(one, (dict, list)) for each in _inside(one)]
        if depth > _DEEPEST:
            return depth
    return depth


def _inside(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value
