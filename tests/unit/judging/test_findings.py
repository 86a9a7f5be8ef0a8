"""Names for findings that stay when lines move."""

from __future__ import annotations

from typing import Any

import pytest

from policylint.judging.findings import fingerprint, rule_finding, stable_pointer
from policylint.model.deployments import Deployment
from policylint.model.documents import Document, Position
from policylint.model.rules import At, Result, Rule

CONTENT: Any = {"spec": {"containers": [{"name": "web", "image": "x"}, {"image": "y"}], "a/b": {"~": 1}}}
DOCUMENT = Document("a.yaml", 0, "k", CONTENT)
DOCUMENTS = {DOCUMENT.id: DOCUMENT}


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", ""),
        ("/spec/containers/0/image", "/spec/containers/[web]/image"),
        ("/spec/containers/1/image", "/spec/containers/1/image"),
        ("/spec/containers/7/image", "/spec/containers/7/image"),
        ("/spec/containers/-1", "/spec/containers/-1"),
        ("/spec/containers/²", "/spec/containers/²"),
        ("/spec/containers/" + "9" * 5_000, "/spec/containers/" + "9" * 5_000),
        ("/spec/a~1b/~0", "/spec/a~1b/~0"),
        ("/nowhere/0", "/nowhere/0"),
    ],
)
def test_list_items_are_called_by_their_names(pointer: str, expected: str) -> None:
    assert stable_pointer(CONTENT, pointer) == expected


def result(pointer: str = "/spec/containers/0/image", **options: Any) -> Result:
    return Result(
        "REL001", "fail", options.pop("message", "m"), At(DOCUMENT.id, pointer, options.pop("missing", None)), **options
    )


def test_a_fingerprint_stays_when_items_change_places_and_messages_change_words() -> None:
    moved = Document(
        "a.yaml", 0, "k", {"spec": {"containers": [{"name": "new"}, {"name": "web", "image": "x"}]}}, line=9
    )
    before = fingerprint("REL001", result(), DOCUMENTS)
    assert before == fingerprint("REL001", result("/spec/containers/1/image", message="other"), {moved.id: moved})
    assert len(before) == 64


def test_a_fingerprint_tells_code_path_place_missing_key_and_key_apart() -> None:
    other = Document("b.yaml", 0, "k", CONTENT)
    prints = {
        fingerprint("REL001", result(), DOCUMENTS),
        fingerprint("REL002", result(), DOCUMENTS),
        fingerprint("REL001", result("/spec"), DOCUMENTS),
        fingerprint("REL001", result(missing="x"), DOCUMENTS),
        fingerprint("REL001", result(key="k"), DOCUMENTS),
        fingerprint(
            "REL001", Result("REL001", "fail", "m", At(other.id, "/spec/containers/0/image")), {other.id: other}
        ),
    }
    assert len(prints) == 6


def test_half_a_character_in_a_path_has_a_fingerprint() -> None:
    odd = Document("a\udcff.yaml", 0, "k", {})
    assert len(fingerprint("A", Result("A", "fail", "m", At(odd.id)), {odd.id: odd})) == 64


def test_a_finding_carries_the_texts_of_its_rule_and_every_place() -> None:
    rule = Rule("REL001", "release.x", "p", "x.rego", "Title", "Why", "Fix", {"production": "error"}, url="u")
    deployment = Deployment("d", "production", "kserve", (DOCUMENT,), DOCUMENT.id)
    related = (("see", At(DOCUMENT.id, "/spec")),)
    asked: list[At] = []

    def locate(at: At) -> Position:
        asked.append(at)
        return Position("a.yaml", len(asked), 1, len(asked), 2, at.pointer)

    found = rule_finding(result(related=related), rule, "warning", deployment, locate)
    assert (found.code, found.rule, found.level, found.title, found.why, found.fix, found.url) == (
        *("REL001", "release.x", "warning", "Title", "Why", "Fix", "u"),
    )
    assert (found.position.pointer, found.related[0].position.pointer) == ("/spec/containers/0/image", "/spec")
    assert (found.deployments, found.stage) == (("d",), "production")
