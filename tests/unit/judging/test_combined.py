"""All documents at once, and the way back to each of them."""

from __future__ import annotations

import pytest

from policylint.judging.combined import NAME, Combined
from policylint.model.documents import Document, Position, Source
from policylint.model.rules import At


def locate(source: Source, document: Document, at: At) -> Position:
    return Position(source.path, document.index + 1, 1, 1, 1, at.pointer)


@pytest.fixture
def combined() -> Combined:
    made = Combined(locate)
    for number, path in enumerate(("b.yaml", "b.yaml", "a.json")):
        made.add(Source(path, b""), Document(path, number, None, {"n": number}))
    return made


def test_policies_get_paths_and_contents_in_the_order_of_reading(combined: Combined) -> None:
    source, document = combined.document()
    assert (source.path, document.path) == (NAME, NAME)
    assert document.content == [
        {"path": "b.yaml", "contents": {"n": 0}},
        {"path": "b.yaml", "contents": {"n": 1}},
        {"path": "a.json", "contents": {"n": 2}},
    ]
    assert combined.documents == 3


@pytest.mark.parametrize(
    ("pointer", "path", "line", "inner"),
    [
        ("/1/contents/n", "b.yaml", 2, "/n"),
        ("/2/contents/a/b", "a.json", 3, "/a/b"),
        ("/2/contents", "a.json", 3, ""),
        ("/0/path", "b.yaml", 1, ""),
        ("/3/contents/n", NAME, 1, "/3/contents/n"),
        ("/x/contents", NAME, 1, "/x/contents"),
        ("/" + "9" * 5_000 + "/contents", NAME, 1, "/" + "9" * 5_000 + "/contents"),
        ("", NAME, 1, ""),
    ],
)
def test_a_pointer_leads_to_its_document(pointer: str, path: str, line: int, inner: str, combined: Combined) -> None:
    source, document = combined.document()
    place = combined.locate(source, document, At(document.id, pointer))
    assert (place.path, place.line, place.pointer) == (path, line, inner)


def test_a_file_is_a_place_only_when_it_was_read(combined: Combined) -> None:
    place = combined.place_of("b.yaml", 7)
    assert place is not None
    assert (place.path, place.line) == ("b.yaml", 7)
    assert combined.place_of("/etc/passwd", 1) is None
