"""Plain YAML scalars as YAML 1.2 core reads them: null, true and false, numbers; everything else is a string."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylint.model import Json

_WORDS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NOT_JSON = frozenset(f"{sign}.{word}" for sign in ("", "-", "+") for word in ("inf", "Inf", "INF"))
_NOT_JSON |= {".nan", ".NaN", ".NAN"}
_NUMBER = re.compile(r"([-+]?[0-9]+)|(0o[0-7]+)|(0x[0-9a-fA-F]+)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_STARTS = frozenset("+-.0123456789")
_LONGEST = 4000
_KEPT = 50_000
_LONG = 200


class NotJson(ValueError):
    """A number that JSON cannot hold; `str()` says which and what to do."""


def resolve(text: str) -> tuple[Json, bool]:
    """The value of a plain scalar, and whether its text says more than the value (3.10, 0o17, 1_000 does not)."""
    if text in _WORDS:
        return _WORDS[text], False
    if text[0] not in _STARTS:
        return text, False
    if text in _NOT_JSON:
        raise NotJson(f"{text} is a number that JSON cannot hold; quote it if a string is meant")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text, False
    value = number(text, match.lastindex)
    return value, str(value) != text


def number(text: str, form: int | None) -> int | float:
    """The number in a text; `form` is 1 for decimal, 2 for octal, 3 for hexadecimal integers, None for floats."""
    if len(text) > _LONGEST:
        raise NotJson(f"a number of {len(text)} digits is too long; quote it if a string is meant")
    if form is not None:
        return int(text, (10, 8, 16)[form - 1]) if form != 2 else int(text[2:], 8)
    value = float(text)
    if value - value != 0:
        raise NotJson(f"{text} is too large for a number; quote it if a string is meant")
    return value


class Memo(dict[str, "Json"]):
    """Values of plain scalars met before. Only texts that their value gives back are kept, so `odd` is always told."""

    def remember(self, text: str) -> tuple[Json, bool]:
        value, odd = resolve(text)
        if not odd and len(text) < _LONG:
            if len(self) > _KEPT:
                self.clear()
            self[text] = value
        return value, odd


def tagged(tag: str, text: str, plain: bool) -> Json:
    """The value of a scalar with a tag: core tags hold, unknown tags (!Ref, !vault) leave the plain value; ValueError."""
    if tag in ("!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:binary", "tag:yaml.org,2002:timestamp"):
        return text
    core = _CORE.get(tag)
    if core is None:
        if tag.startswith("tag:yaml.org,2002:") and tag[18:] in ("map", "seq", "set", "omap", "pairs"):
            raise ValueError(f"the tag !!{tag[18:]} does not fit a scalar")
        return resolve(text)[0] if plain else text
    value = resolve(text)[0]
    if isinstance(value, bool) and bool not in core or not isinstance(value, core):
        raise ValueError(f"{text!r} is no {tag.rsplit(':', 1)[1]}, but carries the tag !!{tag.rsplit(':', 1)[1]}")
    return float(value) if core == (int, float) and isinstance(value, int) else value


_CORE: dict[str, tuple[type, ...]] = {
    "tag:yaml.org,2002:null": (type(None),),
    "tag:yaml.org,2002:bool": (bool,),
    "tag:yaml.org,2002:int": (int,),
    "tag:yaml.org,2002:float": (int, float),
}
