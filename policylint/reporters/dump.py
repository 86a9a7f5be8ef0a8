"""JSON text that is plain ASCII, safe in a terminal, a build log and every JSON parser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylint.model.documents import Json

_ESCAPES = re.compile(r"\\(?:u(d[89ab]..)\\u(d[c-f]..)|u(d[89a-f]..)|.)")


def dump(value: Json) -> str:
    """The value on one line. A lone surrogate (a file name that is not UTF-8) becomes text: some parsers refuse it."""
    text = json.dumps(value, ensure_ascii=True)
    if "\\ud" in text:
        text = _ESCAPES.sub(_visible_surrogate, text)
    return text.replace("\x7f", "\\u007f").replace("##", "#\\u0023")


def _visible_surrogate(match: re.Match[str]) -> str:
    return f"\\\\u{match[3]}" if match[3] else match[0]


def dump_rows(value: dict[str, Json]) -> str:
    """An object with a line for each key, and for each entry of a list: made for `diff` and `grep`."""
    fields = [f" {dump(key)}: {_rows(item)}" for key, item in value.items()]
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _rows(item: Json) -> str:
    if not isinstance(item, list) or not item:
        return dump(item)
    return "[\n" + ",\n".join(f"  {dump(entry)}" for entry in item) + "\n ]"
