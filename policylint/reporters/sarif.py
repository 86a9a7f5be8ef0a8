"""SARIF 2.1.0, as GitHub code scanning and editors read it.

Every finding is a result of kind "fail" with its own level: viewers leave other kinds out, and an undecided rule must
be seen. The outcome is in the message and in `properties.outcome`; problems are notifications of the invocation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.reporters.clean import clean
from policylint.reporters.dump import dump, dump_rows
from policylint.reporters.sarif_places import location, logical, physical, text
from policylint.reporters.sarif_rules import descriptors
from policylint.reporters.wording import OUTCOME_WORDS, verdict_words

if TYPE_CHECKING:
    from policylint.model.documents import Json, Problem
    from policylint.model.reports import Finding, Report
    from policylint.model.rules import Fix
    from policylint.reporters import Options

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "policylint/v1"


def render(report: Report, options: Options) -> str:
    """One SARIF log with one run, a line for each rule and result."""
    rules = descriptors(report)
    index = {code: number for number, code in enumerate(rules)}
    driver: dict[str, Json] = {
        "name": "policylint",
        "version": report.tool.policylint,
        "rules": [*rules.values()],
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver, "extensions": [{"name": "opa", "version": report.tool.opa}]},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report)],
        "results": [_result(finding, index[clean(finding.code)]) for finding in report.findings],
        "properties": {"verdict": report.verdict, "policies": report.tool.policies, "engine": report.tool.engine},
    }
    head = f'{{"$schema": {dump(SCHEMA)}, "version": "2.1.0", "runs": ['
    return f"{head}{dump_rows(run).rstrip()}]}}\n"


def _invocation(report: Report) -> Json:
    return {
        "executionSuccessful": report.verdict != "not decided",
        "exitCode": report.exit_code,
        "exitCodeDescription": verdict_words(report),
        "toolExecutionNotifications": [_notification(problem) for problem in report.problems],
    }


def _notification(problem: Problem) -> Json:
    message = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    notification: dict[str, Json] = {
        "level": "error" if problem.blocks else "note",
        "message": {"text": text(message)},
        "descriptor": {"id": clean(problem.kind)},
    }
    if problem.path:
        region = {"startLine": problem.line or 1} | ({"startColumn": problem.column} if problem.column else {})
        notification["locations"] = [{"physicalLocation": physical(problem.path, region)}]
    return notification


def _result(finding: Finding, rule_index: int) -> Json:
    result: dict[str, Json] = {
        "ruleId": clean(finding.code),
        "ruleIndex": rule_index,
        "level": finding.level,
        "message": {"text": text(OUTCOME_WORDS[finding.outcome] + finding.message)},
        "locations": [location(finding.position) | {"logicalLocations": logical(finding)}],
    }
    if finding.fingerprint:
        result["partialFingerprints"] = {FINGERPRINT: finding.fingerprint}
    if finding.related:
        result["relatedLocations"] = [
            location(place.position) | {"id": number, "message": {"text": text(place.message)}}
            for number, place in enumerate(finding.related, 1)
        ]
    return result | _fixes(finding) | _suppressions(finding) | {"properties": _properties(finding)}


def _suppressions(finding: Finding) -> dict[str, Json]:
    if finding.waiver is None:
        return {}
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": text(finding.waiver)}]}


def _fixes(finding: Finding) -> dict[str, Json]:
    """A replacement, where the edit is of the value that the finding marks; the JSON form of a scalar is YAML too."""
    edit = finding.edit
    if edit is None or not _replaces_marked_scalar(edit, finding):
        return {}
    place = location(finding.position)["physicalLocation"]
    replacement: Json = {"deletedRegion": place["region"], "insertedContent": {"text": dump(edit.value)}}
    change: Json = {"artifactLocation": place["artifactLocation"], "replacements": [replacement]}
    return {"fixes": [{"description": {"text": text(finding.fix or finding.message)}, "artifactChanges": [change]}]}


def _replaces_marked_scalar(edit: Fix, finding: Finding) -> bool:
    position = finding.position
    one_line = position.line == position.end_line and position.path.endswith((".yaml", ".yml", ".json", ".md"))
    same = edit.op == "replace" and edit.pointer == position.pointer
    return same and one_line and not isinstance(edit.value, dict | list)


def _properties(finding: Finding) -> Json:
    return {
        "outcome": finding.outcome,
        "stage": finding.stage,
        "deployments": [clean(name) for name in finding.deployments],
        "fix": text(finding.fix),
        "hides": [clean(code) for code in finding.hides],
        "frameworks": {clean(name): [clean(one) for one in ids] for name, ids in sorted(finding.frameworks.items())},
    }
