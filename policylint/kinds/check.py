"""A JSON Schema -> a function that says yes or no in microseconds; `explain` says why not.

Only the words that our schemas use are known; another word raises KeyError. With `lenient`, a placeholder stands for
any value (`${REPLICAS}` is no wrong type), and so does null: an empty key is as good as an absent one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.kinds.placeholders import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model.documents import Json

    Check = Callable[[Json], bool]
    # A schema is trusted data of ours, whatever its depth.
    Schema = dict[str, Any]

NOTES = frozenset(("x-message", "x-missing", "x-refused"))
SILENT = NOTES | {"$schema", "$id", "$defs", "title", "description", "examples", "default"}


def compile_schema(schema: Schema, *, lenient: bool = False) -> Check:
    """A function that says whether a value fits the schema."""
    return _Compiler(schema.get("$defs", {}), lenient).check(schema)


def stands_for_any(value: Json) -> bool:
    """Whether a lenient check takes the value for anything: a placeholder, or nothing at all."""
    return value is None or is_placeholder(value)


class _Compiler:
    def __init__(self, defs: dict[str, Schema], lenient: bool) -> None:
        self.defs = defs
        self.lenient = lenient
        self.named: dict[str, Check] = {}

    def check(self, schema: Schema | bool) -> Check:
        if isinstance(schema, bool):
            return lambda value: schema
        tests = [WORDS[word](self, given, schema) for word, given in schema.items() if word not in SILENT]
        strict = tests[0] if len(tests) == 1 else _every(tests)
        if not self.lenient:
            return strict
        return lambda value: strict(value) or stands_for_any(value)

    def ref(self, pointer: str) -> Check:
        name = pointer.removeprefix("#/$defs/")
        if name not in self.named:
            self.named[name] = self.check(self.defs[name])
        return self.named[name]


def _every(tests: list[Check]) -> Check:
    def check(value: Json) -> bool:
        for test in tests:  # noqa: SIM110 (a generator costs twice as much)
            if not test(value):
                return False
        return True

    return check


def _type(given: str | list[str]) -> Check:
    if isinstance(given, str):
        return _TYPES[given]
    tests = [_TYPES[name] for name in given]
    return lambda value: any(test(value) for test in tests)


def _properties(compiler: _Compiler, given: dict[str, Schema]) -> Check:
    checks = {key: compiler.check(inner) for key, inner in given.items()}

    def check(value: Json) -> bool:
        if isinstance(value, dict):
            for key, inner in value.items():
                test = checks.get(key)
                if test is not None and not test(inner):
                    return False
        return True

    return check


def _others(compiler: _Compiler, given: Schema | bool, schema: Schema) -> Check:
    known, test = schema.get("properties", {}), compiler.check(given)
    return lambda value: (
        not isinstance(value, dict) or all(test(inner) for key, inner in value.items() if key not in known)
    )


def _items(compiler: _Compiler, given: Schema) -> Check:
    test = compiler.check(given)
    return lambda value: not isinstance(value, list) or all(test(item) for item in value)


def _contains(compiler: _Compiler, given: Schema) -> Check:
    test = compiler.check(given)
    return lambda value: not isinstance(value, list) or any(test(item) for item in value)


def _names(compiler: _Compiler, given: Schema) -> Check:
    test = compiler.check(given)
    return lambda value: not isinstance(value, dict) or all(test(key) for key in value)


def _any_of(compiler: _Compiler, given: list[Schema]) -> Check:
    checks = [compiler.check(inner) for inner in given]
    return lambda value: any(check(value) for check in checks)


def _none(compiler: _Compiler, given: Schema) -> Check:
    check = compiler.check(given)
    return lambda value: not check(value)


def _pattern(given: str) -> Check:
    compiled: Any = None

    def check(value: Json) -> bool:
        nonlocal compiled
        if not isinstance(value, str):
            return True
        if compiled is None:
            import re

            compiled = re.compile(given)
        return compiled.search(value) is not None

    return check


def _number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _integer(value: Json) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


def _same(given: list[Json]) -> Check:
    """Equal as JSON: True is not 1."""
    return lambda value: any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in given)


_TYPES: dict[str, Check] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": _number,
    "integer": _integer,
}

WORDS: dict[str, Callable[[_Compiler, Any, Schema], Check]] = {
    "$ref": lambda compiler, given, _: compiler.ref(given),
    "type": lambda _, given, __: _type(given),
    "const": lambda _, given, __: _same([given]),
    "enum": lambda _, given, __: _same(given),
    "pattern": lambda _, given, __: _pattern(given),
    "minLength": lambda _, given, __: lambda value: not isinstance(value, str) or len(value) >= given,
    "minItems": lambda _, given, __: lambda value: not isinstance(value, list) or len(value) >= given,
    "minimum": lambda _, given, __: lambda value: not _number(value) or value >= given,
    "maximum": lambda _, given, __: lambda value: not _number(value) or value <= given,
    "exclusiveMinimum": lambda _, given, __: lambda value: not _number(value) or value > given,
    "exclusiveMaximum": lambda _, given, __: lambda value: not _number(value) or value < given,
    "required": lambda _, given, __: lambda value: not isinstance(value, dict) or all(key in value for key in given),
    "properties": lambda compiler, given, _: _properties(compiler, given),
    "additionalProperties": _others,
    "contains": lambda compiler, given, _: _contains(compiler, given),
    "propertyNames": lambda compiler, given, _: _names(compiler, given),
    "items": lambda compiler, given, _: _items(compiler, given),
    "anyOf": lambda compiler, given, _: _any_of(compiler, given),
    "not": lambda compiler, given, _: _none(compiler, given),
}
