"""JSON: what json.loads lets through and this reader does not, with places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.reading import contents, only, read_text

if TYPE_CHECKING:
    from policylint.model.documents import Json


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ('{"a": 1, "b": [true, null, "x"]}', {"a": 1, "b": [True, None, "x"]}),
        ('\ufeff{"a": 1}', {"a": 1}),
        ('  \n{"a": 1}\n\n', {"a": 1}),
        ('{"a": 123456789012345678901234567890}', {"a": 123456789012345678901234567890}),
        ('{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}),
        ('{"": {"": 1}}', {"": {"": 1}}),
        ('{"on": "off"}', {"on": "off"}),
        ("{}", {}),
    ],
)
def test_a_json_file_is_one_document(text: str, content: Json) -> None:
    assert only(read_text(text, "a.json")).content == content


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_text(encoding: str) -> None:
    assert only(read_text('{"é": 1}'.encode(encoding), "a.json")).content == {"é": 1}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('{"a": 1,\n "b": {"c": 1,\n "c": 2}}', (3, 2), "The key 'c' stands twice: first on line 2."),
        ('{"a": 1, "\\u0061": 2}', (1, 10), "The key 'a' stands twice: first on line 1."),
        ('{"a": 1, "a": 2}\n]', (2, 1), "This is not JSON: extra data."),
        ('{"b": {"a": 1, "a": 2}}\nyaml",', (2, 1), "This is not JSON: extra data."),
        ('[{"a": 1, "a": "x\\y"}]', (1, 18), "This is not JSON: invalid \\escape."),
        ('{"b": "NaN",\n "a": NaN}', (2, 7), "NaN is not JSON."),
        ("[-Infinity]", (1, 2), "-Infinity is not JSON."),
        ('{"a": 1e999}', (1, 7), "1e999 is too large for a number."),
        ('{"a": "\\ud800"}', (1, 8), "An escape is half of a surrogate pair."),
        ('{"a": ' + "9" * 5000 + "}", (1, 7), "A number has too many digits."),
        ("", (1, 1), "This is not JSON: expecting value."),
        ("  \n", (2, 1), "This is not JSON: expecting value."),
        ('{"a": 1}\n{"b": 2}', (2, 1), "This is not JSON: extra data."),
        ('// c\n{"a": 1}', (1, 1), "This is not JSON: expecting value."),
        ("{'a': 1}", (1, 2), "This is not JSON: expecting property name enclosed in double quotes."),
        ('{"a": "x\ny"}', (1, 9), "This is not JSON: invalid control character."),
        ("[" * 20_000 + "]" * 20_000, (1, 201), "It is nested deeper than 200 levels."),
        ('{"a":' * 20_000, (1, 1001), "It is nested deeper than 200 levels."),
    ],
)
def test_what_is_refused_has_a_place(text: str, place: tuple[int, int], message: str) -> None:
    reading = read_text(text, "a.json")
    assert reading.state == "unreadable"
    assert [((p.line, p.column), p.message) for p in reading.problems] == [(place, message)]


def test_brackets_in_strings_are_no_depth() -> None:
    assert only(read_text('{"a": "' + "[" * 1000 + '"}', "a.json")).content == {"a": "[" * 1000}


def test_what_is_not_utf_8_has_its_line() -> None:
    (problem,) = read_text(b'{"a":\n "\xe9"}', "a.json").problems
    assert (problem.line, problem.message) == (2, "Not UTF-8: byte 0xe9 at offset 8.")


def test_the_source_text_of_a_number_is_kept() -> None:
    text = '{"a": 3.10, "b": [1.0, {"c/d": 1e2}], "c": 1}'
    assert only(read_text(text, "a.json")).texts == {"/a": "3.10", "/b/1/c~1d": "1e2"}


def test_json_in_a_yaml_file_is_yaml() -> None:
    assert contents(read_text('{"a": [1, "x"],\n "b": {"c": null}}')) == [{"a": [1, "x"], "b": {"c": None}}]
