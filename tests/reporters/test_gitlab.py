"""GitLab's code quality report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from support.hostile import reports
from support.sample_report import blocked, compliant, options, sample

from policylint.reporters import Options, render

if TYPE_CHECKING:
    from policylint.model.reports import Report


def issues(report: Report) -> list[Any]:
    value = json.loads(render("gitlab", report, options()))
    assert isinstance(value, list)
    return value


@settings(max_examples=25)
@given(reports)
def test_any_report_has_what_gitlab_requires_and_no_fingerprint_twice(report: Report) -> None:
    found = json.loads(render("gitlab", report, Options()))
    for issue in found:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
        assert isinstance(issue["description"], str)
    fingerprints = [issue["fingerprint"] for issue in found]
    assert len(fingerprints) == len(set(fingerprints))


def test_each_level_has_its_severity() -> None:
    severity = {(issue["check_name"], issue["description"][:6]): issue["severity"] for issue in issues(sample())}
    assert severity["REL001", "acme/s"] == "critical"
    assert severity["main/deny_x", "first "] == "major"
    assert severity["DOC002", "The ca"] == "minor"
    assert severity["REL001", "Waived"] == "info"
    assert severity["policylint/unreadable", "A valu"] == "blocker"
    assert severity["policylint/template", "An unr"] == "info"


def test_the_verdict_is_an_issue_unless_compliant() -> None:
    assert issues(sample())[0]["description"].startswith("policylint: not decided: 2 problems")
    assert issues(compliant()) == []


def test_a_fingerprint_stays_when_lines_move() -> None:
    """The fingerprint is the finding's own, and that of the verdict does not depend on its counts."""
    assert "a" * 64 in [issue["fingerprint"] for issue in issues(sample())]
    assert issues(sample())[0]["fingerprint"] == issues(blocked())[0]["fingerprint"]
