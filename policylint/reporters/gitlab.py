"""GitLab's code quality report: a list of issues, which a merge request shows beside the changed lines.

The list has no place for a verdict, so a run that is not compliant carries it as one more issue. An error is
`critical`, a warning `major`, a note `minor`. A problem that blocks is `blocker`; one that does not, and a waived
finding, are `info`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from policylint.reporters.clean import clean, one_line
from policylint.reporters.dump import dump
from policylint.reporters.wording import OUTCOME_WORDS, verdict_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Json, Problem
    from policylint.model.reports import Finding, Report
    from policylint.model.rules import Level
    from policylint.reporters import Options

_SEVERITY: dict[Level, str] = {"error": "critical", "warning": "major", "note": "minor"}
NO_FILE = ".policylint.yaml"


def render(report: Report, options: Options) -> str:
    """A JSON array with a line for each issue; no two have the same fingerprint."""
    seen: dict[str, int] = {}
    rows = [dump(_unique(issue, seen)) for issue in _issues(report)]
    return "[\n" + ",\n".join(f" {row}" for row in rows) + "\n]\n" if rows else "[]\n"


def _issues(report: Report) -> Iterator[dict[str, Json]]:
    if report.verdict != "compliant":
        text = f"policylint: {verdict_words(report)} (exit code {report.exit_code})"
        issue = _issue("policylint/verdict", text, "blocker", _first_path(report), 1, 1)
        # The same one from run to run, however the counts change.
        yield issue | {"fingerprint": _digest("policylint/verdict")}
    yield from map(_problem, report.problems)
    yield from map(_finding, report.findings)


def _first_path(report: Report) -> str:
    paths = [problem.path for problem in report.problems if problem.blocks and problem.path]
    paths += [finding.position.path for finding in report.findings]
    return next(iter(paths), NO_FILE)


def _problem(problem: Problem) -> dict[str, Json]:
    line = problem.line or 1
    severity = "blocker" if problem.blocks else "info"
    path = problem.path or NO_FILE
    return _issue(f"policylint/{problem.kind}", problem.message, severity, path, line, line)


def _finding(finding: Finding) -> dict[str, Json]:
    waived = finding.waiver is not None
    text = f"{'Waived: ' if waived else ''}{OUTCOME_WORDS[finding.outcome]}{finding.message}"
    position = finding.position
    severity = "info" if waived else _SEVERITY[finding.level]
    issue = _issue(finding.code, text, severity, position.path, position.line, position.end_line)
    return issue | {"fingerprint": finding.fingerprint or issue["fingerprint"]}


def _issue(name: str, text: str, severity: str, path: str, first: int, last: int) -> dict[str, Json]:
    return {
        "check_name": clean(name),
        "description": one_line(text),
        "fingerprint": _digest(name, path, text),
        "severity": severity,
        "location": {"path": clean(path), "lines": {"begin": first, "end": last}},
    }


def _unique(issue: dict[str, Json], seen: dict[str, int]) -> dict[str, Json]:
    """The issue with a fingerprint of its own: GitLab shows only one of those that share it."""
    fingerprint = str(issue["fingerprint"])
    seen[fingerprint] = number = seen.get(fingerprint, 0) + 1
    return issue if number == 1 else issue | {"fingerprint": _digest(fingerprint, str(number))}


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
