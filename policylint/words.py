"""Words for messages: the nearest right word, a list in a sentence, a value on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.model.documents import Json

_KINDS = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list", dict: "a mapping"}
_LONGEST = 40


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one (case-blind; a beginning counts), or None when nothing is like it."""
    folded = {one.casefold(): one for one in sorted(known)}
    asked = word.casefold()
    if asked in folded:
        return folded[asked]
    longer = [one for one in folded if len(asked) > 2 and one.startswith(asked)]
    if len(longer) == 1:
        return folded[longer[0]]
    from difflib import get_close_matches

    close = get_close_matches(asked, folded, 1, 0.6)
    return folded[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """ "Did you mean REL001?", or None."""
    found = nearest(word, known)
    return f"Did you mean {found}?" if found else None


def either(words: Iterable[str], joint: str = "or") -> str:
    """ "a", "a or b", "a, b or c"."""
    *head, last = words
    return f"{', '.join(head)} {joint} {last}" if head else last


def kind_of(value: Json) -> str:
    """What a value is, for people: "a list", "text", "empty"."""
    return "empty" if value is None else _KINDS[type(value)]


def shown(value: Json) -> str:
    """A value on one short line; nothing in it can steer a terminal."""
    from json import dumps

    text = dumps(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
