"""The fast check decides and jsonschema explains: they must never give different answers."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.kind_examples import examples

from policylint import kinds
from policylint.kinds import KINDS
from policylint.kinds.check import compile_schema
from policylint.kinds.explain import explain

CONTENTS = {
    kind: [each.document.content for group in ("accepted", "refused") for each in examples(kind, group)]
    for kind in KINDS
}
SCHEMAS = {kind: kinds.schema(kind) for kind in KINDS}
FAST = {kind: (compile_schema(SCHEMAS[kind], lenient=True), compile_schema(SCHEMAS[kind])) for kind in KINDS}
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 70_000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "gradio", "public", "${X}", "{{ x }}", "<your-token>", "acme/m", "run.py:Runner", "2"]),
    st.text(max_size=4),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "uri", "image", "type", "x", "containers"]), inner, max_size=3),
    ),
    max_leaves=6,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += _places(inner, (*path, key))
    return found


@st.composite
def mutated(draw: st.DrawFn, contents: list[Any]) -> Any:
    """An example with up to three values replaced or taken away."""
    content = copy.deepcopy(draw(st.sampled_from(contents)))
    for _ in range(draw(st.integers(1, 3))):
        *parents, last = draw(st.sampled_from(_places(content)[1:] or [("apiVersion",)]))
        holder = content
        for part in parents:
            holder = holder[part]
        if draw(st.booleans()):
            holder[last] = draw(VALUES)
        elif isinstance(holder, dict):
            holder.pop(last, None)
    return content


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_both_checks_give_the_same_answer(kind: str, data: st.DataObject) -> None:
    content = data.draw(mutated(CONTENTS[kind]))
    lenient, strict = FAST[kind]
    assert lenient(content) == (explain(SCHEMAS[kind], content, lenient=True) == ())
    assert strict(content) == jsonschema.Draft202012Validator(SCHEMAS[kind]).is_valid(content)
    assert strict(content) == (explain(SCHEMAS[kind], content, lenient=False) == ())


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_violation_names_a_place_that_is_there_and_a_sentence(kind: str, data: st.DataObject) -> None:
    content = data.draw(mutated(CONTENTS[kind]))
    for violation in explain(SCHEMAS[kind], content, lenient=True):
        value = content
        for part in violation.pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            value = value[int(key)] if isinstance(value, list) else value[key]
        assert violation.missing is None or violation.missing not in value
        assert violation.message.endswith((".", "?"))


def test_a_schema_word_that_the_fast_check_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError):
        compile_schema({"oneOf": []})


@pytest.mark.parametrize(
    ("schema", "value", "fits"),
    [
        ({"enum": [1]}, True, False),
        ({"enum": [0]}, False, False),
        ({"const": 1}, 1.0, True),
        ({"type": "integer"}, 3.0, True),
        ({"type": "integer"}, True, False),
        ({"type": "number"}, False, False),
        ({"not": {"required": ["a", "b"]}}, {"a": 1}, True),
        ({"contains": {"const": 2}}, [1, 2], True),
        ({"contains": {"const": 2}}, [], False),
        ({"propertyNames": {"enum": ["a"]}}, {"b": 1}, False),
        ({"additionalProperties": False, "properties": {"a": True}}, {"b": 1}, False),
        ({"pattern": "^a"}, 5, True),
        ({"exclusiveMaximum": 1}, 1.0, False),
        ({"exclusiveMinimum": 0}, 0, False),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 1}, 0.5, True),
        ({"exclusiveMaximum": 1}, "2", True),
        (False, None, False),
    ],
)
def test_the_fast_check_reads_each_word_as_jsonschema_does(schema: Any, value: Any, fits: bool) -> None:
    whole = {"anyOf": [schema]}
    assert compile_schema(whole)(value) is fits
    assert jsonschema.Draft202012Validator(whole).is_valid(value) is fits
