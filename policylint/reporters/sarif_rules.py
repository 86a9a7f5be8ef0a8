"""The rules of a SARIF log: a descriptor for each rule of the run and each document policy that found something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.rules import LEVELS
from policylint.reporters.clean import clean
from policylint.reporters.sarif_places import Object, text

if TYPE_CHECKING:
    from policylint.model.reports import Finding, Report
    from policylint.model.rules import Rule

TAGS_SHOWN = 20


def descriptors(report: Report) -> dict[str, Object]:
    """A reportingDescriptor by code, in the order of the rules and then of the findings."""
    found = {clean(rule.code): _of_rule(rule) for rule in report.rules}
    for finding in report.findings:
        code = clean(finding.code)
        if code not in found:
            found[code] = _of_finding(finding)
    return found


def _of_rule(rule: Rule) -> Object:
    advice = f"{rule.description.rstrip()}\n\nFix: {rule.fix.rstrip()}\n\nMore: policylint explain {rule.code}"
    levels = rule.severity.values()
    descriptor: Object = {
        "id": clean(rule.code),
        "name": clean(rule.name),
        "shortDescription": {"text": text(rule.title)},
        "fullDescription": {"text": text(rule.description)},
        "help": {"text": text(advice), "markdown": _markdown(rule)},
        "defaultConfiguration": {"level": max(levels, key=LEVELS.index, default="warning"), "enabled": rule.default},
        "properties": _properties(rule),
    }
    if rule.url and rule.url.startswith("https://"):
        descriptor["helpUri"] = rule.url
    return descriptor


def _markdown(rule: Rule) -> str:
    lines = [f"**{text(rule.title)}**", text(rule.description), f"**Fix:** {text(rule.fix)}"]
    if rule.frameworks:
        rows = [f"| {clean(name)} | {clean(', '.join(ids))} |" for name, ids in sorted(rule.frameworks.items())]
        lines.append("\n".join(["| Framework | Evidence for part of |", "| --- | --- |", *rows]))
    return "\n\n".join([*lines, f"More: `policylint explain {clean(rule.code)}`"])


def _properties(rule: Rule) -> Object:
    frameworks = {clean(name): [clean(one) for one in ids] for name, ids in sorted(rule.frameworks.items())}
    tags = [clean(rule.name.split(".")[0]), *(f"{name}: {one}" for name, ids in frameworks.items() for one in ids)]
    severity = max(rule.severity.values(), key=LEVELS.index, default="warning")
    return {
        "tags": list(dict.fromkeys(tags))[:TAGS_SHOWN],
        "precision": rule.confidence if rule.confidence in ("very-high", "high", "medium", "low") else "medium",
        "problem.severity": "recommendation" if severity == "note" else severity,
        "frameworks": frameworks,
        "aliases": [clean(alias) for alias in rule.aliases],
    }


def _of_finding(finding: Finding) -> Object:
    title = text(finding.title) or f"Document policy {clean(finding.code)}"
    return {
        "id": clean(finding.code),
        "name": clean(finding.rule),
        "shortDescription": {"text": title},
        "fullDescription": {"text": text(finding.why) or title},
        "help": {"text": text(finding.fix) or title},
        "defaultConfiguration": {"level": finding.level},
        "properties": {"tags": ["document-policy"]},
    }
