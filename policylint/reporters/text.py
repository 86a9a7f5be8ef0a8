"""The report for people: findings by deployment, then what could not be checked, then a summary and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.reporters import outline
from policylint.reporters.clean import clean, defuse, one_line
from policylint.reporters.finding_text import compact, full, waived
from policylint.reporters.pen import Pen
from policylint.reporters.summary_text import problem_lines, rule_lines, source_lines, summary_lines, verdict_lines
from policylint.reporters.wording import holds_back

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policylint.model import Finding, Judged, Report
    from policylint.reporters import Options

FRAMES_PER_CODE = 5


def render(report: Report, options: Options) -> str:
    """The report as lines of text; with `quiet` only what decides the verdict, with `verbose` also what was read."""
    pen = Pen(max(options.width, 40), options.colour)
    findings = [finding for finding in report.findings if not options.quiet or holds_back(finding, report)]
    judged = {row.name: row for row in report.deployments}
    told: set[str] = set()
    blocks = [_group(group, judged, told, options, pen) for group in outline.groups(findings)]
    blocks += problem_lines(report, options, pen)
    if options.verbose:
        blocks += [source_lines(report, pen), rule_lines(report, pen)]
    blocks += [[] if options.quiet else summary_lines(report, pen), verdict_lines(report, pen)]
    return defuse("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def _group(group: outline.Group, judged: Mapping[str, Judged], told: set[str], options: Options, pen: Pen) -> list[str]:
    lines = _heading(group, judged, pen)
    for same_code in group.by_code():
        lines += [*_places(same_code, options, pen), *_advice(same_code[0], told, pen)]
    if group.waived:
        lines += ["", *(line for finding in group.waived for line in waived(finding, pen))]
    return lines


def _heading(group: outline.Group, judged: Mapping[str, Judged], pen: Pen) -> list[str]:
    facts = outline.facts(group, judged)
    title = pen.paint("strong", clean(group.name))
    return [f"{title}  {pen.paint('faint', clean(', '.join(facts)))}" if facts else title]


def _places(findings: list[Finding], options: Options, pen: Pen) -> list[str]:
    """Findings of one code: each with its place, the first ones with their source."""
    limit = len(findings) if options.verbose else FRAMES_PER_CODE
    lines: list[str] = []
    for finding in findings[:limit]:
        lines += ["", *full(finding, options, pen)]
    for finding in findings[limit:]:
        lines += ["", *compact(finding, pen)] if finding is findings[limit] else compact(finding, pen)
    return lines


def _advice(finding: Finding, told: set[str], pen: Pen) -> list[str]:
    """Where else this is so, why it matters (told once in a report), what to do, and the command that tells more."""
    notes = [
        ("also in", ", ".join(finding.deployments[1:])),
        ("why", "" if finding.why in told else finding.why),
        ("fix", finding.fix),
        ("run", outline.explain(finding)),
    ]
    told.add(finding.why)
    return [line for label, text in notes if text for line in pen.prose(one_line(text), 6, f"= {label}: ", "faint")]
