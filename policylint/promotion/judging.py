"""A change -> what the rules and policies of its base say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly import leftovers
from policylint.judging.bundles import speaks_of_files
from policylint.judging.choosing import choose
from policylint.judging.policyrun import PolicyRun
from policylint.judging.rules import Context
from policylint.judging.schema import BUILT_IN, malformed, not_covered, schema_findings
from policylint.promotion.guards.excepted import Exceptions
from policylint.promotion.rules import PromotionJudge, SubjectJudge
from policylint.promotion.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.engine import Loaded
    from policylint.judging.choosing import Chosen
    from policylint.judging.loading import Ready
    from policylint.model.documents import Problem
    from policylint.model.reports import Finding
    from policylint.model.rules import Rule
    from policylint.promotion.material import Material, Opened
    from policylint.promotion.sides.comparison import Compared
    from policylint.promotion.sides.places import CommitPlaces
    from policylint.promotion.told import Told


def chosen_of(opened: Opened, ready: Ready) -> Chosen:
    """The rules that judge a change, and their parameters, as the base says."""
    return choose((*BUILT_IN, *ready.rules), opened.judges.config, (), ())


class Judging:
    """Judges one change. `problems`, `evaluated`, `counts` (by deployment), `asked` (codes of rules) grow with it."""

    def __init__(self, opened: Opened, material: Material, places: CommitPlaces, now: str) -> None:
        self._opened = opened
        self._material = material
        self._places = places
        self._now = now
        self.rules: tuple[Rule, ...] = ()
        self.problems: list[Problem] = []
        self.evaluated = 0
        self.counts: dict[str, int] = {}
        self.asked: set[str] = set()

    def by_policies(self, ready: Ready) -> Iterator[Finding]:
        """What document policies of the base say about the files that the change touches."""
        policies = self._opened.judges.policies
        if policies is None:
            return
        run = PolicyRun(self._places.within, combine=False, strict=False)
        run.begin(ready, self._opened.git.top if speaks_of_files(policies) else None)
        touched = self._material.touched
        for path, file in self._material.head.files.items():
            if path in touched and file.source is not None:
                yield from run.take(file.source, file.reading)
        yield from run.finish()
        self.problems += run.problems
        self.evaluated += run.evaluated

    def by_rules(self, ready: Ready, loaded: Loaded, compared: Compared, told: Told) -> Iterator[Finding]:
        """What rules say about the deployments that the change touches, and those that it promotes; waivers are put."""
        opened = self._opened
        tree = opened.sides.tree(opened.commits.policies)
        exceptions = Exceptions(tree, opened.judges.config, (*BUILT_IN, *ready.rules), self._now)
        found = list(self._by_rules(ready, loaded, compared, told))
        codes = frozenset(rule.code for rule in self.rules)
        promoted = frozenset(each.subject.name for each in compared.promoted)
        authors = told.change.get("authors")
        yield from exceptions.settle(found, codes, self._material, promoted, authors, self._places.of)
        self.problems += exceptions.problems

    def _by_rules(self, ready: Ready, loaded: Loaded, compared: Compared, told: Told) -> Iterator[Finding]:
        chosen = chosen_of(self._opened, ready)
        self.problems += chosen.problems
        self.rules = chosen.rules
        context = Context(self._now, chosen.config.params, chosen.config.undecided == "block")
        found = [*self._by_shape(compared), *self._by_subject(ready, loaded, compared, context, told)]
        yield from Standing(ready.engine, loaded, self.rules, context).marked(found, compared)
        judge = PromotionJudge(ready.engine, loaded, self.rules, context, told)
        yield from judge.judge([each.subject for each in compared.promoted], self._places.of)
        self._count(judge)

    def _by_shape(self, compared: Compared) -> Iterator[Finding]:
        head = self._material.head
        ours = self._material.documents({each.id for one in compared.judged for each in one.documents})
        yield from schema_findings(ours, compared.judged, self.rules, self._places.of)
        self.problems += malformed(ours, head.deployments)
        self.problems += not_covered(ours, head.deployments, bool(head.deployments))

    def _by_subject(
        self, ready: Ready, loaded: Loaded, compared: Compared, context: Context, told: Told
    ) -> Iterator[Finding]:
        head, touched = self._material.head, self._material.touched
        beside = [each for each in leftovers(head.documents, head.deployments) if each.documents[0].path in touched]
        judge = SubjectJudge(ready.engine, loaded, self.rules, context, told)
        yield from judge.judge((*compared.judged, *beside), self._places.of)
        self._count(judge)

    def _count(self, judge: SubjectJudge) -> None:
        self.evaluated += judge.evaluated
        self.asked |= judge.asked
        for name, number in judge.counts.items():
            self.counts[name] = self.counts.get(name, 0) + number
