"""Workflow commands: GitHub shows them as annotations on the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.reporters.clean import clean, clean_lines, defuse, shorten
from policylint.reporters.wording import OUTCOME_WORDS, STANDING, count, verdict_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Problem
    from policylint.model.reports import Change, Finding, Report
    from policylint.model.rules import Level
    from policylint.reporters import Options

SHOWN_PER_LEVEL = 10
MESSAGE_LIMIT = 4000
_ORDER = ("error", "warning", "notice")
_COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}
Row = tuple[str, dict[str, str | int | None], str]


def render(report: Report, options: Options) -> str:
    """Problems and findings, worst first; those that GitHub would not show as plain lines; at the end the verdict."""
    rows = sorted([*_problems(report), *_findings(report)], key=lambda row: _ORDER.index(row[0]))
    # One notice is kept for the verdict.
    left = {"error": SHOWN_PER_LEVEL, "warning": SHOWN_PER_LEVEL, "notice": SHOWN_PER_LEVEL - 1}
    shown: list[Row] = []
    unshown: list[Row] = []
    for row in rows:
        left[row[0]] -= 1
        (shown if left[row[0]] >= 0 else unshown).append(row)
    lines = [_command(*row) for row in shown]
    if unshown:
        lines += [f"::group::policylint: {len(unshown)} more", *map(_plain, unshown), "::endgroup::"]
    return "\n".join([*lines, _verdict(report, len(unshown))]) + "\n"


def _problems(report: Report) -> Iterator[Row]:
    for problem in report.problems:
        yield ("error" if problem.blocks else "notice", _problem_place(problem), _problem_text(problem))


def _findings(report: Report) -> list[Row]:
    """Every rule's first finding before any rule's second: five of one rule would push out those of five others."""
    turns: dict[tuple[Level, str], int] = {}
    rows: list[tuple[int, Row]] = []
    for finding in report.findings:
        if finding.waiver is None:
            key = (finding.level, finding.code)
            turns[key] = turns.get(key, 0) + 1
            rows.append((turns[key], (_COMMANDS[finding.level], _finding_place(finding), _finding_text(finding))))
    return [row for _turn, row in sorted(rows, key=lambda each: each[0])]


def _finding_place(finding: Finding) -> dict[str, str | int | None]:
    position = finding.position
    return {
        "file": position.path,
        "line": position.line,
        "endLine": position.end_line,
        "col": position.column,
        "endColumn": position.end_column,
        "title": f"{finding.code} {finding.rule}" if finding.rule != finding.code else finding.code,
    }


def _problem_place(problem: Problem) -> dict[str, str | int | None]:
    return {"file": problem.path, "line": problem.line, "col": problem.column, "title": f"policylint: {problem.kind}"}


def _finding_text(finding: Finding) -> str:
    names = ", ".join(finding.deployments)
    parts = [
        OUTCOME_WORDS[finding.outcome] + finding.message,
        f"Why: {finding.why}" if finding.why else "",
        f"Fix: {finding.fix}" if finding.fix else "",
        STANDING if finding.standing else "",
        f"Deployment{'s' if len(finding.deployments) > 1 else ''}: {names}" if names else "",
    ]
    return "\n".join(filter(None, parts))


def _problem_text(problem: Problem) -> str:
    return f"{problem.message}\nFix: {problem.hint}" if problem.hint else problem.message


def _command(command: str, place: dict[str, str | int | None], message: str) -> str:
    fields = ",".join(f"{key}={_property(str(value))}" for key, value in place.items() if value is not None)
    return f"::{command} {fields}::{_data(message)}"


def _data(message: str) -> str:
    lines = clean_lines(shorten(message, MESSAGE_LIMIT))
    return "%0A".join(defuse(line).replace("%", "%25") for line in lines)


def _property(value: str) -> str:
    return defuse(clean(value)).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def _plain(row: Row) -> str:
    command, place, message = row
    where = ":".join(str(place[key]) for key in ("file", "line", "col") if place.get(key))
    first = clean_lines(shorten(message, MESSAGE_LIMIT))[0]
    return defuse(f"{command} {clean(where)} {clean(str(place['title']))}: {first}")


def _verdict(report: Report, unshown: int) -> str:
    rest = f" {count(unshown, 'more entry', 'more entries')} in the log of this step." if unshown else ""
    apart = _untouched(report.change) if report.change is not None else ""
    waived = f" {report.summary.waived} waived." if report.summary.waived else ""
    return f"::notice title=policylint::{_data(verdict_words(report))}.{waived}{_data(apart)}{rest}"


def _untouched(change: Change) -> str:
    from policylint.reporters.change import untouched

    return f" Not judged: {untouched(change)}" if change.untouched else ""
