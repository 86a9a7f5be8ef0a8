"""Which findings a change brings, and which stood at its base: of deployments that it touches and does not promote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.judging.rules import RuleJudge
from policylint.judging.schema import schema_findings
from policylint.model.documents import Position

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policylint.engine import Engine, Loaded
    from policylint.judging.rules import Context
    from policylint.model.deployments import Deployment
    from policylint.model.reports import Finding
    from policylint.model.rules import At, Rule
    from policylint.promotion.sides.comparison import Compared

    _Key = tuple[str, ...]


class Standing:
    """Asks about the base what was found at the head: the same rules, and only about deployments with findings."""

    def __init__(self, engine: Engine, loaded: Loaded, rules: tuple[Rule, ...], context: Context) -> None:
        self._engine = engine
        self._loaded = loaded
        self._rules = rules
        self._context = context

    def marked(self, findings: Sequence[Finding], compared: Compared) -> Iterator[Finding]:
        """The findings; those about one deployment that is not promoted say whether they stood at the base just so."""
        pasts = {
            each.subject.name: each.before
            for each in compared.pairs
            if each.changed and not compared.why[each.subject.name]
        }
        ours = [each for each in findings if len(each.deployments) == 1 and each.deployments[0] in pasts]
        asked = {past.name: past for each in ours if (past := pasts[each.deployments[0]]) is not None}
        known = self._known(tuple(asked.values()), {each.code for each in ours})
        for each in findings:
            if len(each.deployments) == 1 and each.deployments[0] in pasts:
                past = pasts[each.deployments[0]]
                stood = past is not None and not known.isdisjoint(_keys(each, past.name))
                yield replace(each, standing=stood)
            else:
                yield each

    def _known(self, deployments: tuple[Deployment, ...], codes: set[str]) -> set[_Key]:
        if not deployments:
            return set()
        rules = tuple(rule for rule in self._rules if rule.code in codes)
        judge = RuleJudge(self._engine, self._loaded, rules, self._context)
        documents = {each.id: each for deployment in deployments for each in deployment.documents}
        found = [*schema_findings(documents.values(), deployments, rules, _nowhere)]
        found += judge.judge(deployments, _nowhere)
        return {key for each in found for name in each.deployments for key in _keys(each, name)}


def _keys(finding: Finding, name: str) -> tuple[_Key, _Key]:
    """What is the same in two findings that are: the words, and the place, which keeps its name or its pointer."""
    same = (finding.code, finding.outcome, finding.level, finding.message, name)
    return (*same, finding.fingerprint), (*same, "", finding.position.pointer)


def _nowhere(at: At) -> Position:
    """No file is looked into: nobody is shown where something stood."""
    return Position("", 1, 1, 1, 1, at.pointer)
