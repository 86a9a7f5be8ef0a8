"""The JSON report: the form that other programs read. Its shape is in report.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.reporters.dump import dump_rows

if TYPE_CHECKING:
    from policylint.model.documents import Json, Position, Problem
    from policylint.model.reports import Change, Finding, Promotion, Report, SourceState, Summary
    from policylint.reporters import Options

VERSION = "1"


def render(report: Report, options: Options) -> str:
    """The report as one JSON object; `sources` only with `verbose`."""
    tool = report.tool
    value: dict[str, Json] = {
        "version": VERSION,
        "tool": {
            "policylint": tool.policylint,
            "opa": tool.opa,
            "policies": tool.policies,
            "engine": tool.engine,
        },
        "verdict": report.verdict,
        "exit_code": report.exit_code,
        "summary": _summary(report.summary),
        **(_change(report.change) if report.change is not None else {}),
        "findings": [_finding(finding) for finding in _told(report)],
        "problems": [_problem(problem) for problem in report.problems],
    }
    if options.verbose:
        value["sources"] = [_source(source) for source in report.sources]
    return dump_rows(value)


def _change(change: Change) -> dict[str, Json]:
    """What only a run of the gate has: the commits, what is promoted, what the change does to the gate."""
    return {
        "commits": {"base": change.base, "head": change.head, "policies": change.policies, "paths": change.paths},
        "promotions": [_promotion(each) for each in change.promotions],
        "removed": list(change.removed),
        "untouched": change.untouched,
        "gate": [
            {
                "what": each.what,
                "path": each.path,
                "how": each.how,
                "say": each.say,
                "position": _position(each.position) if each.position is not None else None,
            }
            for each in change.gate
        ],
    }


def _promotion(each: Promotion) -> Json:
    return {
        "deployment": each.deployment,
        "path": each.path,
        "reasons": list(each.reasons),
        "stage": {"from": each.stage_before, "to": each.stage},
        "platform": {"from": each.platform_before, "to": each.platform},
        "versions": {"from": list(each.versions_before), "to": list(each.versions)},
        "renamed_from": each.renamed,
    }


def _told(report: Report) -> list[Finding]:
    """All findings, those that another one stands for among them: a program may count by rule."""
    if not report.suppressed:
        return list(report.findings)
    return sorted((*report.findings, *report.suppressed), key=_order)


def _order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    place = finding.position
    return place.path, place.line, place.column, finding.code, finding.message, place.pointer


def _summary(summary: Summary) -> Json:
    levels, states = summary.findings, summary.sources
    return {
        "documents": summary.documents,
        "deployments": summary.deployments,
        "unknown_stage": summary.unknown_stage,
        "rules": summary.rules,
        "evaluated": summary.evaluated,
        "findings": {level: levels.get(level, 0) for level in ("error", "warning", "note")},
        "waived": summary.waived,
        "baseline": summary.baseline,
        "undecided": summary.undecided,
        "sources": {state: states.get(state, 0) for state in ("read", "not_ours", "template", "unreadable")},
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "rule": finding.rule,
        "title": finding.title,
        "outcome": finding.outcome,
        "level": finding.level,
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
        "deployment": finding.deployments[0] if finding.deployments else None,
        "deployments": list(finding.deployments),
        "stage": finding.stage,
        **_position(finding.position),
        **_extras(finding),
    }


def _extras(finding: Finding) -> dict[str, Json]:
    edit = finding.edit
    return {
        "related": [{"message": place.message, **_position(place.position)} for place in finding.related],
        "edit": {"op": edit.op, "pointer": edit.pointer, "value": edit.value} if edit else None,
        "hides": list(finding.hides),
        "suppressed_by": finding.suppressed_by,
        "fingerprint": finding.fingerprint,
        "frameworks": {name: list(ids) for name, ids in sorted(finding.frameworks.items())},
        "waiver": finding.waiver,
        **({"standing": finding.standing} if finding.standing is not None else {}),
        "url": finding.url,
    }


def _position(position: Position) -> dict[str, Json]:
    return {
        "path": position.path,
        "line": position.line,
        "column": position.column,
        "end_line": position.end_line,
        "end_column": position.end_column,
        "pointer": position.pointer,
    }


def _problem(problem: Problem) -> Json:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "kind": problem.kind,
        "blocks": problem.blocks,
        "hint": problem.hint,
    }


def _source(source: SourceState) -> Json:
    documents: list[Json] = [
        {"index": index, "kind": kind, "line": line, "deployment": deployment}
        for index, kind, line, deployment in source.documents
    ]
    return {"path": source.path, "state": source.state, "documents": documents}
