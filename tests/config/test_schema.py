"""The shipped JSON Schema, for editors, says what the parser says."""

from __future__ import annotations

from importlib.resources import files
from json import loads
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.trees import Everything

from policylint.config import parse
from policylint.config.parsing import KEYS

if TYPE_CHECKING:
    from policylint.model.documents import Json

SCHEMA = loads(files("policylint.config").joinpath("config.schema.json").read_text(encoding="utf-8"))
WORDS = [
    "",
    " ",
    "error",
    "warning",
    "block",
    "REL",
    "a/**",
    "../x",
    "a/../b",
    "/",
    "/etc",
    "!a",
    "~",
    "~/x",
    "C:/x",
    "a\\b",
    "..",
    "..a",
]
SCALARS = st.sampled_from(WORDS) | st.sampled_from([None, True, 3, 0.5])
INNER = ["rule", "path", "reason", "production", "staging", "paths", "namespaces", "labels", "other"]
VALUES = st.recursive(
    SCALARS,
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.sampled_from(INNER), inside, max_size=2),
    max_leaves=6,
)


def accepted(content: Json) -> bool:
    """Whether the parser finds no fault."""
    _, problems = parse(content, lambda places: [(1, 1)] * len(places), Everything())
    return not any(problem.blocks for problem in problems)


@given(st.dictionaries(st.sampled_from([*KEYS, "other"]), VALUES, max_size=3) | VALUES)
def test_schema_and_parser_agree(content: Json) -> None:
    """Whatever the document, both accept it or both refuse it."""
    assert Draft202012Validator(SCHEMA).is_valid(content) is accepted(content)


SHAPED = {
    "select": st.lists(SCALARS, max_size=2),
    "disable": st.lists(SCALARS | st.dictionaries(st.sampled_from(["rule", "reason"]), SCALARS), max_size=2),
    "exclude": st.lists(SCALARS | st.dictionaries(st.sampled_from(["path", "reason"]), SCALARS), max_size=2),
    "rules": st.lists(SCALARS, max_size=2),
    "stages": st.dictionaries(
        st.sampled_from(["production", "space"]),
        st.fixed_dictionaries(
            {}, optional={"paths": st.lists(SCALARS), "labels": st.dictionaries(SCALARS.map(str), VALUES)}
        ),
        max_size=1,
    ),
}


@pytest.mark.parametrize("key", SHAPED)
def test_schema_and_parser_agree_on_well_shaped_keys(key: str) -> None:
    """The same for values of the right outer shape, where the difference is inside."""

    @given(SHAPED[key])
    def agree(value: Json) -> None:
        assert Draft202012Validator(SCHEMA).is_valid({key: value}) is accepted({key: value})

    agree()


def test_the_schema_is_one() -> None:
    """It is a valid schema and knows every key of the parser."""
    Draft202012Validator.check_schema(SCHEMA)
    assert tuple(SCHEMA["properties"]) == KEYS
