"""Why a document does not fit its schema, in sentences. Slow to import, rarely needed: `check` decides first."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from policylint.frozen import dataclass
from policylint.kinds.check import stands_for_any
from policylint.kinds.hints import Hints
from policylint.words import either, kind_of, nearest, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jsonschema.protocols import Validator

    from policylint.model.documents import Json

    # jsonschema's ValidationError, whose attributes are typed as perhaps unset: they never are in what it yields.
    Error = Any

_MOST = 20
_LONGEST_KEY = 80
_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "boolean": "true or false",
    "number": "a number",
    "integer": "a whole number",
    "null": "empty",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong with a document: where (`missing`: a key absent below `pointer`), and a sentence."""

    pointer: str
    message: str
    missing: str | None = None


def explain(schema: dict[str, Any], content: Json, *, lenient: bool) -> tuple[Violation, ...]:
    """What is wrong with the content, at most twenty things; `lenient` as in `compile_schema`."""
    errors = _validator(lenient)(schema).iter_errors(content)
    found: dict[Violation, None] = {}
    hints = Hints(schema, content)
    for error in errors:
        found.update(dict.fromkeys(_of(error, hints)))
        if len(found) >= _MOST:
            break
    return tuple(found)[:_MOST]


@cache
def _validator(lenient: bool) -> type[Validator]:
    if not lenient:
        return Draft202012Validator
    words = Draft202012Validator.VALIDATORS
    guarded: type[Validator] = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {word: _guarded(test) for word, test in words.items()}
    )
    return guarded


def _guarded(test: Callable[..., Iterator[Error] | None]) -> Callable[..., Iterator[Error]]:
    """The test of one schema word, silent about a value that stands for any."""

    def guarded(validator: Any, given: Any, instance: Any, schema: Any) -> Iterator[Error]:
        if not stands_for_any(instance):
            yield from test(validator, given, instance, schema) or ()

    return guarded


def _of(error: Error, hints: Hints) -> Iterator[Violation]:
    """An error as violations: the branch of an anyOf that came nearest, each missing or unknown key on its own."""
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in error.absolute_path)
    schema = error.schema if isinstance(error.schema, dict) else {}
    own = schema.get("x-message")
    where = _where(list(error.absolute_path))
    if error.validator == "anyOf":
        yield from _nearest_branch(error, pointer, where, hints)
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        yield from (Violation(pointer, hints.missing(key, where, schema), key) for key in missing)
    elif error.validator == "additionalProperties" and error.validator_value is False:
        for key in error.instance:
            if key not in schema.get("properties", {}):
                place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
                yield Violation(place, hints.unknown(key, where, schema))
    elif own is not None:
        yield Violation(pointer, own if error.validator == "not" else f"{where} is {shown(error.instance)}; it {own}")
    else:
        yield Violation(pointer, _SENTENCES.get(str(error.validator), _other)(error, where))


def _nearest_branch(error: Error, pointer: str, where: str, hints: Hints) -> Iterator[Violation]:
    """The errors of the one branch whose type fits the value; else a sentence that names the types of all."""
    branches: dict[Any, list[Error]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    fitting = [each for each in branches.values() if not any(e.validator == "type" and not e.path for e in each)]
    if fitting:
        for inner in min(fitting, key=len):
            yield from _of(inner, hints)
        return
    types = dict.fromkeys(str(inner.validator_value) for inner in error.context or () if inner.validator == "type")
    expected = either([_TYPES.get(each, each) for each in types])
    yield Violation(pointer, f"{where} is {_value(error.instance)}; it must be {expected}.")


def _where(path: list[str | int]) -> str:
    """The last named key of a path with the list positions after it: `args[3]`."""
    tail = ""
    while path and isinstance(path[-1], int):
        tail = f"[{path.pop()}]{tail}"
    return f"`{str(path[-1])[:_LONGEST_KEY]}{tail}`" if path else "The document"


def _value(value: Json) -> str:
    return kind_of(value) if isinstance(value, (dict, list)) else f"{shown(value)} ({kind_of(value)})"


def _type(error: Error, where: str) -> str:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    quotes = " Put it in quotes." if "string" in wanted and isinstance(error.instance, (bool, int, float)) else ""
    return f"{where} is {_value(error.instance)}; it must be {either([_TYPES[each] for each in wanted])}.{quotes}"


def _enum(error: Error, where: str) -> str:
    known = [str(each) for each in error.validator_value if each]
    near = nearest(str(error.instance), known)
    hint = f" Did you mean {near}?" if near else ""
    return f"{where} is {_value(error.instance)}; it must be {either(known)}.{hint}"


def _least(error: Error, where: str) -> str:
    return f"{where} is {shown(error.instance)}; it must be at least {error.validator_value}."


def _greatest(error: Error, where: str) -> str:
    return f"{where} is {shown(error.instance)}; it must be at most {error.validator_value}."


def _beyond(error: Error, where: str) -> str:
    than = "more" if error.validator == "exclusiveMinimum" else "less"
    return f"{where} is {shown(error.instance)}; it must be {than} than {error.validator_value}."


def _empty(error: Error, where: str) -> str:
    return f"{where} is empty; fill it in."


def _form(error: Error, where: str) -> str:
    return f"{where} is {shown(error.instance)}, which does not have the form {error.validator_value}"


def _other(error: Error, where: str) -> str:
    return f"{where} does not fit: {error.message}"


_SENTENCES: dict[str, Callable[[Error, str], str]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda error, where: f"{where} is {_value(error.instance)}; it must be {shown(error.validator_value)}.",
    "minimum": _least,
    "maximum": _greatest,
    "exclusiveMinimum": _beyond,
    "exclusiveMaximum": _beyond,
    "minItems": _empty,
    "minLength": _empty,
    "pattern": _form,
}
