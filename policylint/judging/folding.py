"""One cause, one finding: the same finding of several deployments is one, and a consequence hides under its cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policylint.judging.levels import higher

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policylint.model import Finding, Rule


def fold(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
    """The findings in their final order, each cause once.

    A hidden finding is named in `hides` of the one that hides it.
    """
    merged = sorted(_merge(findings), key=order)
    hidden: dict[int, list[str]] = {}
    kept: list[Finding] = []
    for finding in merged:
        cause = _cause(finding, merged, rules)
        if cause is None:
            kept.append(finding)
        else:
            hidden.setdefault(id(cause), []).append(finding.code)
    return tuple(replace(f, hides=tuple(sorted(hidden[id(f)]))) if id(f) in hidden else f for f in kept)


def order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """Total and stable: path, line, column, code, message."""
    place = finding.position
    return place.path, place.line, place.column, finding.code, finding.message, place.pointer


def _merge(findings: Iterable[Finding]) -> list[Finding]:
    seen: dict[tuple[str, ...], Finding] = {}
    for finding in findings:
        place = finding.position
        key = (finding.code, finding.outcome, place.path, str(place.line), place.pointer, finding.message)
        first = seen.get(key)
        seen[key] = finding if first is None else _joined(first, finding)
    return list(seen.values())


def _joined(one: Finding, two: Finding) -> Finding:
    graver = one if higher(one.level, two.level) == one.level else two
    names = tuple(dict.fromkeys((*one.deployments, *two.deployments)))
    return replace(graver, deployments=names, waiver=one.waiver if one.waiver and two.waiver else None)


def _cause(finding: Finding, findings: list[Finding], rules: Mapping[str, Rule]) -> Finding | None:
    """The first cause: a finding of a rule that this one depends on, about the same deployment and artefact."""
    rule = rules.get(finding.code)
    if rule is None or not rule.depends_on:
        return None
    for other in findings:
        if other.code in rule.depends_on and other.position.path == finding.position.path and _shares(finding, other):
            return _cause(other, findings, rules) or other
    return None


def _shares(one: Finding, two: Finding) -> bool:
    return one.waiver is None and two.waiver is None and bool(set(one.deployments) & set(two.deployments))
