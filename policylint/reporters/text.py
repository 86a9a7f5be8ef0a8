"""The report for people: findings by deployment, then what could not be checked, then a summary and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.reporters import outline
from policylint.reporters.clean import clean, defuse, one_line
from policylint.reporters.finding_text import compact, full, waived
from policylint.reporters.frame import has_extent
from policylint.reporters.pen import Pen
from policylint.reporters.summary_text import problem_lines, rule_lines, source_lines, summary_lines, verdict_lines
from policylint.reporters.wording import holds_back

if TYPE_CHECKING:
    from policylint.model.reports import Finding, Report
    from policylint.reporters import Options

FRAMES_PER_CODE = 5


def render(report: Report, options: Options) -> str:
    """The report as lines of text; with `quiet` only what decides the verdict, with `verbose` also what was read."""
    pen = Pen(max(options.width, 40), options.colour)
    findings = [finding for finding in report.findings if not options.quiet or holds_back(finding, report)]
    page = _Page(report, options, pen)
    blocks = promotions(report, pen) if report.change is not None and not options.quiet else []
    blocks += [page.group(group) for group in outline.groups(findings)]
    blocks += problem_lines(report, options, pen)
    if options.verbose:
        blocks += [source_lines(report, pen), rule_lines(report, pen)]
    blocks += [[] if options.quiet else summary_lines(report, pen), verdict_lines(report, pen)]
    return defuse("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def promotions(report: Report, pen: Pen) -> list[list[str]]:
    """What the change promotes; a check has no change, and does not load how one is told."""
    from policylint.reporters.change_text import promotion_lines

    return promotion_lines(report.change, pen) if report.change is not None else []


class _Page:
    """Writes groups of findings, and remembers what it has told already."""

    def __init__(self, report: Report, options: Options, pen: Pen) -> None:
        self._options = options
        self._pen = pen
        self._judged = {row.name: row for row in report.deployments}
        # What such a rule marks is a credential: a build log is read by more people than the repository.
        sensitive = {rule.code for rule in report.rules if rule.sensitive}
        self._hidden = {line for finding in report.findings if finding.code in sensitive for line in _lines(finding)}
        self._told: set[str] = set()

    def group(self, group: outline.Group) -> list[str]:
        """The findings of a deployment or file, those of one code together."""
        lines = self._heading(group)
        for same_code in group.by_code():
            lines += [*self._places(same_code), *self._advice(same_code[0])]
        if group.waived:
            lines += ["", *(line for finding in group.waived for line in waived(finding, self._pen))]
        return lines

    def _heading(self, group: outline.Group) -> list[str]:
        return self._pen.heading(clean(group.name), clean(", ".join(outline.facts(group, self._judged))))

    def _places(self, findings: list[Finding]) -> list[str]:
        """Findings of one code: each with its place, the first ones with their source."""
        limit = len(findings) if self._options.verbose else FRAMES_PER_CODE
        lines: list[str] = []
        for finding in findings[:limit]:
            framed = has_extent(finding.position) and self._hidden.isdisjoint(_lines(finding))
            lines += ["", *full(finding, self._options if framed else None, self._pen)]
        rest = [line for finding in findings[limit:] for line in compact(finding, self._pen)]
        return [*lines, "", *rest] if rest else lines

    def _advice(self, finding: Finding) -> list[str]:
        """Where else this is so, why it matters (told once in a report), what to do, the command that tells more."""
        notes = [
            ("also in", ", ".join(finding.deployments[1:])),
            ("why", "" if finding.why in self._told else finding.why),
            ("fix", finding.fix),
            ("run", outline.explain(finding)),
        ]
        self._told.add(finding.why)
        rows = ((f"= {label}: ", one_line(text)) for label, text in notes if text)
        return [line for label, text in rows for line in self._pen.prose(text, 6, label, "faint")]


def _lines(finding: Finding) -> set[tuple[str, int]]:
    place = finding.position
    return {(place.path, line) for line in range(place.line, min(place.end_line, place.line + 1_000) + 1)}
