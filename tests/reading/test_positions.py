"""Where pointers lead, in cases that no generated document shows."""

from __future__ import annotations

import pytest
from support.reading import only, read_text, source_of

from policylint.model.documents import Position
from policylint.positions import Locator, locate, locate_all, source_text

TEXT = """\
# comment
apiVersion: v1
kind: Deployment
metadata:
  name: "two words"
  labels: {app: x, tier: y}
spec:
  empty:
  list:
    - first
    -
    - name: a
      value: |
        several
        lines
  long: {a: 1,
    b: 2}
  alias: &here
    inner: 1
  again: *here
  none: {}
  wide: 漢字 é
"""


def span(pointer: str, missing: str | None = None) -> tuple[int, int, int, int]:
    position = locate(source_of(TEXT), only(read_text(TEXT)), pointer, missing)
    return position.line, position.column, position.end_line, position.end_column


@pytest.mark.parametrize(
    ("pointer", "missing", "expected"),
    [
        ("/metadata/name", None, (5, 9, 5, 20)),
        ("/metadata/labels", None, (6, 11, 6, 28)),
        ("/metadata/labels/tier", None, (6, 26, 6, 27)),
        ("/spec/list/0", None, (10, 7, 10, 12)),
        ("/spec/list/2/value", None, (13, 14, 15, 14)),
        ("/spec/wide", None, (22, 9, 22, 13)),
        ("/spec/none", None, (21, 9, 21, 11)),
        # a value that is not written stands at its key, a block at its key or first line
        ("/spec/empty", None, (8, 3, 8, 8)),
        ("/spec/list/1", None, (11, 6, 11, 6)),
        ("/spec", None, (7, 1, 7, 5)),
        ("/spec/list/2", None, (12, 7, 12, 11)),
        ("/spec/long", None, (16, 3, 16, 7)),
        # an alias stands where it is written, what is inside it where that was written
        ("/spec/again", None, (20, 10, 20, 15)),
        ("/spec/again/inner", None, (19, 12, 19, 13)),
        # the document itself is its kind
        ("", None, (3, 1, 3, 5)),
        ("", "status", (3, 1, 3, 5)),
        # a missing key stands at its parent's key
        ("/spec", "replicas", (7, 1, 7, 5)),
        ("/spec/list/2", "other", (12, 7, 12, 11)),
        ("/metadata/labels", "owner", (6, 3, 6, 9)),
        # what leads nowhere stands at the nearest thing above
        ("/spec/replicas", None, (7, 1, 7, 5)),
        ("/spec/list/7/x", None, (9, 3, 9, 7)),
        ("/spec/list/x", None, (9, 3, 9, 7)),
        ("/nothing/at/all", None, (3, 1, 3, 5)),
        ("not a pointer", None, (3, 1, 3, 5)),
    ],
)
def test_a_pointer_leads_to_a_place(pointer: str, missing: str | None, expected: tuple[int, int, int, int]) -> None:
    assert span(pointer, missing) == expected


def test_a_document_without_kind_stands_at_its_first_key() -> None:
    text = "# c\n\nb: 1\na: 2\n"
    assert locate(source_of(text), only(read_text(text))) == Position("a.yaml", 3, 1, 3, 2, "")


def test_a_merged_key_stands_where_it_was_written() -> None:
    text = "apiVersion: v1\nkind: K\na: &a {x: 1}\nb: &b {y: 2}\nc:\n  <<: [*a, *b]\n  z: 3\n"
    document = only(read_text(text))
    found = locate_all(source_of(text), [(document, "/c/x", None), (document, "/c/y", None), (document, "/c/z", None)])
    assert [(place.line, place.column) for place in found] == [(3, 11), (4, 11), (7, 6)]


def test_keys_with_slashes_and_tildes_are_escaped() -> None:
    text = "a/b:\n  c~d:\n    '': 1\n"
    assert locate(source_of(text), only(read_text(text)), "/a~1b/c~0d/").line == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_takes_no_column(encoding: str) -> None:
    text = "é: 漢字\nb: 1\n"
    data = text.encode(encoding)
    document = only(read_text(data))
    places = locate_all(source_of(data), [(document, "/é", None), (document, "/b", None)])
    assert [(place.line, place.column, place.end_column) for place in places] == [(1, 4, 6), (2, 4, 5)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_line(end: str) -> None:
    text = end.join(["a: 1", "b:", "  c: 2", ""])
    assert locate(source_of(text), only(read_text(text)), "/b/c").line == 3


def test_a_stream_is_read_forward_and_again_when_asked_backwards() -> None:
    text = "---\n".join(f"# {i}\na: {i}\n" for i in range(40))
    documents = read_text(text).documents
    locator = Locator(source_of(text))
    forward = [locator.locate(document, "/a").line for document in documents]
    backward = [locator.locate(document, "/a").line for document in reversed(documents)]
    assert forward == backward[::-1] == [3 * i + 2 for i in range(40)]


def test_the_documents_of_a_broken_stream_can_be_found() -> None:
    text = "a: 1\n---\nb: 2\n---\nc: [\n"
    documents = read_text(text).documents
    assert [place.line for place in locate_all(source_of(text), [(documents[1], "/b", None)])] == [3]


def test_a_source_that_changed_meanwhile_gives_the_documents_line() -> None:
    document = only(read_text("# c\na: 1\n"))
    assert locate(source_of("a: [\n"), document, "/a").line == 2
    assert locate(source_of(""), document, "/a").line == 2


@pytest.mark.parametrize(
    ("path", "text", "pointer", "expected"),
    [
        ("a.yaml", "a: 3.10\nb: {c: 'x'}\n", "/a", "3.10"),
        ("a.yaml", "a: 3.10\nb: {c: 'x'}\n", "/b/c", "'x'"),
        ("a.yaml", "a: 3.10\nb: {c: 'x'}\n", "/b", None),
        ("a.yaml", "a: 3.10\n", "/z", None),
        ("a.json", '{"a": 1.50}', "/a", "1.50"),
        ("a.md", "---\na: 010\n---\n", "/a", "010"),
    ],
)
def test_the_source_text_of_a_scalar(path: str, text: str, pointer: str, expected: str | None) -> None:
    assert source_text(source_of(text, path), only(read_text(text, path)), pointer) == expected


@pytest.mark.parametrize(
    ("text", "pointer", "missing", "expected"),
    [
        ('{\n  "kind": "A",\n  "a": {"b": [1,\n 2]}\n}', "/a/b/1", None, (4, 2, 4, 3)),
        ('{\n  "kind": "A",\n  "a": {"b": [1,\n 2]}\n}', "/a/b", None, (3, 9, 3, 12)),
        ('{\n  "kind": "A",\n  "a": {"b": 1}\n}', "/a", None, (3, 8, 3, 16)),
        ('{\n  "kind": "A",\n  "a": {"b": 1}\n}', "/a", "c", (3, 3, 3, 6)),
        ('{\n  "b": "A"\n}', "", None, (2, 3, 2, 6)),
        ("{}", "", "x", (1, 1, 1, 3)),
        ('{"a\\/b": "\\"]"}', "/a~1b", None, (1, 10, 1, 15)),
    ],
)
def test_a_pointer_leads_to_a_place_in_json(
    text: str, pointer: str, missing: str | None, expected: tuple[int, int, int, int]
) -> None:
    place = locate(source_of(text, "a.json"), only(read_text(text, "a.json")), pointer, missing)
    assert (place.line, place.column, place.end_line, place.end_column) == expected


def test_a_pointer_into_requirements_leads_to_its_line() -> None:
    text = "# c\nx==1\ny==2\n"
    document = only(read_text(text, "requirements.txt"))
    places = locate_all(source_of(text, "requirements.txt"), [(document, "/lines/1", None), (document, "", "z")])
    assert [(place.line, place.column, place.end_column) for place in places] == [(3, 1, 5), (1, 1, 4)]
