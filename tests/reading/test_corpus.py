"""Real files: none ends in a crash, every pointer of every document leads somewhere, states are as labelled."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from support.reading import any_mapping, pointers

from policylint.model.documents import Reading, Source
from policylint.positions import Locator
from policylint.readers import read

CORPUS = Path(__file__).parents[2] / "../shared/corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus of real files beside the project")


def table(name: str) -> list[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def source(row: dict[str, str]) -> Source:
    return Source(row["path"], (CORPUS / row["file"]).read_bytes(), named=True)


@pytest.fixture(scope="module")
def readings() -> dict[str, tuple[Source, Reading]]:
    """Every file with its reading, each mapping taken for ours."""
    found = {row["file"]: source(row) for row in table("INDEX.tsv")}
    return {name: (each, read(each, any_mapping)) for name, each in found.items()}


def test_every_file_ends_in_a_state_and_says_why(readings: dict[str, tuple[Source, Reading]]) -> None:
    for name, (_, reading) in readings.items():
        assert bool(reading.problems) == (reading.state in ("template", "unreadable")), name
        assert all(problem.line and problem.message for problem in reading.problems), name


def test_every_pointer_leads_into_the_file(readings: dict[str, tuple[Source, Reading]]) -> None:
    for name, (each, reading) in readings.items():
        locator = Locator(each)
        height = len(each.data.splitlines()) + 1
        for document in reading.documents:
            for pointer, _ in pointers(document.content):
                place = locator.locate(document, pointer)
                assert 1 <= place.line <= place.end_line <= height, (name, pointer)


def test_files_that_are_not_read_are_those_that_people_labelled(readings: dict[str, tuple[Source, Reading]]) -> None:
    rows = [
        row for each in ("labels-cards.tsv", "labels-serving.tsv") for row in table(each) if row["expect"] == "state"
    ]
    assert rows
    for row in rows:
        reading = readings[row["file"]][1]
        wanted = row["code_or_kind"]
        if wanted in ("template", "unreadable"):
            assert reading.state == wanted, row
            assert row["pointer"] in ("-", f"line:{reading.problems[0].line}"), row
        else:
            assert reading.state in ("read", "not_ours"), row
