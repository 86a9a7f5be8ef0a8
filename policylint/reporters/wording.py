"""The sentences that every reporter shares: counts, and the verdict in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.rules import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.model.documents import Problem
    from policylint.model.reports import Finding, Report
    from policylint.model.rules import Level, Outcome

STANDING = "It stood at the base already: this change did not bring it."
OUTCOME_WORDS: dict[Outcome, str] = {"fail": "", "undecided": "Undecided: ", "not_evaluated": "Not evaluated: "}


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 error`, `2 errors`, `1,204 entries`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def reaches(level: Level, bar: Level) -> bool:
    """Whether a level is at the bar or above it."""
    return LEVELS.index(level) >= LEVELS.index(bar)


def holds_back(finding: Finding, report: Report) -> bool:
    """Whether this finding keeps the run from "compliant"."""
    if finding.waiver is not None:
        return False
    return finding.outcome == "not_evaluated" or reaches(finding.level, report.fail_on)


def level_counts(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning`: how many failed at each level, waived ones left out; empty when none did."""
    failed = [finding.level for finding in findings if finding.waiver is None and finding.outcome == "fail"]
    return ", ".join(count(failed.count(level), level) for level in reversed(LEVELS) if level in failed)


def found(report: Report) -> str:
    """Everything found, in counts: `2 errors, 1 undecided, 1 waived`, or `nothing`."""
    live = [finding.outcome for finding in report.findings if finding.waiver is None]
    others = {
        "undecided": live.count("undecided"),
        "not evaluated": live.count("not_evaluated"),
        "waived": sum(finding.waiver is not None and not finding.baseline for finding in report.findings),
        "in the baseline": sum(finding.baseline for finding in report.findings),
    }
    parts = [level_counts(report.findings), *(f"{number:,} {word}" for word, number in others.items() if number)]
    standing = sum(finding.standing is True and finding.waiver is None for finding in report.findings)
    stood = f" (stood at the base already: {standing:,})" if standing else ""
    return (", ".join(filter(None, parts)) or "nothing") + stood


def verdict_words(report: Report) -> str:
    """The verdict and its reason: `blocked: 2 errors`, `not decided: 1 problem, 1 rule undecided`."""
    if report.verdict == "not decided":
        return f"not decided: {_undecided_words(report)}"
    failed = [finding for finding in report.findings if finding.outcome == "fail" and holds_back(finding, report)]
    if report.verdict == "blocked":
        bar = "" if report.fail_on == "error" else f" ({report.fail_on}s block)"
        return f"blocked: {level_counts(failed)}{bar}"
    rest = level_counts(report.findings)
    return f"compliant: {rest}, nothing that blocks" if rest else "compliant"


def _undecided_words(report: Report) -> str:
    held = [finding for finding in report.findings if holds_back(finding, report)]
    blocking = sum(problem.blocks and problem.kind != "nothing" for problem in report.problems)
    undecided = sum(finding.outcome == "undecided" for finding in held)
    failed_to_run = sum(finding.outcome == "not_evaluated" for finding in held)
    reasons = (
        (blocking, count(blocking, "problem")),
        (undecided, count(undecided, "rule") + " undecided"),
        (failed_to_run, count(failed_to_run, "rule") + " could not be evaluated"),
    )
    words = ", ".join(text for number, text in reasons if number) or "nothing to judge"
    failed = level_counts(finding for finding in held if finding.outcome == "fail")
    return f"{words}; also {failed}" if failed else words


def problem_place(problem: Problem) -> str:
    """`deploy/llm.yaml:3:1` as far as it is known; empty when the problem is about no file."""
    parts = (problem.path, problem.line, problem.column if problem.line else None)
    return ":".join(str(part) for part in parts if part is not None) if problem.path else ""


def unknown_stages(number: int) -> str:
    """What it means that deployments have no known stage, and what to do."""
    have, their = ("deployment has", "its") if number == 1 else ("deployments have", "their")
    return f"{number:,} {have} no known stage: {their} findings are capped at warning. Map stages in .policylint.yaml."
