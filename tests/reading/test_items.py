"""Lists and arrays stand for their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.reading import any_mapping, nothing, read_text, source_of

from policylint.positions import locate
from policylint.readers import read

if TYPE_CHECKING:
    from policylint.model.documents import Document, Json

LIST = """apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: A
    version: 3.10
  - apiVersion: v1
    kind: List
    items:
      - {apiVersion: v1, kind: B}
---
# nothing
---
apiVersion: v1
kind: C
"""


def kinds(path: str, content: Json) -> str | None:
    """Knows A, B and C."""
    kind = content.get("kind") if isinstance(content, dict) else None
    return f"test/{kind}" if kind in ("A", "B", "C") else None


def rows(documents: tuple[Document, ...]) -> list[tuple[int, str | None, int, str]]:
    return [(each.index, each.kind, each.line, each.base) for each in documents]


def test_the_items_of_a_list_are_documents_with_numbers_of_their_own() -> None:
    reading = read(source_of(LIST), kinds)
    assert reading.state == "read"
    assert rows(reading.documents) == [
        (1, "test/A", 4, "/items/0"),
        (3, "test/B", 10, "/items/1/items/0"),
        (5, "test/C", 14, ""),
    ]
    assert reading.documents[0].texts == {"/version": "3.10"}


def test_document_policies_see_the_list_too_under_the_same_numbers() -> None:
    reading = read(source_of(LIST), kinds, keep_all=True)
    assert [each.index for each in reading.documents] == [0, 1, 2, 3, 5]
    assert [each.kind for each in reading.documents] == [None, "test/A", None, "test/B", "test/C"]


def test_an_item_points_into_the_file() -> None:
    source = source_of(LIST)
    first, second, third = read(source, kinds).documents
    places = [locate(source, first, "/version"), locate(source, second, "/kind"), locate(source, third, "", "x")]
    assert [(place.line, place.column, place.pointer) for place in places] == [
        (6, 14, "/version"),
        (10, 32, "/kind"),
        (15, 1, ""),
    ]


@pytest.mark.parametrize("path", ["a.json", "a.yaml"])
def test_an_array_stands_for_its_items(path: str) -> None:
    """For policies the inner one is a document, too: conftest gives it to them whole."""
    text = '[{"kind": "A"},\n [{"kind": "B"}], 3, []]'
    assert rows(read_text(text, path, named=False, keep_all=False).documents) == [
        (0, "test/mapping", 1, "/0"),
        (1, "test/mapping", 2, "/1/0"),
    ]
    reading = read_text(text, path)
    assert rows(reading.documents) == [
        (0, "test/mapping", 1, "/0"),
        (1, None, 2, "/1"),
        (2, "test/mapping", 2, "/1/0"),
        (3, None, 2, "/2"),
        (4, None, 2, "/3"),
    ]
    assert [each.content for each in reading.documents] == [{"kind": "A"}, [{"kind": "B"}], {"kind": "B"}, 3, []]


def test_items_that_are_no_mapping_are_left_out_where_only_rules_judge() -> None:
    reading = read(source_of('[{"kind": "A"}, 3, {"kind": "Z"}]', "a.json"), kinds)
    assert rows(reading.documents) == [(0, "test/A", 1, "/0"), (2, None, 1, "/2")]


def test_an_array_that_has_a_kind_is_one_document() -> None:
    reading = read(
        source_of("- {x: 1}\n- {x: 2}\n"), lambda _, content: "test/all" if isinstance(content, list) else None
    )
    assert rows(reading.documents) == [(0, "test/all", 1, "")]


@pytest.mark.parametrize(
    "text",
    [
        "items:\n- {kind: A}\n",
        "kind: List\nitems:\n- {kind: A}\n",
        "kind: Thing\napiVersion: v1\nitems:\n- {kind: A}\n",
        "kind: WaiverList\napiVersion: policylint.dev/v1alpha1\nitems:\n- {kind: A}\n",
        "kind: List\napiVersion: v1\nitems: {kind: A}\n",
    ],
)
def test_items_of_anything_else_are_values(text: str) -> None:
    assert len(read_text(text).documents) == 1


def test_a_list_of_one_kind_is_a_list() -> None:
    assert len(read_text("kind: PodList\napiVersion: v1\nitems: [{kind: Pod}, {kind: Pod}]\n").documents) == 3


def test_too_many_items_are_not_judged_and_said_so() -> None:
    text = "[" + '{"kind": "A"},' * 20_001 + "{}]"
    reading = read(source_of(text, "a.json"), any_mapping)
    assert (reading.state, reading.documents) == ("unreadable", ())
    assert reading.problems[0].message == "The file holds more than 20,000 documents, so none of them was judged."


def test_a_long_array_of_data_is_not_ours() -> None:
    reading = read(source_of("[" + "1," * 30_000 + "1]", "a.json"), nothing)
    assert (reading.state, reading.problems) == ("not_ours", ())
