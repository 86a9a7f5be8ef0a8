"""Scalars follow YAML 1.2 core, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.reading import only, read_text, same

if TYPE_CHECKING:
    from policylint.model.documents import Json


def value_of(text: str) -> Json:
    """The value of the key `a` whose text is given."""
    content = only(read_text(f"a: {text}\n")).content
    assert isinstance(content, dict)
    return content["a"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("nULL", "nULL"),
        ("None", "None"),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("false", False),
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("No", "No"),
        ("y", "y"),
        ("0", 0),
        ("-19", -19),
        ("+12", 12),
        ("010", 10),
        ("0o17", 15),
        ("0o8", "0o8"),
        ("0x1F", 31),
        ("-0x1F", "-0x1F"),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("190:20", "190:20"),
        ("2026-11-24", "2026-11-24"),
        ("2026-11-24 10:00:00Z", "2026-11-24 10:00:00Z"),
        ("3.10", 3.1),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("1.2.3", "1.2.3"),
        (".", "."),
        ("-", None),
        ("+", "+"),
        ("e3", "e3"),
        ("99999999999999999999999999", 99999999999999999999999999),
        ('"true"', "true"),
        ("'12'", "12"),
        ('""', ""),
        ("=", "="),
        ("<<", "<<"),
        ("é 漢字", "é 漢字"),
        ("a:b", "a:b"),
        ("a#b", "a#b"),
        ("http://x/y?z#t", "http://x/y?z#t"),
    ],
)
def test_a_scalar_is_read_as_yaml_1_2_core(text: str, value: Json) -> None:
    if text == "-":
        assert only(read_text("a:\n-\n")).content == {"a": [None]}
    else:
        assert same(value_of(text), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!!str 12", "12"),
        ("!!str", ""),
        ("! 12", "12"),
        ('!!int "3"', 3),
        ("!!float 3", 3.0),
        ("!!bool 'true'", True),
        ("!!null ''", None),
        ("!!binary aGk=", "aGk="),
        ("!!timestamp 2026-11-24", "2026-11-24"),
        ("!Ref name", "name"),
        ("!Sub 12", "12"),
        ("!vault x", "x"),
        ("!<tag:example.org,2026:x> 1", "1"),
        ("!!python/object/apply:os.system [id]", ["id"]),
        ("!Join [1, a]", [1, "a"]),
        ("!!set {a, b}", {"a": None, "b": None}),
        ("!!omap [{a: 1}]", [{"a": 1}]),
    ],
)
def test_tags_construct_nothing(text: str, value: Json) -> None:
    """Core tags hold; an unknown tag leaves a scalar's text, a list or a mapping as they stand."""
    assert same(value_of(text), value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (".nan", ".nan is a number that JSON cannot hold; quote it if a string is meant."),
        ("-.INF", "-.INF is a number that JSON cannot hold; quote it if a string is meant."),
        ("1e999", "1e999 is too large for a number; quote it if a string is meant."),
        ("9" * 5000, "A number of 5000 digits is too long; quote it if a string is meant."),
        ("!!int x", "'x' carries the tag !!int and is none."),
        ("!!bool yes", "'yes' carries the tag !!bool and is none."),
        ("!!map x", "The tag !!map does not fit a scalar."),
        ("!!str [1]", "The tag !!str does not fit a list."),
        ("!!seq {a: 1}", "The tag !!seq does not fit a mapping."),
    ],
)
def test_what_no_json_value_can_stand_for_is_refused_with_its_line(text: str, message: str) -> None:
    reading = read_text(f"b: 1\na: {text}\n")
    assert reading.state == "unreadable"
    assert [(problem.line, problem.column, problem.message) for problem in reading.problems] == [(2, 4, message)]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("a: 3.10\n", {"/a": "3.10"}),
        ("a: [1, 1.0, 010, 0x1F, 1e3, +1]\n", {"/a/2": "010", "/a/3": "0x1F", "/a/4": "1e3", "/a/5": "+1"}),
        ("a: '3.10'\nb: 310\nc: true\n", {}),
        ("3.10\n", {"": "3.10"}),
        ("a/b~c:\n  - x: 1.50\n", {"/a~1b~0c/0/x": "1.50"}),
        ("a: &v 3.10\nb: *v\n", {"/a": "3.10", "/b": "3.10"}),
        ("a: &v {x: 3.10}\nb: [*v]\n", {"/a/x": "3.10", "/b/0/x": "3.10"}),
        ("a: !!float 3\n", {"/a": "3"}),
        ("&k 3.10: *k\n", {"/3.10": "3.10"}),
        (
            "apiVersion: v1\nkind: K\na: &v {x: 3.10}\nb:\n  <<: *v\n",
            {"/a/x": "3.10", "/b/x": "3.10"},
        ),
    ],
)
def test_the_source_text_of_a_number_is_kept_where_it_says_more(text: str, texts: dict[str, str]) -> None:
    assert only(read_text(text)).texts == texts
