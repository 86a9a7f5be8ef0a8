"""Label selectors: which labels they match. A selector that Kubernetes would refuse matches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable

    from policylint.model.documents import Json

_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_PLAIN = str.maketrans(dict.fromkeys(f"{_ALPHABET}-_.:"))


@dataclass(frozen=True, slots=True)
class Selector:
    """Groups of keys of which one each must be there, and keys that must not. Without either everything is meant.

    A key is (label, value), or (label,) for any value.
    """

    wanted: tuple[tuple[Hashable, ...], ...] = ()
    unwanted: tuple[Hashable, ...] = ()


def is_plain(text: str) -> bool:
    """Whether a cluster would take a name or a label's value; a placeholder, `{{ name }}` or `${NAME}`, never is."""
    return not text.translate(_PLAIN)


def labels_of(value: Json) -> dict[str, str]:
    """The labels that a cluster would take: text, and no placeholder."""
    if not isinstance(value, dict):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str) and is_plain(text)}


def plain(value: Json) -> Selector | None:
    """A mapping of labels, as a Service has it; None for what matches nothing."""
    labels = labels_of(value)
    whole = isinstance(value, dict) and len(labels) == len(value)
    return Selector(tuple((pair,) for pair in sorted(labels.items()))) if whole else None


def full(value: Json) -> Selector | None:
    """A LabelSelector (matchLabels, matchExpressions); None for what matches nothing."""
    if not isinstance(value, dict):
        return None
    pairs, listed = plain(value.get("matchLabels") or {}), value.get("matchExpressions") or []
    if pairs is None or not isinstance(listed, list):
        return None
    wanted, unwanted = list(pairs.wanted), list(pairs.unwanted)
    for each in listed:
        keys = _keys(each)
        if keys is None:
            return None
        if isinstance(each, dict) and each["operator"] in ("In", "Exists"):
            wanted.append(keys)
        else:
            unwanted += keys
    return Selector(tuple(wanted), tuple(unwanted))


def either(value: Json) -> Selector | None:
    """A LabelSelector or a plain mapping, as the versions of InferencePool have them."""
    written = isinstance(value, dict) and not value.keys().isdisjoint(("matchLabels", "matchExpressions"))
    return full(value) if written else plain(value)


def _keys(expression: Json) -> tuple[Hashable, ...] | None:
    """The keys that an expression speaks about; None when it is none."""
    if not isinstance(expression, dict) or not isinstance(expression.get("key"), str):
        return None
    operator, values = expression.get("operator"), expression.get("values")
    if operator in ("Exists", "DoesNotExist"):
        return ((expression["key"],),)
    if operator in ("In", "NotIn") and isinstance(values, list) and values:
        return tuple((expression["key"], text) for text in values if isinstance(text, str))
    return None
