"""Streams of several documents, line ends, and texts that are no UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.reading import contents, only, read_text

if TYPE_CHECKING:
    from policylint.model.documents import Json


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: 1\n---\nb: 1\n", [(0, 1), (1, 3)]),
        ("a: 1\n--- # comment\nb: 1\n", [(0, 1), (1, 3)]),
        ("a: 1\n--- \nb: 1\n", [(0, 1), (1, 3)]),
        ("a: 1\n---\t\nb: 1\n", [(0, 1), (1, 3)]),
        ("a: 1\n--- {b: 1}\n", [(0, 1), (1, 2)]),
        ("a: 1\n--- !!map\nb: 1\n", [(0, 1), (1, 2)]),
        ("a: 1\n...\n---\nb: 1\n", [(0, 1), (1, 4)]),
        ("a: 1\n... # c\n%YAML 1.1\n---\nb: 1\n", [(0, 1), (1, 5)]),
        ("%YAML 1.2\n---\na: 1\n", [(0, 3)]),
        ("%TAG !e! tag:example.org,2026:\n---\na: !e!x 1\n", [(0, 3)]),
        ("# licence\n\n---\n\n# more\na: 1\n", [(0, 6)]),
        ("---\n# licence only\n---\na: 1\n---\n---\nb: 1\n---\n", [(1, 4), (3, 7)]),
        ("a: 1\r\n---\r\nb: 1\r\n", [(0, 1), (1, 3)]),
        ("a: 1\r\n---\nb: 1\r\n--- # c\r\nc: 1\n", [(0, 1), (1, 3), (2, 5)]),
        ("a: 1\r---\rb: 1\r", [(0, 1), (1, 3)]),
        ("\ufeffa: 1\n---\n\ufeffb: 1\n", [(0, 1), (1, 3)]),
        ("a: |\n  ---\n  x\n---\nb: 1\n", [(0, 1), (1, 5)]),
        ('a: 1\n---\n{"b": 1}\n', [(0, 1), (1, 3)]),
    ],
)
def test_every_document_is_seen_with_its_number_and_first_line(text: str, places: list[tuple[int, int]]) -> None:
    reading = read_text(text)
    assert reading.state == "read", reading.problems
    assert [(document.index, document.line) for document in reading.documents] == places


EMPTY = ["", "\n", "# comment\n", "---\n", "---\n...\n", "---\n---\n", "\ufeff", "# a\n---\n# b\n"]


@pytest.mark.parametrize("text", EMPTY)
def test_an_empty_file_is_not_ours(text: str) -> None:
    reading = read_text(text, keep_all=False)
    assert (reading.state, reading.documents, reading.problems) == ("not_ours", (), ())


@pytest.mark.parametrize("text", EMPTY)
def test_an_empty_file_is_null_to_document_policies(text: str) -> None:
    reading = read_text(text)
    assert (reading.state, contents(reading), reading.problems) == ("read", [None], ())


@pytest.mark.parametrize("text", ["null\n", "~\n", "--- null\n", "!!null\n"])
def test_a_written_null_is_a_document(text: str) -> None:
    """conftest judges it as `input == null`."""
    assert contents(read_text(text)) == [None]


def test_documents_before_a_fault_are_kept() -> None:
    reading = read_text("a: 1\n---\nb: 1\n---\nc: [\n")
    assert reading.state == "unreadable"
    assert contents(reading) == [{"a": 1}, {"b": 1}]
    (problem,) = reading.problems
    assert problem.line == 6
    assert problem.message.endswith("The 2 documents before it were read; nothing from line 4 on was.")


def test_ten_thousand_documents_are_read() -> None:
    assert len(read_text("a: 1\n---\n" * 10_000).documents) == 10_000


def test_documents_have_a_limit() -> None:
    reading = read_text("a: 1\n---\n" * 20_001)
    assert reading.state == "unreadable"
    assert len(reading.documents) == 20_000
    assert reading.problems[0].message.startswith("The file holds more than 20,000 documents.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_yaml_may_be_utf_8_or_utf_16_with_a_mark(encoding: str) -> None:
    mark = "\ufeff" if encoding[-3:] in ("-le", "-be") else ""
    document = only(read_text((mark + "# é\nschlüssel: 漢字 \U0001f600\n").encode(encoding)))
    assert (document.content, document.line) == ({"schlüssel": "漢字 \U0001f600"}, 2)


NO_MARK = "The file looks like UTF-16 or UTF-32 without a byte order mark, or is binary; save it as UTF-8."


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"a: 1\nb: \xe9\n", 2, "Not UTF-8: byte 0xe9 at offset 8."),
        (b"a: 1\nb: \xc3", 2, "Not UTF-8: byte 0xc3 at offset 8."),
        (b"a: \xed\xa0\x80\n", 1, "Not UTF-8: byte 0xed at offset 3."),
        (b"a: 1\nb: x\0y\n", 2, "A control character stands in the file (U+0000)."),
        (b"a: \x1b[31mred\n", 1, "A control character stands in the file (U+001B)."),
        (b'a: "\x07"\n', 1, "A control character stands in the file (U+0007)."),
        ("a: é\n".encode("utf-16-le"), 1, NO_MARK),
        ("\ufeffa: é\n".encode("utf-32-le"), 1, NO_MARK),
        ("\ufeffa: 1\nb: \x07".encode("utf-16-le"), 2, "A control character stands in the file (U+0007)."),
    ],
)
def test_what_is_no_text_is_unreadable_with_its_line(data: bytes, line: int, message: str) -> None:
    reading = read_text(data)
    assert reading.state == "unreadable"
    assert [(p.line, p.message) for p in reading.problems] == [(line, message)]


@pytest.mark.parametrize(("text", "content"), [("a: x\u202ey\n", {"a": "x\u202ey"}), ("\u202ea: 1\n", {"\u202ea": 1})])
def test_bidirectional_marks_are_values_like_others(text: str, content: Json) -> None:
    """Whoever shows them has to clean them."""
    assert only(read_text(text)).content == content


@pytest.mark.parametrize("breaker", ["\u2028", "\u2029", "\x85"])
def test_lines_are_counted_as_editors_count_them(breaker: str) -> None:
    """libyaml counts these three as line ends."""
    reading = read_text(f'a: "x{breaker}y"\n---\nb: 1\n')
    assert [document.line for document in reading.documents] == [1, 3]
