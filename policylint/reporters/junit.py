"""JUnit XML, as Jenkins and GitLab read it: a suite for the run, and one for each deployment or file.

JUnit knows no warnings. A finding is a failure when it reaches the blocking level, an error when its rule was undecided
at that level or could not be evaluated, skipped when it is waived, and else a test that passes with the finding as its
output: the test report is red exactly when the exit code is not 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass
from policylint.reporters import outline
from policylint.reporters.clean import clean, clean_lines
from policylint.reporters.wording import OUTCOME_WORDS, count, holds_back, problem_place, verdict_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.model.documents import Problem
    from policylint.model.reports import Finding, Report
    from policylint.reporters import Options

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "#": "&#35;"})
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


@dataclass(frozen=True, slots=True)
class _Case:
    """One test. `ended` names the element that says so: failure, error, skipped, or system-out for one that passed."""

    name: str
    ended: str
    message: str
    details: str = ""
    path: str = ""
    line: int = 0


def render(report: Report, options: Options) -> str:
    """A `testsuites` element; its counts are those of the tests inside."""
    suites = [("policylint", [_verdict(report), *map(_problem, report.problems)])]
    suites += _deployments(report)
    total = _counts(case for _, cases in suites for case in cases)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="policylint" {total}>']
    for number, (name, cases) in enumerate(suites):
        lines += _suite(name, cases, [] if number else _facts(report))
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _deployments(report: Report) -> list[tuple[str, list[_Case]]]:
    suites: dict[str, list[_Case]] = {judged.name: [] for judged in report.deployments}
    for judged in report.deployments:
        suites[judged.name].append(_Case("evaluation", "system-out", count(judged.evaluated, "rule") + " evaluated"))
    for group in outline.groups(report.findings):
        cases = suites.setdefault(group.name, [])
        cases += [_finding(finding, report) for finding in (*group.findings, *group.waived)]
    return list(suites.items())


def _verdict(report: Report) -> _Case:
    ended = {"compliant": "system-out", "blocked": "failure", "not decided": "error"}[report.verdict]
    return _Case("verdict", ended, verdict_words(report))


def _problem(problem: Problem) -> _Case:
    where = problem_place(problem)
    name = f"{problem.kind}: {where}" if where else problem.kind
    details = f"{problem.message}\n{problem.hint or ''}"
    ended = "error" if problem.blocks else "skipped"
    return _Case(name, ended, problem.message, details, problem.path or "", problem.line or 0)


def _finding(finding: Finding, report: Report) -> _Case:
    position = finding.position
    name = f"{finding.code} {finding.rule}" if finding.rule != finding.code else finding.code
    details = (
        f"{position.path}:{position.line}:{position.column}: {finding.message}",
        f"Why: {finding.why}" if finding.why else "",
        f"Fix: {finding.fix}" if finding.fix else "",
        f"Waived: {finding.waiver}" if finding.waiver else "",
    )
    message = f"{finding.level}: {OUTCOME_WORDS[finding.outcome]}{finding.message}"
    name = f"{name}: {position.path} {position.pointer}".rstrip()
    text = "\n".join(filter(None, details))
    return _Case(name, _ended(finding, report), message, text, position.path, position.line)


def _ended(finding: Finding, report: Report) -> str:
    if finding.waiver is not None:
        return "skipped"
    if not holds_back(finding, report):
        return "system-out"
    return "failure" if finding.outcome == "fail" else "error"


def _facts(report: Report) -> list[str]:
    tool = report.tool
    facts = {
        "verdict": report.verdict,
        "exit_code": str(report.exit_code),
        "policylint": tool.policylint,
        "opa": tool.opa,
        "policies": tool.policies,
    }
    rows = [f'   <property name="{name}" value="{_attribute(value)}"/>' for name, value in facts.items()]
    return ["  <properties>", *rows, "  </properties>"]


def _suite(name: str, cases: list[_Case], facts: list[str]) -> list[str]:
    lines = [f' <testsuite name="{_attribute(name)}" {_counts(cases)}>', *facts]
    seen: dict[str, int] = {}
    for case in cases:
        seen[case.name] = number = seen.get(case.name, 0) + 1
        lines += _test(name, case, f"{case.name} ({number})" if number > 1 else case.name)
    return [*lines, " </testsuite>"]


def _test(suite: str, case: _Case, name: str) -> list[str]:
    place = f' file="{_attribute(case.path)}" line="{case.line or 1}"' if case.path else ""
    head = f'  <testcase classname="{_attribute(suite)}" name="{_attribute(name)}"{place} time="0">'
    # Printed in a build log, a line that starts with `::` would be a command.
    text = "\n".join(clean_lines(case.details or case.message)).translate(_ENTITIES).replace("::", ":&#58;")
    mark = "" if case.ended == "system-out" else f' message="{_attribute(case.message)}"'
    kind = ' type="policylint"' if case.ended in ("failure", "error") else ""
    return [head, f"   <{case.ended}{kind}{mark}>{text}</{case.ended}>", "  </testcase>"]


def _counts(cases: Iterable[_Case]) -> str:
    ended = [case.ended for case in cases]
    counts = {name: ended.count(element) for name, element in _COUNTED.items()}
    return " ".join(f'{name}="{number}"' for name, number in {"tests": len(ended), **counts}.items())


def _attribute(text: str) -> str:
    return clean(text).translate(_ENTITIES)
