"""Counts what a run saw and draws the verdict from it. 2 outranks 1, and nothing turns either into 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.judging.levels import reaches
from policylint.model.documents import STATES, Problem
from policylint.model.reports import Judged, SourceState, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from policylint.model.deployments import Deployment
    from policylint.model.documents import Reading, State
    from policylint.model.reports import Finding, Verdict
    from policylint.model.rules import Level

_SHAPE = "SCH"


class Tally:
    """Counts sources and documents as they pass; keeps the sources themselves only when the report wants them.

    `remember` keeps the state of each path, for those who ask what became of a file that a manifest names; None is that
    of a file that was passed over and may be read after all.
    """

    def __init__(self, keep: bool, remember: bool = False) -> None:
        self._keep = keep
        self._remember = remember
        self._states: dict[State, int] = dict.fromkeys(STATES, 0)
        self._rows: dict[str, tuple[str, State, tuple[tuple[str, int, str | None, int], ...]]] = {}
        self.by_path: dict[str, State | None] = {}
        self.documents = 0

    def count(self, reading: Reading, passed: bool = False) -> None:
        """Count one source and its documents; one that was passed over and is read after all counts once."""
        if reading.path in self.by_path:
            self._states[self.by_path[reading.path] or "not_ours"] -= 1
        self._states[reading.state] += 1
        self.documents += len(reading.documents)
        if self._remember:
            self.by_path[reading.path] = None if passed else reading.state
        if self._keep:
            documents = tuple((d.id, d.index, d.kind, d.line) for d in reading.documents)
            self._rows[reading.path] = (reading.path, reading.state, documents)

    @property
    def states(self) -> dict[State, int]:
        """How many sources ended in each state."""
        return dict(self._states)

    def sources(self, deployments: Mapping[str, str]) -> tuple[SourceState, ...]:
        """The rows of the report, by path; `deployments` maps a document's id to the deployment that it belongs to."""
        return tuple(
            SourceState(
                path, state, tuple((index, kind, line, deployments.get(id_)) for id_, index, kind, line in found)
            )
            for path, state, found in sorted(self._rows.values())
        )


def judged(deployment: Deployment, counts: Mapping[str, int]) -> Judged:
    """The deployment as the report lists it; `counts` are the rules that were asked, by the name of a deployment."""
    path = deployment.primary_document.path
    return Judged(deployment.name, deployment.stage, deployment.platform, path, counts.get(deployment.name, 0))


def verdict_of(findings: Iterable[Finding], problems: Iterable[Problem], fail_on: Level) -> Verdict:
    """Not decided where anything could not be checked, blocked where a finding reaches `fail_on`, else compliant."""
    standing = [finding for finding in findings if finding.waiver is None]
    if any(problem.blocks for problem in problems) or any(_open(finding, fail_on) for finding in standing):
        return "not decided"
    return "blocked" if any(reaches(finding.level, fail_on) for finding in standing) else "compliant"


def decides(deployments: Sequence[Deployment], findings: Iterable[Finding], fail_on: Level) -> bool:
    """Whether a verdict can rest on what rules judged: deployments, or a repository that a rule about all of it blocks.

    The shape of a document that belongs to no deployment says nothing about what is served.
    """
    others = (finding for finding in findings if not finding.code.startswith(_SHAPE))
    return bool(deployments) or any(reaches(finding.level, fail_on) for finding in others)


def _open(finding: Finding, fail_on: Level) -> bool:
    if finding.outcome == "undecided":
        return reaches(finding.level, fail_on)
    return finding.outcome == "not_evaluated"


def summarise(
    tally: Tally, findings: Sequence[Finding], deployments: Sequence[Deployment], rules: int, evaluated: int
) -> Summary:
    """The counts of the report; `findings` by level are failures that no waiver covers."""
    levels: dict[Level, int] = {"error": 0, "warning": 0, "note": 0}
    for finding in findings:
        if finding.outcome == "fail" and finding.waiver is None:
            levels[finding.level] += 1
    return Summary(
        documents=tally.documents,
        deployments=len(deployments),
        unknown_stage=sum(1 for deployment in deployments if deployment.stage is None),
        rules=rules,
        evaluated=evaluated,
        findings=levels,
        waived=sum(1 for finding in findings if finding.waiver is not None and not finding.baseline),
        baseline=sum(1 for finding in findings if finding.baseline),
        undecided=sum(1 for finding in findings if finding.outcome == "undecided"),
        sources=tally.states,
    )
