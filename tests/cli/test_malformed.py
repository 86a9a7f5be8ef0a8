"""A malformed document in a format of ours is an error, and what rests on it is not decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.command import inside_check, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.command import Done

SPACE = "---\nsdk: static\ntitle: Page\n---\n"
OURS = "apiVersion: policylint.dev/v1alpha1\n"
DEPLOYMENT = (
    OURS
    + "kind: ModelDeployment\nmetadata: {name: page}\nspec:\n  system: page\n  stage: space\n  platform: hf-space\n"
    "  artefacts: {serving: [{path: README.md}]}\n"
)
SYSTEM = OURS + "kind: ModelSystem\nmetadata: {name: page}\nspec: {}\n"


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., Done]:
    """Checks one file beside a Space with these options."""
    return lambda text, *options: inside_check(write(tmp_path, {"README.md": SPACE, "ours.yaml": text}), *options)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (DEPLOYMENT + "  replicas: 2\n", ["/spec/replicas"]),
        (DEPLOYMENT.replace("stage: space", "stage: demo"), ["/spec/stage"]),
        (DEPLOYMENT.replace("stage: space", "stage: staging"), ["/spec"]),
        (DEPLOYMENT.replace("name: page", "name: 5"), ["/metadata/name"]),
        (SYSTEM.replace("spec: {}", "spec: {<<: {runbook: a.md}}"), ["/spec/<<"]),
        (OURS + "kind: EvaluationReport\nmetadata: {name: e}\nspec: []\n", ["/spec"]),
    ],
    ids=["unknown key", "unknown stage", "no promotedFrom", "wrong type", "merge", "another kind"],
)
def test_it_is_an_error_and_a_problem(judged: Callable[..., Done], text: str, places: list[str]) -> None:
    done = judged(text)
    assert done.code == 2
    found = [each for each in done.report["findings"] if each["code"] == "SCH001"]
    assert [(each["level"], each["pointer"]) for each in found] == [("error", place) for place in places]
    (problem,) = (each for each in done.report["problems"] if each["kind"] == "malformed")
    assert (problem["path"], problem["blocks"]) == ("ours.yaml", True)
    assert problem["message"].endswith("is malformed (SCH001), so what rests on it is not decided.")


def test_it_stays_a_problem_where_nobody_asked_for_the_finding(judged: Callable[..., Done]) -> None:
    done = judged(DEPLOYMENT + "  replicas: 2\n", "--ignore", "SCH001")
    assert (done.code, done.found) == (2, [])


def test_a_version_of_ours_that_is_not_known_is_a_problem(judged: Callable[..., Done]) -> None:
    done = judged(SYSTEM.replace("v1alpha1", "v9"))
    assert (done.code, done.codes) == (2, {"SCH002"})


def test_one_that_is_well_formed_is_none(judged: Callable[..., Done]) -> None:
    done = judged(SYSTEM)
    assert (done.code, done.found, done.problems) == (0, [], [])


def test_a_malformed_document_of_another_format_is_a_warning_and_no_problem(judged: Callable[..., Done]) -> None:
    slo = "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a}\nspec: {service: [a]}\n"
    done = judged(slo)
    assert (done.code, done.problems) == (0, [])
    assert {(each["code"], each["level"]) for each in done.report["findings"]} == {("SCH001", "warning")}
