"""What the gate says of that which a change leaves as it was: deployments, and findings that stood at the base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.command import FORMATS, inside
from support.commits import BODY, NOW, WORKLOAD, Repo, repository, version

if TYPE_CHECKING:
    from pathlib import Path

OPEN = WORKLOAD.replace("    spec:\n", "    spec:\n      hostNetwork: true\n")
BASE = repository(**{"k8s/llm.yaml": WORKLOAD})
STOOD = "It stood at the base already"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def standing(repo: Repo) -> dict[tuple[str, str], Any]:
    """For each finding, by code and pointer, whether it stood at the base; None where nothing is said."""
    return {(each["code"], each["pointer"]): each.get("standing") for each in repo.gate().report["findings"]}


def test_what_a_change_brings_is_told_from_what_stood(repo: Repo) -> None:
    repo.change(BASE, {"k8s/llm.yaml": OPEN})
    done = repo.gate()
    assert (done.promotions, done.code) == ({}, 1)
    told = standing(repo)
    assert told["SUP001", "/spec/template/spec/containers/0/image"] is True
    assert [key for key, stood in told.items() if not stood] == [("RUN002", "/spec/template/spec/hostNetwork")]


def test_a_moved_file_brings_nothing(repo: Repo) -> None:
    repo.change(BASE, {"k8s/llm.yaml": None, "k8s/served.yaml": "# moved\n" + WORKLOAD})
    assert set(standing(repo).values()) == {True}


def test_another_value_at_the_same_place_is_not_what_stood(repo: Repo) -> None:
    two, three = (WORKLOAD.replace("spec:\n", f"spec:\n  replicas: {word}\n", 1) for word in ("two", "[3]"))
    repo.change({**BASE, "k8s/llm.yaml": two}, {"k8s/llm.yaml": three})
    told = standing(repo)
    assert told.pop(("SCH001", "/spec/replicas")) is False
    assert set(told.values()) == {True}


def test_of_a_promoted_deployment_everything_counts_alike(repo: Repo) -> None:
    repo.change(BASE, {"serve/replicate.yaml": version(BODY)})
    assert set(standing(repo).values()) == {None}


def test_a_new_space_has_nothing_that_stood(repo: Repo) -> None:
    repo.change(BASE, {"demo/README.md": "---\ntitle: Demo\nsdk: gradio\nmodels: [acme/llm]\n---\n# Demo\n"})
    assert set(standing(repo).values()) == {False}


def test_every_report_for_people_says_both(repo: Repo, tmp_path: Path) -> None:
    """The number of deployments that are not judged, with the command that judges them, and which findings stood."""
    repo.change(BASE, {"k8s/llm.yaml": OPEN})
    wanted = [word for name in FORMATS for word in ("--output", f"{name}={tmp_path / name}")]
    inside("gate", "--base", "main", "--head", "change", "--now", NOW, *wanted, folder=repo.root)
    for name in ("text", "markdown", "github"):
        told = " ".join((tmp_path / name).read_text().split()).replace("&#96;", "`")
        assert "Not judged: 2 deployments that this change does not touch; `policylint check` judges them." in told
        assert STOOD in told
    counted = [line for line in (tmp_path / "text").read_text().splitlines() if line.startswith("Found:")]
    stood = sum(each.get("standing") is True for each in repo.gate().report["findings"] if not each["suppressed_by"])
    assert counted[0].endswith(f"(stood at the base already: {stood})")


def test_a_change_that_touches_nothing_says_how_much_it_did_not_judge(repo: Repo) -> None:
    repo.change(BASE, {"README.txt": "Hello\n"})
    done = inside("gate", "--base", "main", "--head", "change", "--now", NOW, folder=repo.root)
    assert done.code == 0
    assert "Not judged: 3 deployments that this change does not touch; `policylint check` judges them." in done.said
    assert done.said.endswith("compliant")
