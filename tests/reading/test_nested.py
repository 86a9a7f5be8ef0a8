"""YAML inside YAML is read like the rest, and a finding in it points at the line inside."""

from __future__ import annotations

import pytest

from policylint.assembly import assemble, to_input
from policylint.kinds import classify
from policylint.model.documents import Document, Source
from policylint.positions import locate
from policylint.readers import read

HEAD = "apiVersion: ray.io/v1\nkind: RayService\nmetadata: {name: llm}\nspec:\n"
OUTER = "/spec/serveConfigV2"
INNER = f"{OUTER}/applications/0/args/model"


def source(text: str, head: str = HEAD) -> Source:
    return Source("ray.yaml", (head + text).encode())


def only(given: Source) -> Document:
    (document,) = read(given, classify).documents
    return document


def seen(given: Source) -> object:
    """What rules see in place of the text."""
    (deployment,) = assemble(read(given, classify).documents)
    subject = to_input(deployment, "2026-11-23T00:00:00Z", {})["subject"]
    return subject["documents"]["ray.yaml#0"]["content"]["spec"]["serveConfigV2"]  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("  serveConfigV2: |\n    applications:\n      - args: {model: acme/m}\n", 7, 23),
        (
            "  serveConfigV2: |-\n\n    # first a comment\n    applications:\n    - args:\n        model: acme/m\n",
            10,
            16,
        ),
        ("  serveConfigV2: |2\n    applications:\n      - args: {model: acme/m}\n", 7, 23),
        ("  rayClusterConfig: {}\n  serveConfigV2: |+ # why\n   applications:\n   - {args: {model: acme/m}}\n", 8, 21),
        ('  serveConfigV2: "applications: [{args: {model: acme/m}}]"\n', 5, 3),
        ("  serveConfigV2: >\n    applications: [{args: {model: acme/m}}]\n", 5, 3),
    ],
)
def test_a_value_inside_is_found_on_its_line(text: str, line: int, column: int) -> None:
    """In a literal block; a folded or quoted text has no lines of its own, so its key is shown."""
    given = source(text)
    assert seen(given) == {"applications": [{"args": {"model": "acme/m"}}]}
    position = locate(given, only(given), INNER)
    assert (position.line, position.column, position.pointer) == (line, column, OUTER)


def test_a_key_that_is_absent_inside_is_shown_at_the_key_above_it() -> None:
    """As anywhere else."""
    given = source("  serveConfigV2: |\n    applications:\n      - name: a\n        args: {}\n")
    position = locate(given, only(given), f"{OUTER}/applications/0/args", "model")
    assert (position.line, position.column) == (8, 9)


@pytest.mark.parametrize(
    "text", ["|\n    a: [\n", "|\n    a: 1\n    ---\n    b: 2\n", "''\n", "|\n    a: 1\n    a: 2\n", "just words\n"]
)
def test_a_text_that_is_no_yaml_stays_a_text(text: str) -> None:
    """Rules that look into it find nothing there, and its positions are those of the text."""
    given = source(f"  serveConfigV2: {text}")
    assert isinstance(seen(given), str)
    assert locate(given, only(given), INNER).line == 5


def test_a_file_that_ends_inside_the_block_is_no_trouble() -> None:
    """Without a last line break."""
    given = source("  serveConfigV2: |\n    applications: [{args: {model: acme/m}}]")
    assert locate(given, only(given), INNER).line == 6


def test_other_kinds_keep_their_texts() -> None:
    """A ConfigMap may hold YAML too: it is data of somebody else."""
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    assert only(source("data:\n  a.yaml: |\n    b: 1\n", head)).nested == {}
