"""What a promotion is held to follows from one another: nobody is told of one cause twice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support import changes

if TYPE_CHECKING:
    from collections.abc import Callable

CASE = Path(__file__).parent / "promotion" / "evaluated_version" / "fail" / "another_version"
SERVING = "deploy/production/replicate.yaml"


@pytest.fixture
def judged(tmp_path: Path) -> Callable[[str], dict[str, dict[str, Any]]]:
    """A function from the version that is promoted to the findings in the serving file, by code."""

    def of(version: str) -> dict[str, dict[str, Any]]:
        case = shutil.copytree(CASE, tmp_path / "case")
        path = case / "head" / SERVING
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(f"version: {version}\n" if line.startswith("version:") else line for line in lines))
        findings = changes.judge(case, tmp_path / "repository")
        return {each["code"]: each for each in findings if each["path"] == SERVING}

    return of


def test_thresholds_of_a_version_that_nobody_evaluated_are_no_second_finding(judged: Any) -> None:
    """PRO002 hides under PRO001."""
    found = judged("b" * 31 + "c" * 33)
    assert "PRO002" not in found
    assert found["PRO001"]["hides"] == ["PRO002"]


def test_a_version_that_can_change_is_said_once(judged: Any) -> None:
    """PRO001 and PRO002 hide under REL001."""
    found = judged("latest")
    assert not found.keys() & {"PRO001", "PRO002"}
    assert found["REL001"]["hides"] == ["PRO001", "PRO002"]


def test_a_placeholder_is_undecided_once(judged: Any) -> None:
    """What a template fills in is nothing that any rule can judge."""
    found = judged("${MODEL_VERSION}")
    assert not found.keys() & {"PRO001", "PRO002"}
    assert found["REL001"]["outcome"] == "undecided"
