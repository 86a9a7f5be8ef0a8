"""The baseline: what was there stays shown and blocks nothing, what is new blocks, what is solved leaves the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.command import BLOCKED as PROTECTED
from support.command import inside, inside_check, run, write

if TYPE_CHECKING:
    from pathlib import Path

    from support.command import Done

FILE = ".policylint/baseline.json"
NOW = ("--now", "2026-11-23T12:00:00Z")
BLOCKED = PROTECTED.replace("protected", "private")
COMPLIANT = BLOCKED.replace("main", "5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return write(tmp_path, {"endpoint.yaml": BLOCKED})


def begin(folder: Path, *arguments: str) -> Done:
    return inside("baseline", "write", *NOW, *arguments, folder=folder)


def entries(folder: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((folder / FILE).read_text())["findings"]
    return found


def live(done: Done) -> set[str]:
    return {each["code"] for each in done.report["findings"] if each["waiver"] is None}


def test_what_was_there_is_shown_counted_and_blocks_nothing(repository: Path) -> None:
    before = inside_check(repository, *NOW, every_rule=True)
    assert before.code == 1
    assert begin(repository).code == 0
    after = inside_check(repository, *NOW, every_rule=True)
    assert (after.code, live(after)) == (0, set())
    shown = {each["code"] for each in after.report["findings"]}
    assert {each["code"] for each in before.report["findings"]} <= shown
    assert {each["waiver"] for each in after.report["findings"]} == {"in the baseline of 2026-11-23"}
    summary = after.report["summary"]
    assert (summary["baseline"], summary["waived"]) == (len(after.report["findings"]), 0)
    assert f"{summary['baseline']} in the baseline" in inside("check", *NOW, folder=repository, every_rule=True).said


def test_lines_may_move(repository: Path) -> None:
    begin(repository)
    write(repository, {"endpoint.yaml": "# a comment\n\n" + BLOCKED})
    assert inside_check(repository, *NOW, every_rule=True).code == 0


def test_what_is_new_blocks(repository: Path) -> None:
    begin(repository)
    write(repository, {"other.yaml": BLOCKED.replace("summariser", "drafts")})
    done = inside_check(repository, *NOW, every_rule=True)
    assert done.code == 1
    assert {each["path"] for each in done.report["findings"] if each["waiver"] is None} == {"other.yaml"}


def test_a_rule_that_cannot_be_waived_is_not_kept(tmp_path: Path) -> None:
    manifest = (
        "apiVersion: policylint.dev/v1alpha1\nkind: ModelDeployment\nmetadata: {name: demo}\nspec:\n  system: none\n"
        "  stage: space\n  platform: hf-endpoint\n  artefacts: {serving: [{path: gone.yaml}]}\n"
    )
    write(tmp_path, {"deployment.yaml": manifest, "endpoint.yaml": BLOCKED})
    done = begin(tmp_path)
    assert "Reported all the same, as nobody can waive them: " in done.said
    assert "MAN001" not in {each["code"] for each in entries(tmp_path)}
    assert "MAN001" in live(inside_check(tmp_path, *NOW, every_rule=True))


def test_what_is_solved_leaves_the_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    begin(repository)
    old = entries(repository)
    write(repository, {"endpoint.yaml": COMPLIANT})
    done = inside_check(repository, *NOW, every_rule=True)
    assert done.code == 0
    assert [message for _, _, message in done.problems] == ["1 finding of the baseline is solved."]
    assert [each for each in old if each not in entries(repository)] == [
        each for each in old if each["code"] == "REL001"
    ]
    assert inside_check(repository, *NOW, every_rule=True).problems == []
    write(repository, {"endpoint.yaml": BLOCKED})
    assert live(inside_check(repository, *NOW, every_rule=True)) == {"REL001"}


@pytest.mark.parametrize(
    "arguments", [("endpoint.yaml",), ("--select", "REL001,SUP001"), ("--ignore", "SUP001"), ("--stage", "staging")]
)
def test_a_part_of_a_check_takes_nothing_out(
    repository: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    begin(repository)
    before = (repository / FILE).read_bytes()
    write(repository, {"endpoint.yaml": COMPLIANT})
    assert inside_check(repository, *NOW, *arguments, every_rule=True).code == 0
    assert (repository / FILE).read_bytes() == before


def test_in_ci_the_file_stays_as_it_is(repository: Path) -> None:
    begin(repository)
    before = (repository / FILE).read_bytes()
    write(repository, {"endpoint.yaml": COMPLIANT})
    done = run("check", "--format", "json", *NOW, folder=repository, CI="true")
    assert (done.code, (repository / FILE).read_bytes()) == (0, before)
    assert len(done.problems) == 1


def test_a_second_one_has_to_be_forced(repository: Path) -> None:
    begin(repository)
    write(repository, {"other.yaml": BLOCKED.replace("summariser", "drafts")})
    done = begin(repository)
    assert done.code == 2
    assert "there is a baseline already" in done.said
    assert begin(repository, "--force").code == 0
    assert inside_check(repository, *NOW, every_rule=True).code == 0


def test_nothing_is_written_of_what_cannot_be_judged(repository: Path) -> None:
    write(repository, {".policylint.yaml": "selct: [REL]\n"})
    done = begin(repository)
    assert (done.code, (repository / FILE).exists()) == (2, False)
    assert ".policylint.yaml:1: " in done.err


def _entry(**changes: Any) -> str:
    entry = {"fingerprint": "a", "code": "REL001", "deployment": "d", "path": "p", "message": "m", **changes}
    return json.dumps({"version": "1", "written": "2026-11-23", "findings": [entry]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "\0",
        '{"version": "1"}',
        '{"version": "2", "findings": []}',
        '{"version": "1", "findings": {}}',
        '{"version": "1", "findings": [1]}',
        '{"version": "1", "findings": [], "findings": []}',
        _entry(fingerprint=1),
        _entry(code=None),
        "[" * 10_000,
    ],
)
def test_a_file_that_is_no_baseline_is_not_decided(repository: Path, text: str) -> None:
    write(repository, {FILE: text})
    done = inside_check(repository, *NOW, every_rule=True)
    assert done.code == 2
    assert any(path == FILE for path, _, _ in done.problems)
    assert "REL001" in live(done)


def test_a_waiver_comes_first(repository: Path) -> None:
    begin(repository)
    listed = (
        "apiVersion: policylint.dev/v1alpha1\nkind: WaiverList\nitems:\n"
        "  - {rule: REL001, deployment: summariser-production, reason: x, owner: a, approver: b,"
        " created: 2026-11-10, expires: 2026-12-01}\n"
    )
    write(repository, {".policylint/waivers.yaml": listed})
    done = inside_check(repository, *NOW, every_rule=True)
    (waiver,) = (each["waiver"] for each in done.report["findings"] if each["code"] == "REL001")
    assert waiver == "until 2026-12-01, approved by b: x"
