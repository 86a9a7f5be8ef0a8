"""Values that stand for a value: `${REPLICAS}`, `<your-token>`, `{{ image }}`, `CHANGE-ME`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylint.model.documents import Json

_OPENINGS = ("${", "$(", "%(", "[[", "__")
_BRACKETS = (("{", "}"), ("<", ">"))
_WORDS = frozenset(("todo", "tbd", "fixme", "xxx", "placeholder"))
_STARTS = ("your-", "your ", "replace-", "replaceme", "change-me", "changeme", "insert-")


def is_placeholder(value: Json) -> bool:
    """Whether a value is clearly a stand-in that somebody, or some tool, still has to replace.

    `{word}` unquoted in YAML arrives as {"word": None}; an all-capital word such as `TAG` or `PROJECT_ID` is one too.
    """
    if isinstance(value, dict):
        return len(value) == 1 and next(iter(value.values())) is None
    if not isinstance(value, str):
        return False
    text = value.strip()
    return (
        text.startswith("$")
        or any(opening in text for opening in _OPENINGS)
        or any(-1 < text.find(left) < text.rfind(right) for left, right in _BRACKETS)
        or _words(text)
    )


def _words(text: str) -> bool:
    lowered = text.lower().replace("_", "-")
    capitals = len(text) > 2 and text.isupper() and text.replace("_", "").replace("-", "").isalpha()
    return capitals or lowered in _WORDS or lowered.startswith(_STARTS)
