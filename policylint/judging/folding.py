"""One cause, one finding: the same finding of several deployments is one, and a consequence hides under its cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policylint.judging.levels import higher

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policylint.model.reports import Finding
    from policylint.model.rules import Rule


def fold(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
    """The findings in their final order, each cause once.

    A hidden finding is named in `hides` of the one that hides it. One that is only shown with another stays, with the
    code of that one in `suppressed_by`.
    """
    merged = sorted(_merge(findings), key=order)
    causes = Causes(merged, rules)
    hidden: dict[int, list[str]] = {}
    kept: list[Finding] = []
    for finding in merged:
        cause = causes.of(finding)
        if cause is None:
            kept.append(finding)
            continue
        hidden.setdefault(id(cause), []).append(finding.code)
        if causes.is_shown_with(finding):
            kept.append(replace(finding, suppressed_by=cause.code))
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
    return _of_systems(seen.values())


def _of_systems(findings: Iterable[Finding]) -> list[Finding]:
    """What a rule says of one place in a ModelSystem is one finding, however it is put for each deployment.

    Two findings about one deployment stay two.
    """
    kept: list[Finding] = []
    shared: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=order):
        if not finding.shared or finding.outcome == "not_evaluated":
            kept.append(finding)
            continue
        alike = shared.setdefault(finding.fingerprint, [])
        others = (n for n, each in enumerate(alike) if set(each.deployments).isdisjoint(finding.deployments))
        number = next(others, None)
        if number is None:
            alike.append(finding)
        else:
            alike[number] = _joined(alike[number], finding)
    return [*kept, *(each for alike in shared.values() for each in alike)]


def _joined(one: Finding, two: Finding) -> Finding:
    """One finding for both: the graver; of two alike the undecided one, as that decides the verdict."""
    graver = one if higher(one.level, two.level) == one.level else two
    if one.level == two.level and two.outcome == "undecided":
        graver = two
    names = tuple(dict.fromkeys((*one.deployments, *two.deployments)))
    waiver = one.waiver if one.waiver and two.waiver else None
    # What is new about one of them is new.
    standing = one.standing and two.standing if None not in (one.standing, two.standing) else None
    return replace(
        graver, deployments=names, waiver=waiver, baseline=waiver is not None and one.baseline, standing=standing
    )


class Causes:
    """Which finding hides which: the first of a rule that the other's depends on, about the same deployment and file,
    or that it is shown with, at the same place.

    Nothing is hidden by what is milder, nothing that could not be evaluated, and nothing where rules depend on each
    other: hiding must not change the verdict.
    """

    def __init__(self, findings: Iterable[Finding], rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._by_path: dict[str, list[Finding]] = {}
        for finding in findings:
            self._by_path.setdefault(finding.position.path, []).append(finding)

    def of(self, finding: Finding) -> Finding | None:
        """The cause that is no consequence itself; None for a finding that stands by itself."""
        seen = {id(finding)}
        last, cause = None, self._direct(finding)
        while cause is not None:
            if id(cause) in seen:
                return None
            seen.add(id(cause))
            last, cause = cause, self._direct(cause)
        return last

    def _direct(self, finding: Finding) -> Finding | None:
        rule = self._rules.get(finding.code)
        if rule is None or not (rule.depends_on or rule.shown_with) or finding.outcome == "not_evaluated":
            return None
        beside = self._by_path[finding.position.path]
        return next((other for other in beside if _hides(rule, other, finding) and _explains(other, finding)), None)

    def is_shown_with(self, finding: Finding) -> bool:
        """Whether what hides it has the same cause, and is not the cause itself."""
        cause, rule = self._direct(finding), self._rules.get(finding.code)
        return cause is not None and rule is not None and cause.code in rule.shown_with


def _hides(rule: Rule, other: Finding, finding: Finding) -> bool:
    if other.code in rule.depends_on:
        return True
    both_fail = other.outcome == finding.outcome == "fail"
    return other.code in rule.shown_with and both_fail and other.position == finding.position


def _explains(cause: Finding, finding: Finding) -> bool:
    shares = bool(set(cause.deployments) & set(finding.deployments))
    return shares and not cause.waiver and not finding.waiver and higher(cause.level, finding.level) == cause.level
