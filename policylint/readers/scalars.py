"""Plain YAML scalars as YAML 1.2 core reads them: null, true and false, numbers; everything else is a string."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylint.model.documents import Json

_WORDS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NOT_JSON = frozenset(f"{sign}.{word}" for sign in ("", "-", "+") for word in ("inf", "Inf", "INF"))
_NOT_JSON |= {".nan", ".NaN", ".NAN"}
_NUMBER = re.compile(
    r"([-+]?[0-9]+)|(0o[0-7]+)|(0x[0-9a-fA-F]+)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
)
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
    return value, differs(value, text)


def number(text: str, form: int | None) -> int | float:
    """The number in a text; `form` is 1 for decimal, 2 for octal, 3 for hexadecimal integers, None for floats."""
    if len(text) > _LONGEST:
        raise NotJson(f"a number of {len(text)} digits is too long; quote it if a string is meant")
    if form is not None:
        return int(text[2:], 8) if form == 2 else int(text, 10 if form == 1 else 16)
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


def differs(value: Json, text: str) -> bool:
    """Whether a number's text says more than the number: 3.10, 010, 1e3, 0x1F."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and str(value) != text


def tagged(tag: str | None, text: str, *, plain: bool) -> Json:
    """The value of a scalar. Core tags hold, an unknown tag (!Ref, !vault) leaves the text. Raises ValueError."""
    if tag is None:
        return resolve(text)[0] if plain else text
    core = _CORE.get(tag)
    if core is None:
        name = tag.removeprefix(_PREFIX)
        if name != tag and name in ("map", "seq", "set", "omap", "pairs"):
            raise ValueError(f"the tag !!{name} does not fit a scalar")
        return text
    value = resolve(text)[0]
    if not isinstance(value, core) or (isinstance(value, bool) and bool not in core):
        raise ValueError(f"{text!r} carries the tag !!{tag.removeprefix(_PREFIX)} and is none")
    return float(value) if isinstance(value, int) and float in core else value


_PREFIX = "tag:yaml.org,2002:"
_CORE: dict[str, tuple[type, ...]] = {
    "tag:yaml.org,2002:null": (type(None),),
    "tag:yaml.org,2002:bool": (bool,),
    "tag:yaml.org,2002:int": (int,),
    "tag:yaml.org,2002:float": (int, float),
}
