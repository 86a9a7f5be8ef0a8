"""Judges deployments by rules: METADATA selects by stage and kind, one question a selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly import to_input
from policylint.engine import Ask
from policylint.frozen import dataclass, field, replace
from policylint.judging.chunks import Feed
from policylint.judging.findings import rule_finding
from policylint.judging.levels import announced, level_of, lower, severity
from policylint.judging.results import rule_result
from policylint.model.rules import At, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from policylint.engine import Answer, Engine, Fault, Loaded
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Json, Position
    from policylint.model.reports import Finding
    from policylint.model.rules import Outcome, Rule

    _Group = tuple[tuple[Rule, ...], list[tuple[Deployment, tuple[Rule, ...]]]]
    _Question = tuple[int, tuple[Rule, ...], list[tuple[Deployment, tuple[Rule, ...]]]]
    _Case = tuple[Deployment, dict[str, Rule]]

_SETS = ("deny", "undecided")
_SCOPES = ("subject", "repository")
FEW = 32


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know besides the deployment: the time of the run, parameters, how undecided counts."""

    now: str
    params: dict[str, dict[str, Json]] = field(default_factory=dict)
    undecided_blocks: bool = True
    files: frozenset[str] = frozenset()


def applicable(rules: Iterable[Rule], deployment: Deployment) -> tuple[Rule, ...]:
    """The rules that have a level at the deployment's stage and read one of its kinds.

    Promotion rules wait for the gate, built-in ones ask no engine.
    """
    kinds = {document.kind for document in deployment.documents}
    return tuple(
        rule
        for rule in rules
        if rule.scope in (_SCOPES if deployment.subject != "document" else _SCOPES[1:])
        and severity(rule, deployment.stage) is not None
        and (not rule.reads or not kinds.isdisjoint(rule.reads))
    )


def params_of(rules: Iterable[Rule], configured: Mapping[str, dict[str, Json]]) -> dict[str, dict[str, Json]]:
    """The parameters of the rules that have any: what is configured over their defaults."""
    return {rule.code: {**rule.params, **configured.get(rule.code, {})} for rule in rules if rule.params}


def entries_of(loaded: Loaded) -> frozenset[tuple[str, str]]:
    """What may be asked for: package and name of each rule that was loaded."""
    return frozenset((package.name, entry.rule) for package in loaded.packages for entry in package.entries)


def asks_of(rules: Iterable[Rule], entries: frozenset[tuple[str, str]]) -> tuple[Ask, ...]:
    """What is asked for on behalf of rules: the sets that their packages have."""
    asks = (Ask(rule.package, name) for rule in rules for name in _SETS)
    return tuple(ask for ask in asks if (ask.package, ask.rule) in entries)


class RuleJudge:
    """Asks an engine about deployments.

    `counts` says how many rules were asked about each deployment, by its name, `asked` are their codes.
    """

    def __init__(self, engine: Engine, loaded: Loaded, rules: tuple[Rule, ...], context: Context) -> None:
        self._engine = engine
        self._loaded = loaded
        self._rules = rules
        self._context = context
        self._entries = entries_of(loaded)
        self.counts: dict[str, int] = {}
        self.asked: set[str] = set()

    @property
    def evaluated(self) -> int:
        """How many pairs of rule and deployment were asked."""
        return sum(self.counts.values())

    def judge(self, deployments: Iterable[Deployment], locate: Callable[[At], Position]) -> Iterator[Finding]:
        """The findings of every deployment, not yet folded or ordered."""
        groups = _together(self._groups(deployments))
        if len(groups) > 1:
            # Whatever any group asks for is compiled at once.
            self._select(_rules_of(groups))
        questions = [(self._select(asked), asked, group) for asked, group in groups]
        for (deployment, rules), answer in self._answers(questions):
            yield from self._findings(deployment, rules, answer, locate)

    def _answers(self, questions: list[_Question]) -> Iterator[tuple[_Case, Answer]]:
        """Every deployment with its answer. The engine judges the next ones while these are looked at."""
        feed: Feed[_Case] = Feed(self._engine, 0)
        for selection, asked, group in questions:
            yield from feed.ask(selection)
            for deployment, rules in group:
                case = deployment, {rule.package: rule for rule in rules}
                yield from feed.add(case, self._input(deployment, asked))
        yield from feed.finish()

    def _select(self, rules: Iterable[Rule]) -> int:
        return self._engine.select(self._loaded.handle, asks_of(rules, self._entries))

    def _groups(self, deployments: Iterable[Deployment]) -> list[_Group]:
        groups: dict[tuple[str, ...], _Group] = {}
        for deployment in deployments:
            rules = self._applicable(deployment)
            if rules:
                self.counts[deployment.name] = self.counts.get(deployment.name, 0) + len(rules)
                self.asked.update(rule.code for rule in rules)
                groups.setdefault(tuple(r.code for r in rules), (rules, []))[1].append((deployment, rules))
        return list(groups.values())

    def _applicable(self, deployment: Deployment) -> tuple[Rule, ...]:
        return applicable(self._rules, deployment)

    def _input(self, deployment: Deployment, rules: tuple[Rule, ...]) -> str:
        from json import dumps

        told = self._told(deployment, params_of(rules, self._context.params))
        return dumps(told, ensure_ascii=False, separators=(",", ":"))

    def _told(self, deployment: Deployment, params: dict[str, dict[str, Json]]) -> dict[str, Json]:
        """What rules are told about a deployment."""
        return to_input(deployment, self._context.now, params)

    def _ids(self, deployment: Deployment) -> frozenset[str]:
        """The documents that a result may name."""
        return frozenset(document.id for document in deployment.documents)

    def _findings(
        self, deployment: Deployment, rules: dict[str, Rule], answer: Answer, locate: Callable[[At], Position]
    ) -> Iterator[Finding]:
        """What the answer says of the rules that apply; it may say more."""
        ids = self._ids(deployment)
        for ask, values in answer.values:
            rule = rules.get(ask.package)
            if rule is None:
                continue
            outcome: Outcome = "fail" if ask.rule == "deny" else "undecided"
            for value in values:
                result = rule_result(rule.code, outcome, value, ids)
                if isinstance(result, str):
                    result = _not_evaluated(rule, deployment, result)
                yield self._finding(result, rule, deployment, locate)
        for fault in answer.faults:
            rule = rules.get(fault.ask.package)
            if rule is not None:
                yield self._finding(_faulty(rule, deployment, fault), rule, deployment, locate)

    def _finding(self, result: Result, rule: Rule, deployment: Deployment, locate: Callable[[At], Position]) -> Finding:
        base = severity(rule, deployment.stage) or "note"
        if announced(rule, self._context.now) and result.outcome != "not_evaluated":
            base = lower(base, "warning")
            result = replace(result, message=f"{result.message} (This counts in full from {rule.effective_on}.)")
        level = level_of(base, deployment.stage, result.outcome, result.level, self._context.undecided_blocks)
        return rule_finding(result, rule, level, deployment, locate)


def _together(groups: list[_Group]) -> list[_Group]:
    """Few deployments are asked all at once, each about too much: one question is made, and no core waits."""
    everyone = [each for _, group in groups for each in group]
    if len(groups) < 2 or len(everyone) > FEW:
        return groups
    return [(_rules_of(groups), everyone)]


def _rules_of(groups: list[_Group]) -> tuple[Rule, ...]:
    """The rules that any group is asked, each once, by code."""
    rules = {rule.code: rule for asked, _ in groups for rule in asked}
    return tuple(rules[code] for code in sorted(rules))


def _faulty(rule: Rule, deployment: Deployment, fault: Fault) -> Result:
    return _not_evaluated(rule, deployment, fault.message)


def _not_evaluated(rule: Rule, deployment: Deployment, why: str) -> Result:
    message = f"{rule.code} could not be evaluated for {deployment.name}: {why}"
    return Result(rule.code, "not_evaluated", message, At(deployment.primary))
