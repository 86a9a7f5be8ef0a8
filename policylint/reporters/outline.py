"""The order of a report for people: groups by deployment, in each group the codes from the worst level down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.rules import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policylint.model.reports import Finding, Judged


class Group:
    """The findings of one deployment, or of one file when they are about no deployment; waived ones apart."""

    def __init__(self, name: str, is_deployment: bool) -> None:
        self.name = name
        self.is_deployment = is_deployment
        self.findings: list[Finding] = []
        self.waived: list[Finding] = []

    def by_code(self) -> list[list[Finding]]:
        """The findings that count, a list for each code and advice: the worst level first, then as in the report."""
        codes: dict[tuple[object, ...], list[Finding]] = {}
        for finding in self.findings:
            key = (finding.code, finding.why, finding.fix, finding.deployments)
            codes.setdefault(key, []).append(finding)
        return sorted(codes.values(), key=lambda same: -max(LEVELS.index(one.level) for one in same))


def groups(findings: Iterable[Finding]) -> list[Group]:
    """One group for each deployment or file, in the order in which the report first names it."""
    found: dict[tuple[bool, str], Group] = {}
    for finding in findings:
        name = finding.deployments[0] if finding.deployments else finding.position.path
        key = (bool(finding.deployments), name)
        group = found.setdefault(key, Group(name, key[0]))
        (group.findings if finding.waiver is None else group.waived).append(finding)
    return list(found.values())


def facts(group: Group, judged: Mapping[str, Judged]) -> tuple[str, ...]:
    """What is known of a deployment besides its name: stage, platform, the file that serves it."""
    if not group.is_deployment:
        return ()
    if row := judged.get(group.name):
        return (row.stage or "unknown stage", row.platform, row.path)
    first = (group.findings or group.waived)[0]
    return (first.stage or "unknown stage",)


def explain(finding: Finding) -> str:
    """The command that says more about the rule; none for a document policy, whose code names a package."""
    return "" if "/" in finding.code else f"policylint explain {finding.code}"
