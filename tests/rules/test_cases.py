"""Every rule against its cases: small repositories that pass it, fail it, or look like its business and are not.

A case is tests/rules/PACK/RULE/{pass,fail,silent}/CASE/ with an expected.json: the findings of the rule, and no others.
One with the folders base/ and head/ is a change, judged by the gate: see support/changes.py.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support import changes
from support.command import inside_check

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.thorough

CASES = Path(__file__).parent
POLICIES = CASES.parents[1] / "policies"
OUTCOMES = ("pass", "fail", "silent")
FIELDS = ("code", "outcome", "level", "path", "line", "pointer")


def metadata(path: Path) -> dict[str, Any]:
    """The METADATA block at the top of a rule's file."""
    block = path.read_text(encoding="utf-8").partition("\npackage ")[0].splitlines()[1:]
    found: dict[str, Any] = yaml.safe_load("\n".join(line[2:] for line in block))
    return found


RULES = {
    path.relative_to(POLICIES).with_suffix("").as_posix(): metadata(path)
    for path in sorted(POLICIES.glob("*/*.rego"))
    if path.parent.name not in ("lib", "facts") and not path.name.endswith("_test.rego")
}


def found_cases() -> Iterator[str]:
    for rule in RULES:
        for outcome in OUTCOMES:
            yield from (path.relative_to(CASES).as_posix() for path in sorted((CASES / rule / outcome).glob("*/")))


def check(folder: Path, code: str) -> list[dict[str, Any]]:
    """The findings of one rule on a folder; any end but a report fails the test."""
    done = inside_check(folder, "--select", code, ".", every_rule=True)
    assert done.code in (0, 1, 2), done.err
    findings: list[dict[str, Any]] = done.report["findings"]
    return findings


PATHS = tuple(found_cases())


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A function from a case to what its rule finds there. Each case is a repository of its own, as documents of one
    repository speak about each other.
    """
    root = tmp_path_factory.mktemp("cases")

    def of(case: str) -> list[dict[str, Any]]:
        code = RULES[case.rsplit("/", 2)[0]]["custom"]["id"]
        if changes.is_change(CASES / case):
            findings = [each for each in changes.judge(CASES / case, root / case) if each["code"] == code]
        else:
            shutil.copytree(CASES / case, root / case, ignore=shutil.ignore_patterns("expected.json"))
            findings = check(root / case, code)
        return [{key: finding[key] for key in FIELDS} for finding in findings]

    return of


@pytest.mark.parametrize("case", PATHS)
def test_a_case_gives_the_findings_it_expects(case: str, judged: Any) -> None:
    """Exactly those of expected.json, in any order."""
    expected = json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))["findings"]
    assert sorted(map(json.dumps, judged(case))) == sorted(map(json.dumps, expected))


@pytest.mark.parametrize("case", PATHS)
def test_a_case_expects_what_its_folder_says(case: str) -> None:
    """A failing case expects its rule to fail or to be undecided; the others expect nothing."""
    expected = json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))["findings"]
    rule, outcome, _ = case.rsplit("/", 2)
    assert {finding["code"] for finding in expected} <= {RULES[rule]["custom"]["id"]}
    assert bool(expected) == (outcome == "fail")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_cases_of_all_three_sorts(rule: str) -> None:
    """It passes, it fails, and it stays silent where a neighbour or look-alike is nothing of its business."""
    for outcome in OUTCOMES:
        assert any((CASES / rule / outcome).glob("*/expected.json")), f"{rule} has no case that must {outcome}"


def test_every_folder_of_cases_belongs_to_a_rule() -> None:
    """A rule that was renamed takes its cases along."""
    folders = {path.parents[1].relative_to(CASES).as_posix() for path in CASES.glob("*/*/*/*/") if path.is_dir()}
    assert folders == set(RULES)


@pytest.mark.parametrize("rule", [name for name, block in RULES.items() if "examples" in block["custom"]])
def test_the_examples_of_a_rule_are_what_they_say(rule: str, tmp_path: Path) -> None:
    """`policylint explain` shows a file that passes and one that fails."""
    custom = RULES[rule]["custom"]
    for outcome in ("pass", "fail"):
        (tmp_path / outcome).mkdir()
        (tmp_path / outcome / custom["examples"].get("file", "example.yaml")).write_text(custom["examples"][outcome])
        assert bool(check(tmp_path / outcome, custom["id"])) == (outcome == "fail")
