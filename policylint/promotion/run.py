"""The one page of the gate: resolve | read both commits | compare | judge by what the base says | report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import policylint
from policylint.background import Background
from policylint.errors import PolicylintError
from policylint.judging.bundles import digest
from policylint.judging.folding import fold
from policylint.judging.loading import Wanted, prepare
from policylint.judging.namespaces import Namespaces
from policylint.judging.rules import asks_of, entries_of
from policylint.model.documents import Problem
from policylint.model.reports import Change, Report, Tool
from policylint.problems import in_order, problems_of
from policylint.promotion.commits.git import Git
from policylint.promotion.digests import DIGEST
from policylint.promotion.judging import Judging, chosen_of
from policylint.promotion.material import config_after, open_change, read_change
from policylint.promotion.sides.comparison import compare
from policylint.promotion.sides.identity import IDENTITY
from policylint.promotion.sides.places import CommitPlaces
from policylint.promotion.told import Before, change_of
from policylint.promotion.unseen.hidden import hidden, referred, unrecognised
from policylint.promotion.unseen.kustomize import unbuilt
from policylint.promotion.unseen.unread import unread
from policylint.promotion.unseen.unstaged import unstaged
from policylint.tally import Tally, judged, summarise, verdict_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.engine import Engine, Loaded
    from policylint.judging.loading import Ready
    from policylint.model.deployments import Deployment
    from policylint.model.reports import Finding
    from policylint.model.rules import Level
    from policylint.promotion.asked import Asked
    from policylint.promotion.evidence import Witness
    from policylint.promotion.material import Material, Opened
    from policylint.promotion.request import GateRequest
    from policylint.promotion.sides.comparison import Compared
    from policylint.promotion.told import Told

    End = Callable[[Opened, Material, Ready, Loaded], None]

PATIENCE = 1.0


class Gate:
    """One run of the gate. `lines` shows what its report speaks of."""

    def __init__(self, request: GateRequest, tell: Callable[[int], None], witness: Witness | None = None) -> None:
        self._request = request
        self._witness = witness
        self._tell = tell
        self._tally = Tally(request.verbose)
        self._git: Git | None = None
        self._engines: list[Engine] = []
        self._loading: Background[Ready] | None = None
        self._opened: Opened | None = None
        self._places: CommitPlaces | None = None
        self._judging: Judging | None = None
        self._change: Change | None = None
        self._judged: tuple[Deployment, ...] = ()
        self._findings: list[Finding] = []
        self._problems: list[Problem] = []
        self._opa = ""
        self._policies = 0

    def run(self, start: Callable[[], Engine]) -> Report:
        """Judge the change. Whatever fails on the way becomes a problem; findings so far are kept."""
        self._through(start, self._judge)
        return self._report()

    def inputs(self, start: Callable[[], Engine]) -> tuple[list[Asked], tuple[Problem, ...]]:
        """What rules would get about the deployments that the change touches, and what is wrong. Nothing is judged."""
        found: list[Asked] = []
        self._through(start, lambda *read: found.extend(self._asked(*read)))
        return found, in_order(self._problems)

    def lines(self, path: str, first: int, last: int) -> list[str]:
        """Lines of a file of either commit."""
        return self._places.lines(path, first, last) if self._places is not None else []

    def end(self) -> None:
        """End what showed lines."""
        if self._git is not None:
            self._git.close()

    @property
    def asked(self) -> frozenset[str]:
        """The codes of the rules that judged something."""
        return frozenset(self._judging.asked) if self._judging is not None else frozenset()

    def _through(self, start: Callable[[], Engine], end: End) -> None:
        try:
            self._go(start, end)
        except PolicylintError as error:
            self._problems += problems_of(error)
        except BaseException:
            self._close(PATIENCE)
            raise
        self._close()

    def _go(self, start: Callable[[], Engine], end: End) -> None:
        """Every stage in order, `end` the last one. Policies compile in the background while the commits are read."""
        git = self._git = Git(self._request.folder)
        opened = self._opened = open_change(git, self._request)
        self._problems += opened.judges.problems
        self._loading = Background(lambda: self._load(start, opened))
        if self._witness is not None:
            self._witness.opened(opened)
        material = read_change(opened)
        for number, file in enumerate(material.head.files.values(), 1):
            self._tally.count(file.reading)
            self._tell(number)
        ready = self._loading.result()
        self._opa = ready.engine.opa_version
        self._policies = ready.plan.rules if ready.plan is not None else 0
        if ready.rules_loaded is not None:
            end(opened, material, ready, ready.rules_loaded)

    def _keep(self, engine: Engine) -> Engine:
        self._engines.append(engine)
        return engine

    def _load(self, start: Callable[[], Engine], opened: Opened) -> Ready:
        """Whatever will be asked for is compiled at once, while files are read."""
        judges = opened.judges
        wanted = Wanted(self._request.now, judges.rules, judges.policies, Namespaces(("main",), True))
        ready = prepare(lambda: self._keep(start()), wanted)
        if ready.rules_loaded is not None:
            more = (DIGEST,) if self._witness is not None else ()
            asks = (IDENTITY, *more, *asks_of(ready.rules, entries_of(ready.rules_loaded)))
            ready.engine.select(ready.rules_loaded.handle, asks)
        return ready

    def _compare(
        self, opened: Opened, material: Material, ready: Ready, loaded: Loaded
    ) -> tuple[Compared, CommitPlaces, Told]:
        """What the change does to deployments, where it says so, and what their rules are told of it."""
        compared = compare(ready.engine, loaded, material, self._request.now, opened.judges.config.stages)
        self._judged = compared.judged
        self._problems += referred([*self._hidden(material, compared)], self._judged)
        config, faults = config_after(opened, material)
        self._problems += faults
        before = Before(opened, material, (opened.config_before(), config))
        places = self._places = CommitPlaces(material.head, before.shown)
        return compared, places, change_of(before, self._request, compared.promoted, places)

    def _asked(self, opened: Opened, material: Material, ready: Ready, loaded: Loaded) -> Iterator[Asked]:
        from policylint.promotion.asked import asked

        compared, _places, told = self._compare(opened, material, ready, loaded)
        chosen = chosen_of(opened, ready)
        self._problems += chosen.problems
        yield from asked(compared.judged, told, chosen, self._request.now)

    def _judge(self, opened: Opened, material: Material, ready: Ready, loaded: Loaded) -> None:
        compared, places, told = self._compare(opened, material, ready, loaded)
        self._change = self._told(opened, material, compared, told)
        if self._witness is not None:
            self._witness.judged(ready.engine, loaded, material, compared, self._request.now)
        judging = self._judging = Judging(opened, material, places, self._request.now)
        self._findings += judging.by_policies(ready)
        self._findings += judging.by_rules(ready, loaded, compared, told)

    def _hidden(self, material: Material, compared: Compared) -> Iterator[Problem]:
        base, head = material.base, material.head
        yield from hidden(base, head, material.touched)
        yield from unread(base, head, material.touched)
        yield from unbuilt(base, head, material.touched)
        yield from unrecognised(compared.removed, head, material.moved)
        yield from unstaged(compared, base)
        if not base.deployments and not head.deployments and self._policies == 0:
            hint = "`policylint kinds` lists what is recognised"
            yield Problem("nothing", "nothing to judge: neither commit holds a deployment", hint=hint)

    def _told(self, opened: Opened, material: Material, compared: Compared, told: Told) -> Change:
        return Change(
            base=opened.commits.base,
            head=opened.commits.head,
            policies=opened.commits.policies,
            promotions=compared.rows(),
            gate=told.rows,
            removed=tuple(each.name for each in compared.removed),
            paths=len(material.changed),
            untouched=compared.untouched,
        )

    def _close(self, patience: float | None = None) -> None:
        if self._loading is not None:
            self._loading.settle(patience)
        if self._git is not None:
            self._git.close()
        try:
            for engine in self._engines:
                engine.close()
        except PolicylintError as error:
            self._problems += problems_of(error)

    def _report(self) -> Report:
        rules = self._judging.rules if self._judging is not None else ()
        evaluated = self._judging.evaluated if self._judging is not None else 0
        counts = self._judging.counts if self._judging is not None else {}
        told = fold(self._findings, {rule.code: rule for rule in rules})
        findings = tuple(finding for finding in told if finding.suppressed_by is None)
        problems = in_order((*self._problems, *(self._judging.problems if self._judging is not None else ())))
        owners = {d.id: each.name for each in self._judged for d in each.documents}
        return Report(
            tool=self._tool(),
            verdict=verdict_of(findings, problems, self._fail_on()),
            summary=summarise(self._tally, findings, self._judged, len(rules) + self._policies, evaluated),
            findings=findings,
            suppressed=tuple(finding for finding in told if finding.suppressed_by is not None),
            problems=problems,
            sources=self._tally.sources(owners),
            rules=rules,
            deployments=tuple(judged(each, counts) for each in self._judged),
            fail_on=self._fail_on(),
            change=self._change,
        )

    def _fail_on(self) -> Level:
        configured: Level = self._opened.judges.config.fail_on if self._opened is not None else "error"
        return self._request.fail_on or configured

    def _tool(self) -> Tool:
        judges = self._opened.judges if self._opened is not None else None
        bundles = [each for each in (judges.rules, judges.policies) if each is not None] if judges is not None else []
        told = digest(bundles) if bundles and self._request.digest else ""
        return Tool(policylint.__version__, self._opa, told, self._request.engine)
