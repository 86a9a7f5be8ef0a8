"""What a report says, as a record keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.rules import LEVELS

if TYPE_CHECKING:
    from collections.abc import Collection

    from policylint.model.documents import Json, Problem
    from policylint.model.reports import Change, Finding, Report

TESTS = "https://in-toto.io/attestation/test-result/v0.1"
MOST = 1_000  # findings and problems that are written down; the count is always that of all


def tests(report: Report, rules: Collection[str], configuration: list[Json]) -> Json:
    """The rules as tests: failed where a finding blocks, warned where one does not or is waived, passed otherwise."""
    blocks = LEVELS.index(report.fail_on)
    every = (*report.findings, *report.suppressed)
    failed = {each.code for each in every if not each.waiver and LEVELS.index(each.level) >= blocks}
    warned = {each.code for each in every} - failed
    result = "WARNED" if warned else "PASSED"
    return {
        "result": result if report.verdict == "compliant" else "FAILED",
        "configuration": configuration,
        "passedTests": [*sorted(set(rules) - failed - warned)],
        "warnedTests": [*sorted(warned)],
        "failedTests": [*sorted(failed)],
    }


def details(report: Report) -> dict[str, Json]:
    """Verdict, findings and problems, and what the change does."""
    return {
        "verdict": report.verdict,
        "failOn": report.fail_on,
        "change": _change(report.change) if report.change is not None else None,
        "findings": [_finding(each) for each in report.findings[:MOST]],
        "problems": [_problem(each) for each in report.problems[:MOST]],
        "counts": {"findings": len(report.findings), "problems": len(report.problems)},
    }


def _change(change: Change) -> Json:
    return {
        "paths": change.paths,
        "untouched": change.untouched,
        "removed": [*change.removed],
        "promotions": [
            {
                "deployment": each.deployment,
                "reasons": [*each.reasons],
                "stage": {"from": each.stage_before, "to": each.stage},
                "platform": {"from": each.platform_before, "to": each.platform},
                "versions": {"from": [*each.versions_before], "to": [*each.versions]},
                "renamedFrom": each.renamed,
            }
            for each in change.promotions
        ],
        "gate": [{"what": each.what, "path": each.path, "how": each.how, "say": each.say} for each in change.gate],
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "level": finding.level,
        "outcome": finding.outcome,
        "deployments": [*finding.deployments],
        "path": finding.position.path,
        "line": finding.position.line,
        "pointer": finding.position.pointer,
        "message": finding.message,
        "fingerprint": finding.fingerprint,
        "waiver": finding.waiver,
    }


def _problem(problem: Problem) -> Json:
    return {
        "kind": problem.kind,
        "path": problem.path,
        "line": problem.line,
        "message": problem.message,
        "blocks": problem.blocks,
    }
