"""Judges the deployments of a change: by the rules of every check, and the promoted ones by those of a promotion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.judging.levels import severity
from policylint.judging.rules import RuleJudge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.engine import Engine, Loaded
    from policylint.judging.rules import Context
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Json
    from policylint.model.rules import Rule
    from policylint.promotion.inputs import Case
    from policylint.promotion.told import Told

SCOPE = "promotion"


class SubjectJudge(RuleJudge):
    """The rules of every check. Of a promoted deployment they are told what `told` knows: some compare, too."""

    def __init__(self, engine: Engine, loaded: Loaded, rules: tuple[Rule, ...], context: Context, told: Told) -> None:
        super().__init__(engine, loaded, rules, context)
        self._about = told
        self._named = frozenset(_documents_of(told.change))

    def _told(self, deployment: Deployment, params: dict[str, dict[str, Json]]) -> dict[str, Json]:
        return {**super()._told(deployment, params), **self._about.of(deployment)}

    def _ids(self, deployment: Deployment) -> frozenset[str]:
        ids, case = super()._ids(deployment), self._about.cases.get(deployment.name)
        return ids if case is None else ids | frozenset(case.ids()) | self._named


class PromotionJudge(SubjectJudge):
    """The rules that compare."""

    def _applicable(self, deployment: Deployment) -> tuple[Rule, ...]:
        return comparing(self._rules, deployment, self._about.cases[deployment.name])


def comparing(rules: Iterable[Rule], deployment: Deployment, case: Case) -> tuple[Rule, ...]:
    """The rules of a promotion that have a level at the deployment's stage and read a kind of it, or of its past."""
    before = case.before.deployment.documents if case.before is not None else ()
    kinds = {each.kind for each in (*deployment.documents, *before)}
    return tuple(
        rule
        for rule in rules
        if rule.scope == SCOPE
        and severity(rule, deployment.stage) is not None
        and (not rule.reads or not kinds.isdisjoint(rule.reads))
    )


def _documents_of(change: dict[str, Json]) -> list[str]:
    """The documents that the change itself names."""
    guards, owners = change.get("gate"), change.get("codeowners")
    rows = [row.get("at") for row in (guards if isinstance(guards, list) else ()) if isinstance(row, dict)]
    rows += owners if isinstance(owners, list) else []
    return [name for row in rows if isinstance(row, dict) and isinstance(name := row.get("document"), str)]
