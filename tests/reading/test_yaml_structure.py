"""Keys, anchors, aliases, merges and limits of the YAML loader."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from support.reading import only, read_text

if TYPE_CHECKING:
    from policylint.model.documents import Json


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("1: a\ntrue: b\nnull: c\n3.10: d\n~: e\n", {"1": "a", "true": "b", "null": "c", "3.10": "d", "~": "e"}),
        ("? a\n: 1\n? b\n", {"a": 1, "b": None}),
        ('? "a b"\n: 1\n', {"a b": 1}),
        ("?\n: x\n", {"": "x"}),
        ("&k a: 1\nb: {*k : 2}\n", {"a": 1, "b": {"a": 2}}),
        ("? |\n  block\n: 1\n", {"block\n": 1}),
        ("on: push\n", {"on": "push"}),
        ("{a, b: 1, c: }\n", {"a": None, "b": 1, "c": None}),
        ("a: &x [1]\nb: *x\nc: *x\n", {"a": [1], "b": [1], "c": [1]}),
        ("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}),
        ("a: &x\nb: *x\n", {"a": None, "b": None}),
    ],
)
def test_keys_are_their_source_text(text: str, content: Json) -> None:
    assert only(read_text(text)).content == content


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1), "The key 'a' stands twice: first on line 1."),
        ("x:\n  a: 1\n  b:\n    a: 1\n  'a': 3\n", (5, 3), "The key 'a' stands twice: first on line 2."),
        ('1: a\n"1": b\n', (2, 1), "The key '1' stands twice: first on line 1."),
        ("- {x: 1}\n- {x: 1, y: 2,\n   x: 3}\n", (3, 4), "The key 'x' stands twice: first on line 2."),
        ("&k a: 1\nb: 1\n*k : 2\n", (3, 1), "The key 'a' stands twice: first on line 1."),
        ("[a, b]: 1\n", (1, 1), "A mapping or a list stands where a key belongs."),
        ("? {a: 1}\n: 2\n", (1, 3), "A mapping or a list stands where a key belongs."),
        ("a: &x [1]\n*x : 2\n", (2, 1), "A mapping or a list stands where a key belongs."),
        ("a: *x\n", (1, 4), "The alias *x has no anchor before it."),
        ("a: &x 1\n---\nb: *x\n", (3, 4), ("The alias *x has no anchor before it. The document before it was read; "
         "nothing from line 2 on was.")),
        ("a: &x [*x]\n", (1, 8), "The alias *x stands inside the value that it repeats."),
        ("a: &x {b: {c: *x}}\n", (1, 15), "The alias *x stands inside the value that it repeats."),
    ],
)  # fmt: skip
def test_what_is_no_json_object_is_refused_with_its_places(text: str, place: tuple[int, int], message: str) -> None:
    reading = read_text(text)
    assert reading.state == "unreadable"
    assert [((p.line, p.column), p.message) for p in reading.problems] == [(place, message)]


HEAD = "apiVersion: v1\nkind: K\n"


@pytest.mark.parametrize(
    ("text", "key", "content"),
    [
        (HEAD + "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n", "b", {"x": 1, "y": 3}),
        (HEAD + "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b], z: 3}\n", "c", {"x": 1, "y": 2, "z": 3}),
        (HEAD + "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n", "c", {"x": 1, "y": 2}),
        (HEAD + "a: &a {x: 1}\nc: {<<: {<<: *a, y: 2}, z: 3}\n", "c", {"x": 1, "y": 2, "z": 3}),
        (HEAD + 'a: &a {x: 1}\nb: {"<<": *a}\n', "b", {"<<": {"x": 1}}),
        ("a: &a {x: 1}\nb: {<<: *a}\n", "b", {"<<": {"x": 1}}),
        ("kind: K\na: &a {x: 1}\nb: {<<: *a}\n", "b", {"<<": {"x": 1}}),
        ("apiVersion: policylint.dev/v1alpha1\nkind: K\na: &a {x: 1}\nb: {<<: *a}\n", "b", {"<<": {"x": 1}}),
    ],
)
def test_merges_hold_in_kubernetes_kinds_and_are_a_plain_key_elsewhere(text: str, key: str, content: Json) -> None:
    found = only(read_text(text, keep_all=False)).content
    assert isinstance(found, dict)
    assert found[key] == content


def test_for_document_policies_merges_hold_everywhere() -> None:
    """As in conftest: what a service inherits from an anchor is part of it."""
    found = only(read_text("a: &a {x: 1}\nb: {<<: *a, y: 2}\n")).content
    assert found == {"a": {"x": 1}, "b": {"x": 1, "y": 2}}


@pytest.mark.parametrize("value", ["3", "[1]", "null", "[{a: 1}, x]"])
def test_a_merge_of_anything_but_mappings_is_refused(value: str) -> None:
    reading = read_text(f"{HEAD}b:\n  <<: {value}\n")
    assert reading.state == "unreadable"
    assert [(p.line, p.message) for p in reading.problems] == [(4, "<< takes a mapping or a list of mappings.")]


def laughs(levels: int) -> str:
    """Nine references to the line before, on every line."""
    names = [f"n{i}" for i in range(levels)]
    lines = ["n0: &n0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in itertools.pairwise(names)]
    return "\n".join(lines)


def test_a_billion_laughs_end_before_they_are_told() -> None:
    reading = read_text(laughs(9))
    assert reading.state == "unreadable"
    assert [p.message for p in reading.problems] == ["Aliases repeat more than 2,000,000 characters of the file."]


def test_a_few_laughs_are_read() -> None:
    content = only(read_text(laughs(3))).content
    assert isinstance(content, dict)
    assert content["n2"] == [[["lol"] * 9] * 9] * 9


@pytest.mark.parametrize("text", ["[" * 20_000, "[" * 20_000 + "]" * 20_000, "- " * 20_000, "{a: " * 20_000])
def test_depth_has_a_limit(text: str) -> None:
    reading = read_text(text)
    assert reading.state == "unreadable"
    assert [p.message for p in reading.problems] == ["It is nested deeper than 200 levels."]


def test_two_hundred_levels_are_read() -> None:
    assert only(read_text("a: " + "[" * 199 + "]" * 199)).kind == "test/mapping"


def test_size_has_a_limit() -> None:
    reading = read_text(b"a: b\n" * 10_000_000)
    assert reading.state == "unreadable"
    assert [p.message for p in reading.problems] == ["The file holds 50,000,000 bytes; up to 10,485,760 are read."]


def test_a_hundred_thousand_lines_are_read() -> None:
    content = only(read_text("".join(f"key{i}: value\n" for i in range(100_000)))).content
    assert isinstance(content, dict)
    assert len(content) == 100_000


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb:\n\tc: 1\n", 3, "A tab stands where YAML wants blanks."),
        ("a: 1\n\tb: 1\n", 2, "A tab stands where YAML wants blanks (it began on line 1)."),
        ("a: b: c\n", 1, 'A ": " stands inside a value; put the value in quotes.'),
        ("a:\n  - x\n  - y\n  z: 1\n", 4, ("This line does not fit the list above; a list item begins with - "
         "(it began on line 2).")),
        ("a: @x\n", 1, "@ cannot begin a value; put the value in quotes."),
        ("a: `x`\n", 1, "` cannot begin a value; put the value in quotes."),
        ("a: %x\n", 1, "% cannot begin a value; put the value in quotes."),
        ('a: 1\nb: "x\n', 3, "A quoted string is never closed (it began on line 2)."),
        ("a: [1, 2\nb: 3\n", 2, "A [ ] list is not closed, or a comma is missing (it began on line 1)."),
        ("a: [1,\n", 2, "The file ends inside [ ] or { }."),
        ("a: - b\n", 1, "A list item stands on the line of its key."),
        ("a: 1\nb\n", 3, 'A key without ":" (it began on line 2).'),
        ("a: *\n", 1, "An anchor (&) or alias (*) has no name; quote the value."),
        ("a: 1\n}\n", 2, "This line does not fit the indentation of the lines above (it began on line 1)."),
    ],
)  # fmt: skip
def test_a_broken_text_says_what_is_wrong_in_plain_words(text: str, line: int, message: str) -> None:
    reading = read_text(text)
    assert reading.state == "unreadable"
    assert [(p.line, p.message) for p in reading.problems] == [(line, message)]
