"""What Rego returned is untrusted: a value of the wrong shape is a sentence, never an exception."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.judging.results import MAX_MESSAGE, document_result, loc_of, rule_result
from policylint.model.documents import Document
from policylint.model.rules import At, Fix, Result

AT = {"document": "a#0", "pointer": "/x"}
IDS = frozenset({"a#0", "b#0"})
DOCUMENT = Document("a.yaml", 0, None, {})

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["msg", "at", "fix", "_loc", "x"]), inner),
    max_leaves=8,
)


def test_a_whole_result() -> None:
    value: Any = {
        "msg": "m",
        "at": {**AT, "missing": "k"},
        "related": [{"msg": "r", "at": {"document": "b#0"}}, {"at": AT}],
        "key": "one",
        "fix": {"op": "replace", "pointer": "/x", "value": 1},
        "level": "note",
    }
    assert rule_result("C", "fail", value, IDS) == Result(
        *("C", "fail", "m", At("a#0", "/x", "k")),
        related=(("r", At("b#0")), ("", At("a#0", "/x"))),
        key="one",
        edit=Fix("replace", "/x", 1),
        level="note",
    )


WRONG: list[tuple[Any, str]] = [
    ("text", "not an object with msg and at"),
    ({"at": AT}, "without a message"),
    ({"msg": " ", "at": AT}, "without a message"),
    ({"msg": 1, "at": AT}, "without a message"),
    ({"msg": "m"}, "without `at`"),
    ({"msg": "m", "at": "/x"}, "without `at`"),
    ({"msg": "m", "at": {"document": "c#0"}}, "'c#0', which is no document of this deployment"),
    ({"msg": "m", "at": {"document": ["a#0"]}}, "no document of this deployment"),
    ({"msg": "m", "at": {**AT, "pointer": "x"}}, "'x', which is no JSON pointer"),
    ({"msg": "m", "at": AT, "related": ["x"]}, "a related place without `at`"),
    ({"msg": "m", "at": AT, "related": [{"at": {"document": "c"}}]}, "no document of this deployment"),
    ({"msg": "m", "at": AT, "level": "fatal"}, "'fatal', which is none of note, warning, error"),
]


@pytest.mark.parametrize(("value", "said"), WRONG)
def test_a_wrong_result_says_what_is_wrong(value: Any, said: str) -> None:
    found = rule_result("C", "fail", value, IDS)
    assert isinstance(found, str)
    assert said in found


@pytest.mark.parametrize("fix", ["x", {"op": "move", "pointer": "/x"}, {"op": "add"}, {"op": "add", "pointer": 1}])
def test_a_fix_that_is_none_is_left_out(fix: Any) -> None:
    found = rule_result("C", "fail", {"msg": "m", "at": AT, "fix": fix}, IDS)
    assert isinstance(found, Result)
    assert found.edit is None


def test_a_message_has_an_end() -> None:
    found = rule_result("C", "fail", {"msg": "m" * 10_000, "at": AT}, IDS)
    assert isinstance(found, Result)
    assert len(found.message) == MAX_MESSAGE


PLACES: list[tuple[Any, At]] = [
    ("m", At("a.yaml#0")),
    ({"msg": "m"}, At("a.yaml#0")),
    ({"msg": "m", "metadata": {"at": "/spec"}}, At("a.yaml#0", "/spec")),
    ({"msg": "m", "metadata": {"at": {"pointer": "/spec", "missing": "x"}}}, At("a.yaml#0", "/spec", "x")),
    ({"msg": "m", "at": "/spec"}, At("a.yaml#0", "/spec")),
    ({"msg": "m", "at": "spec"}, At("a.yaml#0")),
    ({"msg": "m", "at": {"document": "other", "pointer": "/a"}}, At("a.yaml#0", "/a")),
    ({"msg": "m", "metadata": "x", "at": 3}, At("a.yaml#0")),
]


@pytest.mark.parametrize(("value", "place"), PLACES)
def test_a_document_policy_may_name_a_place_in_its_document(value: Any, place: At) -> None:
    found = document_result("main/deny", value, DOCUMENT)
    assert isinstance(found, Result)
    assert (found.message, found.at) == ("m", place)


@pytest.mark.parametrize(
    ("value", "said"),
    [(1, "neither a string"), ({}, "neither a string"), ({"msg": 2}, "neither a string"), (" \n", "empty message")],
)
def test_a_document_policy_without_a_message_says_so(value: Any, said: str) -> None:
    assert said in str(document_result("main/deny", value, DOCUMENT))


@pytest.mark.parametrize(
    ("loc", "expected"),
    [
        ({"file": "f", "line": 3}, ("f", 3)),
        ({"file": "f", "line": "3"}, ("f", 3)),
        ({"line": 3}, ("", 3)),
        ({"file": "f"}, ("f", None)),
        ({"line": 0}, ("", None)),
        ({"line": -1}, ("", None)),
        ({"line": True}, ("", None)),
        ({"line": 2.5}, ("", None)),
        ({"line": "9" * 5_000}, ("", None)),
        ({"line": 10**9}, ("", None)),
        ({"file": 1, "line": []}, ("", None)),
        ("f:3", ("", None)),
    ],
)
def test_a_location_as_conftest_has_it(loc: Any, expected: tuple[str, int | None]) -> None:
    assert loc_of({"msg": "m", "_loc": loc}) == expected


def test_a_text_has_no_location() -> None:
    assert loc_of("m") == ("", None)


@given(json_values)
def test_whatever_comes_back_is_a_result_or_a_sentence(value: Any) -> None:
    for found in (rule_result("C", "fail", value, IDS), document_result("c", value, DOCUMENT)):
        assert isinstance(found, Result) or found.startswith("it ")
    loc_of(value)
