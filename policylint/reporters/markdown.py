"""Markdown for a job summary or a comment: the verdict, a table of findings, what to do, what could not be checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.reporters import outline
from policylint.reporters.clean import clean, clean_lines, shorten
from policylint.reporters.links import address
from policylint.reporters.wording import (
    OUTCOME_WORDS,
    STANDING,
    count,
    found,
    problem_place,
    unknown_stages,
    verdict_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from policylint.model.documents import Position, Problem
    from policylint.model.reports import Finding, Report
    from policylint.reporters import Options

    Place = Callable[[Position], str]

# GitHub refuses a job summary over 1 MiB, and a table of thousands of rows helps nobody.
SIZE_LIMIT = 900_000
MESSAGE_LIMIT = 1000
RELATED_LIMIT = 5
_WHY = "Why these rules ask, and what to do"
_ENTITIES = str.maketrans({char: f"&#{ord(char)};" for char in "\\`*_~[]<>|&$!\"'{}()#=+^"})


def render(report: Report, options: Options) -> str:
    """Markdown in which nothing from the repository is markup, a mention or a link."""
    parts = [f"## policylint: {md(verdict_words(report))}", f"Found {found(report)}. Exit code {report.exit_code}."]
    place = _places(report, options)
    if report.change is not None:
        from policylint.reporters.change_markdown import change_parts

        parts += change_parts(report.change, md, code, place)
    parts += _problems("Could not be checked", (one for one in report.problems if one.blocks))
    parts += _table(report, place)
    parts += _advice(report)
    parts += _problems("Passed over", (one for one in report.problems if not one.blocks))
    return "\n\n".join([*parts, _counts(report)]) + "\n"


def _places(report: Report, options: Options) -> Place:
    """Writes a place, with a link to its line where the run knows where the repository is shown."""
    head = report.change.head if report.change is not None else ""

    def place(position: Position) -> str:
        text = code(f"{position.path}:{position.line}:{position.column}")
        found = address(options.site, head, position.path, position.line)
        return f"[{text}]({found})" if found else text

    return place


def md(text: str) -> str:
    """One line as literal Markdown. A mention, an issue number and an address are kept from becoming links."""
    text = "<br>".join(line.translate(_ENTITIES) for line in clean_lines(shorten(text, MESSAGE_LIMIT)))
    text = text.replace("@", "@&#8203;").replace("://", ":&#8203;//")
    return re.sub(r"(?i)(www)\.", r"\1&#8203;.", text)


def code(text: str) -> str:
    """A path or a name in a fixed-width face, literal as well."""
    return f"<code>{md(clean(text))}</code>"


def _counts(report: Report) -> str:
    summary = report.summary
    judged = (
        f"Judged {count(summary.deployments, 'deployment')} from {count(summary.documents, 'document')}, "
        f"by {count(summary.rules, 'rule')} ({count(summary.evaluated, 'evaluation')})."
    )
    lines = [judged, *([unknown_stages(summary.unknown_stage)] if summary.unknown_stage else [])]
    if report.change is not None:
        from policylint.reporters.change import compared, untouched

        lines.insert(0, f"Compared {md(compared(report.change))}.")
        if report.change.untouched:
            lines.append(f"Not judged: {md(untouched(report.change))}")
    return "\n".join(lines)


def _table(report: Report, place: Place) -> list[str]:
    findings = [one for group in outline.groups(report.findings) for same in group.by_code() for one in same]
    findings += [finding for finding in report.findings if finding.waiver is not None]
    if not findings:
        return []
    rows, size = ["| Level | Code | Deployment | Where | Finding |", "| --- | --- | --- | --- | --- |"], 0
    for number, finding in enumerate(findings):
        row = _row(finding, place)
        size += len(row)
        if size > SIZE_LIMIT // 2:
            return [
                "\n".join(rows),
                f"{count(len(findings) - number, 'more finding')} in the other reports of this run.",
            ]
        rows.append(row)
    return ["\n".join(rows)]


def _row(finding: Finding, place: Place) -> str:
    level = "waived" if finding.waiver is not None else f"**{finding.level}**"
    message = md(OUTCOME_WORDS[finding.outcome] + finding.message)
    if finding.waiver is not None:
        message += f"<br>Waiver: {md(finding.waiver)}"
    if finding.standing:
        message += f"<br>{md(STANDING)}"
    message += "".join(f"<br>{md(one.message)}: {place(one.position)}" for one in finding.related[:RELATED_LIMIT])
    deployments = "<br>".join(map(md, finding.deployments))
    return f"| {level} | {_linked(finding)} | {deployments} | {place(finding.position)} | {message} |"


def _linked(finding: Finding) -> str:
    safe = re.fullmatch(r"https://[\w.-]+(/[\w./-]*)?", finding.url or "", re.ASCII)
    return f"[{md(finding.code)}]({finding.url})" if safe else md(finding.code)


def _advice(report: Report) -> list[str]:
    advised: dict[tuple[str, str, str], Finding] = {}
    for finding in report.findings:
        if finding.waiver is None and (finding.why or finding.fix):
            advised.setdefault((finding.code, finding.why, finding.fix), finding)
    items = [_advice_item(finding) for finding in advised.values()]
    return [f"<details><summary>{_WHY}</summary>", *_bounded(items), "</details>"] if items else []


def _advice_item(finding: Finding) -> str:
    parts = [
        f"- **{md(finding.code)}** {md(finding.title)}".rstrip(),
        f"  Why: {md(finding.why)}" if finding.why else "",
        f"  Fix: {md(finding.fix)}" if finding.fix else "",
        f"  More: {code(command)}" if (command := outline.explain(finding)) else "",
    ]
    return "<br>\n".join(filter(None, parts))


def _problems(title: str, problems: Iterable[Problem]) -> list[str]:
    items = [_problem(problem) for problem in problems]
    return [f"### {title}", *_bounded(items)] if items else []


def _problem(problem: Problem) -> str:
    where = problem_place(problem)
    place = f"{code(where)}: " if where else ""
    hint = f" Fix: {md(problem.hint)}" if problem.hint else ""
    return f"- {md(problem.kind)}: {place}{md(problem.message)}{hint}"


def _bounded(items: list[str]) -> list[str]:
    kept: list[str] = []
    size = 0
    for item in items:
        size += len(item)
        if size > SIZE_LIMIT // 8:
            return ["\n".join(kept), f"{len(items) - len(kept)} more are left out here."]
        kept.append(item)
    return ["\n".join(kept)]
