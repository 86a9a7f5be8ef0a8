"""The METADATA block of a rule: which fields there are, what each may hold, what is wrong with one that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint import words
from policylint.model.deployments import STAGES
from policylint.model.rules import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.model.documents import Json

    Test = Callable[[Json], bool]

_CONFIDENCES = ("high", "medium", "low")
_SCOPES = ("subject", "promotion", "repository")
_NATIVE = ("full", "partial", "none")


def faults(annotations: Json) -> Iterator[str]:
    """A sentence for every field that is absent, unknown or does not fit; none for a complete block."""
    if not isinstance(annotations, dict):
        yield "it has no METADATA block above its package line (with `scope: package`)"
        return
    for field in ("title", "description"):
        if not _text(annotations.get(field)):
            yield f"{field} is missing from its METADATA"
    custom = annotations.get("custom")
    if not isinstance(custom, dict):
        yield "custom is missing from its METADATA"
        return
    yield from _custom(custom)


def _custom(custom: dict[str, Json]) -> Iterator[str]:
    for field in _REQUIRED:
        if field not in custom:
            yield f"custom.{field} is missing from its METADATA"
    for field, value in custom.items():
        known = _FIELDS.get(field)
        if known is None:
            near = words.nearest(field, _FIELDS)
            yield f"its METADATA has an unknown field custom.{field}" + (f"; did you mean {near}?" if near else "")
        elif not known[0](value):
            yield f"custom.{field} must be {known[1]}; it is {words.shown(value)}"


def _text(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Json) -> bool:
    return isinstance(value, list) and all(_text(each) for each in value)


def _flag(value: Json) -> bool:
    return isinstance(value, bool)


def _one_of(*known: str) -> Test:
    return lambda value: value in known


def is_code(value: Json) -> bool:
    """Whether a value is a code: three capitals and three digits."""
    if not isinstance(value, str) or len(value) != 6 or not value.isascii():
        return False
    return value[:3].isalpha() and value[:3].isupper() and _digits(value[3:])


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _severity(value: Json) -> bool:
    return isinstance(value, dict) and bool(value) and all(k in STAGES and v in LEVELS for k, v in value.items())


def _date(value: Json) -> bool:
    if value is None:
        return True
    parts = value.split("-") if isinstance(value, str) else []
    return [len(part) for part in parts] == [4, 2, 2] and all(_digits(part) for part in parts)


def _waivable(value: Json) -> bool:
    if not isinstance(value, dict):
        return value is False
    days = value.get("max_days")
    return value.keys() <= {"max_days", "approver"} and isinstance(days, int) and days > 0


def _codes(value: Json) -> bool:
    return isinstance(value, list) and all(is_code(each) for each in value)


def _examples(value: Json) -> bool:
    keys = value.keys() if isinstance(value, dict) else set()
    return (
        isinstance(value, dict)
        and {"pass", "fail"} <= keys <= {"pass", "fail", "file"}
        and all(map(_text, value.values()))
    )


def _frameworks(value: Json) -> bool:
    return isinstance(value, dict) and all(_texts(ids) for ids in value.values())


_FIELDS: dict[str, tuple[Test, str]] = {
    "id": (is_code, "a code of three capitals and three digits, such as REL001"),
    "aliases": (_texts, "a list of former names"),
    "severity": (_severity, "a mapping from space, staging or production to error, warning or note"),
    "confidence": (_one_of(*_CONFIDENCES), words.either(_CONFIDENCES)),
    "default": (_flag, "true or false"),
    "uncapped": (_flag, "true or false"),
    "sensitive": (_flag, "true or false"),
    "effective_on": (_date, 'a date such as "2027-01-31"'),
    "waivable": (_waivable, "false, or a mapping with max_days and perhaps approver"),
    "scope": (_one_of(*_SCOPES), words.either(_SCOPES)),
    "reads": (_texts, "a list of document kinds; an empty one means every document"),
    "needs": (_texts, "a list of fact families"),
    "native": (_one_of(*_NATIVE), words.either(_NATIVE)),
    "params": (lambda value: isinstance(value, dict), "a mapping from parameter to default"),
    "depends_on": (_codes, "a list of codes"),
    "shown_with": (_codes, "a list of codes"),
    "fix": (_text, "a sentence that says what to do"),
    "examples": (_examples, "a mapping with pass and fail, each the text of a file, and perhaps the name of the file"),
    "frameworks": (_frameworks, "a mapping from framework to a list of its ids"),
}
_REQUIRED = ("id", "severity", "confidence", "default", "waivable", "scope", "reads", "native", "fix")
