"""The end of the text report: problems, what was looked at, counts, the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.documents import Position
from policylint.reporters.clean import clean, clean_lines, one_line
from policylint.reporters.frame import frame
from policylint.reporters.wording import count, found, problem_place, unknown_stages, verdict_words

if TYPE_CHECKING:
    from policylint.model.documents import Problem, State
    from policylint.model.reports import Report
    from policylint.reporters import Options
    from policylint.reporters.pen import Pen

_STATES: dict[State, str] = {"read": "read", "not_ours": "not ours", "template": "template", "unreadable": "unreadable"}
_SAYS_ITSELF = frozenset(("failed", "nothing", "path"))  # kinds of problems whose message needs no word in front
_VERDICTS = {"compliant": "good", "blocked": "error", "not decided": "warning"}


def problem_lines(report: Report, options: Options, pen: Pen) -> list[list[str]]:
    """A block for what could not be checked, and one for what was passed over (left out when quiet)."""
    titles = {True: "Could not be checked", False: "Passed over"}
    blocks = []
    for blocks_run, title in titles.items():
        problems = [problem for problem in report.problems if problem.blocks is blocks_run]
        if problems and (blocks_run or not options.quiet):
            style = "error" if blocks_run else "note"
            lines = [line for problem in problems for line in _problem(problem, options, pen, style)]
            blocks.append([pen.paint("strong", title), "", *lines])
    return blocks


def _problem(problem: Problem, options: Options, pen: Pen, style: str) -> list[str]:
    first, *rest = clean_lines(problem.message)
    where = clean(problem_place(problem))
    label = "" if problem.kind in _SAYS_ITSELF else f"{clean(problem.kind)}: ".replace("_", " ")
    lines = pen.prose(f"{where}: {first}" if where else first, 2, label, style)
    for line in rest:
        lines += pen.prose(line, 4)
    if problem.path and problem.line and problem.column:
        point = Position(problem.path, problem.line, problem.column, problem.line, problem.column + 1)
        lines += frame(point, options, pen, style, 5)
    return lines + (pen.prose(one_line(problem.hint), 6, "= help: ", "faint") if problem.hint else [])


def source_lines(report: Report, pen: Pen) -> list[str]:
    """Every source with its state, and the documents found in it."""
    lines = []
    for source in report.sources:
        lines.append(f"  {_STATES[source.state]:<10} {clean(source.path)}")
        for _, kind, line, deployment in source.documents:
            owner = f" of {clean(deployment)}" if deployment else ""
            lines.append(f"             line {line}: {clean(kind or 'no known kind')}{owner}")
    return [pen.paint("strong", "Sources"), "", *lines] if lines else []


def rule_lines(report: Report, pen: Pen) -> list[str]:
    """Every rule of the run with its title."""
    lines = [line for rule in report.rules for line in pen.prose(one_line(rule.title), 2, f"{clean(rule.code)} ")]
    return [pen.paint("strong", "Rules"), "", *lines] if lines else []


def summary_lines(report: Report, pen: Pen) -> list[str]:
    """What was judged, what was read and what was found, in counts."""
    summary = report.summary
    change = _compared(report, pen) if report.change is not None else []
    if not (summary.evaluated or any(summary.sources.values()) or report.findings):
        return [*change, "Judged: nothing"]
    subjects = f"{count(summary.deployments, 'deployment')} from " if summary.deployments else ""
    judged = (
        f"{subjects}{count(summary.documents, 'document')}, "
        f"by {count(summary.rules, 'rule')} ({count(summary.evaluated, 'evaluation')})"
    )
    files = ", ".join(f"{number:,} {_STATES[state]}" for state, number in _states(report) if number)
    rows = (("Judged: ", judged), ("Files:  ", files), ("Found:  ", found(report)))
    lines = [*change, *(line for label, text in rows if text for line in pen.prose(text, 0, label))]
    return lines + (pen.prose(unknown_stages(summary.unknown_stage), 0) if summary.unknown_stage else [])


def _compared(report: Report, pen: Pen) -> list[str]:
    from policylint.reporters.change_text import compared_lines

    return compared_lines(report.change, pen) if report.change is not None else []


def _states(report: Report) -> list[tuple[State, int]]:
    return [(state, report.summary.sources.get(state, 0)) for state in _STATES]


def verdict_lines(report: Report, pen: Pen) -> list[str]:
    """The verdict in words: always the end of the report."""
    return [pen.paint(_VERDICTS[report.verdict], line) for line in pen.prose(verdict_words(report), 0)]
