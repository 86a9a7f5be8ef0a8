"""The two example repositories: one is blocked for natural reasons, the other is the same one mended."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from support.checkout import ROOT, files
from support.command import inside, inside_check, write

if TYPE_CHECKING:
    from pathlib import Path

    from support.command import Done

BEFORE, AFTER = ROOT / "examples" / "before", ROOT / "examples" / "after"
PLATFORMS = {"hf-space", "replicate", "hf-endpoint", "kserve", "kubernetes"}
# What `before` is blocked for, or warned of. SPC001, SPC002, REL002 and MAN need a manifest, the others none.
CODES = {
    *("ACC001", "ACC003", "ACC005"),
    "CST002",
    *("DOC002", "DOC003"),
    "DSG005",
    *("MAN001", "MAN002"),
    *("OBS001", "OBS005", "OBS006"),
    "PRV002",
    *("REL001", "REL002", "REL006"),
    *("RUN001", "RUN002", "RUN003"),
    *("SLA001", "SLA002", "SLA005"),
    *("SPC001", "SPC002", "SPC004"),
    *("SUP001", "SUP002", "SUP003"),
}
# Mended in another file than the one that the finding points at.
ABSENCES = {"hf-endpoint/slo.yaml": ("SLA002", "hf-endpoint/sentiment.yaml")}


@pytest.fixture(scope="module")
def before() -> Done:
    return inside_check(ROOT, "examples/before", every_rule=True)


@pytest.fixture(scope="module")
def after() -> Done:
    return inside_check(ROOT, "examples/after", every_rule=True)


def test_before_is_blocked(before: Done) -> None:
    assert before.code == 1
    assert before.report["problems"] == []
    assert {each["outcome"] for each in before.report["findings"]} == {"fail"}


def test_each_rule_of_one_file_or_one_repository_fires(before: Done) -> None:
    assert {each["code"] for each in before.report["findings"]} == CODES


def test_after_is_compliant_without_a_word(after: Done) -> None:
    assert after.code == 0
    assert (after.report["findings"], after.report["problems"]) == ([], [])


def test_both_hold_the_same_deployments_on_five_platforms() -> None:
    ours = deployments("examples/after")
    assert deployments("examples/before") == ours
    assert {platform for _, platform, _ in ours} == PLATFORMS


def deployments(folder: str) -> list[tuple[str, str, str]]:
    subjects = [each["subject"] for each in json.loads(inside("input", folder, "--json", folder=ROOT).out)]
    return sorted(
        (each["name"], each["platform"], each["stage"]) for each in subjects if each["subject"] == "deployment"
    )


def test_no_file_is_lost() -> None:
    assert files(BEFORE) <= files(AFTER)


def test_only_what_a_finding_is_about_changes(before: Done) -> None:
    """A file without a finding is the same in both; new files hold what was absent."""
    found = {(each["code"], each["path"].removeprefix("examples/before/")) for each in before.report["findings"]}
    about = {path for _, path in found} | {path for path, cause in ABSENCES.items() if cause in found}
    assert {path for path in files(BEFORE) if text(BEFORE, path) != text(AFTER, path)} <= about


def text(folder: Path, path: str) -> str:
    return (folder / path).read_text(encoding="utf-8").replace(f"examples/{folder.name}/", "examples/")


def test_a_copy_is_compliant_when_its_paths_are_its_own(tmp_path: Path) -> None:
    """As examples/README.md says."""
    write(tmp_path, {name: text(AFTER, name).replace("examples/", "") for name in files(AFTER)})
    done = inside_check(tmp_path, every_rule=True)
    assert (done.code, done.report["findings"]) == (0, [])


@pytest.mark.parametrize(
    ("path", "held", "instead", "code"),
    [
        ("vllm/network.yaml", "name: answer-drafts}", "name: another}", "ACC001"),
        ("kserve/network.yaml", "inferenceservice: ticket-triage", "inferenceservice: another", "ACC003"),
        ("vllm/monitoring.yaml", "port: http, path", "port: metrics, path", "OBS001"),
        ("vllm/slo.yaml", "target: 0.999", "target: 0.99999", "SLA001"),
        ("kserve/slo.yaml", 'target: "95"', 'target: "50"', "SLA002"),
        ("vllm/answers.yaml", "replicas: 2", "replicas: 1", "SLA005"),
        ("replicate/alerts.yaml", ", threshold: error_rate", "", "OBS005"),
        (
            "hf-endpoint/slo.yaml",
            "ticket_alert: {labels: {severity: ticket}}",
            "ticket_alert: {disable: true}",
            "OBS005",
        ),
        ("hf-endpoint/sentiment.yaml", "type: private", "type: protected", "MAN002"),
        ("deploy/triage/production/deployment.yaml", "source: envoy-egress, ", "", "OBS001"),
    ],
)
def test_nothing_is_there_for_show(tmp_path: Path, path: str, held: str, instead: str, code: str) -> None:
    """What complies does so because of what the files say: take it away, and a rule speaks."""
    copy = write(tmp_path, {name: text(AFTER, name).replace("examples/", "") for name in files(AFTER)})
    said = (copy / path).read_text(encoding="utf-8")
    assert held in said
    (copy / path).write_text(said.replace(held, instead), encoding="utf-8")
    assert code in {each["code"] for each in inside_check(copy, every_rule=True).report["findings"]}


def test_the_readme_shows_what_is_printed() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"`policylint check examples/before` prints:\n\n```\n(.*?)```", readme, re.S)
    said = inside("check", "examples/before", folder=ROOT, every_rule=True)
    for part in shown.split("\n\n"):
        assert part.strip("\n") in said.out
