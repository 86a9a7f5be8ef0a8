"""The one page of the gate: resolve | read both commits | compare | judge by what the base says | report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import policylint
from policylint.background import Background
from policylint.config import FILE
from policylint.errors import PolicylintError
from policylint.judging.bundles import digest, speaks_of_files
from policylint.judging.folding import fold
from policylint.judging.loading import Wanted, prepare
from policylint.judging.namespaces import Namespaces
from policylint.judging.policyrun import PolicyRun
from policylint.model import Change, Problem, Report, Tool
from policylint.problems import in_order, problems_of
from policylint.promotion.change import Before, change_of
from policylint.promotion.commits import Commits, resolve
from policylint.promotion.compare import pair
from policylint.promotion.hidden import hidden, referred, unrecognised
from policylint.promotion.identity import identities, reasons
from policylint.promotion.places import CommitPlaces
from policylint.promotion.rows import promotion_of
from policylint.promotion.settings import config_of, judges_of
from policylint.promotion.side import Sides
from policylint.tally import Tally, judged, summarise, verdict_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from policylint.engine import Engine, Loaded
    from policylint.judging.loading import Ready
    from policylint.model import Deployment, Document, Finding, Rule
    from policylint.promotion.change import Told
    from policylint.promotion.changes import Changed
    from policylint.promotion.compare import Pair
    from policylint.promotion.git import Git
    from policylint.promotion.request import GateRequest
    from policylint.promotion.settings import Judges
    from policylint.promotion.side import Side

PATIENCE = 1.0


class Gate:
    """One run of the gate; `lines` shows what its report speaks of."""

    def __init__(self, request: GateRequest, tell: Callable[[int], None]) -> None:
        self._request = request
        self._tell = tell
        self._tally = Tally(request.verbose)
        self._git: Git | None = None
        self._engines: list[Engine] = []
        self._loading: Background[Ready] | None = None
        self._ready: Ready | None = None
        self._judges: Judges | None = None
        self._places: CommitPlaces | None = None
        self._change: Change | None = None
        self._judged: tuple[Deployment, ...] = ()
        self._rules: tuple[Rule, ...] = ()
        self._findings: list[Finding] = []
        self._problems: list[Problem] = []
        self._evaluated = 0
        self._opa = ""

    def run(self, start: Callable[[], Engine]) -> Report:
        """Judge the change. Whatever fails on the way becomes a problem; findings so far are kept."""
        try:
            self._go(start)
        except PolicylintError as error:
            self._problems += problems_of(error)
        except BaseException:
            self._close(PATIENCE)
            raise
        self._close()
        return self._report()

    def lines(self, path: str, first: int, last: int) -> list[str]:
        """Lines of a file of either commit."""
        return self._places.lines(path, first, last) if self._places is not None else []

    def _go(self, start: Callable[[], Engine]) -> None:
        from policylint.kinds import classify
        from policylint.promotion.git import Git

        git = self._git = Git(self._request.folder)
        commits = resolve(git, self._request)
        tip = Sides(git, classify, (), None).tree(commits.policies)
        judges = self._judges = judges_of(tip, self._request.shipped)
        self._problems += judges.problems
        self._loading = Background(lambda: prepare(lambda: self._keep(start()), self._wanted(judges)))
        sides = Sides(git, classify, judges.config.stages, _excluded(judges), keep_all=judges.policies is not None)
        base, head = sides.side(commits.base), sides.side(commits.head)
        self._count(head)
        self._ready = self._loading.result()
        self._opa = self._ready.engine.opa_version
        self._compare(git, sides, commits, base, head)

    def _keep(self, engine: Engine) -> Engine:
        self._engines.append(engine)
        return engine

    def _wanted(self, judges: Judges) -> Wanted:
        return Wanted(self._request.now, judges.rules, judges.policies, Namespaces(("main",), True))

    def _count(self, head: Side) -> None:
        for number, file in enumerate(head.files.values(), 1):
            self._tally.count(file.reading)
            self._tell(number)

    def _compare(self, git: Git, sides: Sides, commits: Commits, base: Side, head: Side) -> None:
        from policylint.promotion.changes import changed_paths

        assert self._judges is not None
        assert self._ready is not None
        ready, loaded = self._ready, self._ready.rules_loaded
        assert loaded is not None
        changed = changed_paths(git, commits.base, commits.head)
        moved = {each.path: each.old for each in changed if each.old is not None}
        pairs, removed = pair(base, head, moved)
        touched = {each.path for each in changed} | {each.old for each in changed if each.old is not None}
        identity = identities(ready.engine, loaded, (each for each in pairs if each.changed), self._request.now)
        why = {each.subject.name: reasons(each, identity.get(each.subject.name, {})) for each in pairs}
        promoted = [each for each in pairs if why[each.subject.name]]
        config_after, config_faults = config_of(sides.tree(commits.head))
        configs = (
            self._judges.config if commits.same_policies else config_of(sides.tree(commits.base))[0],
            config_after,
        )
        self._problems += self._of_config(changed, config_faults)
        before = Before(git, sides, commits, base, head, moved, configs, changed)
        places = self._places = CommitPlaces(head, before.shown)
        told = change_of(before, self._request, promoted, places)
        self._change = Change(
            base=commits.base,
            head=commits.head,
            policies=commits.policies,
            promotions=tuple(
                promotion_of(each, why[each.subject.name], identity[each.subject.name]) for each in promoted
            ),
            gate=told.rows,
            removed=tuple(each.name for each in removed),
            paths=len(changed),
            untouched=sum(1 for each in pairs if not each.changed and each.subject.subject == "deployment"),
        )
        self._judged = tuple(each.subject for each in pairs if each.changed)
        problems = [*hidden(base, head, touched), *unrecognised(removed, head, moved)]
        self._problems += referred(problems, self._judged)
        self._judge_policies(ready, git, head, touched)
        self._judge(ready, loaded, head, touched, promoted, told)
        if not base.deployments and not head.deployments and not self._findings:
            self._problems.append(_nothing())

    def _of_config(self, changed: Sequence[Changed], faults: tuple[Problem, ...]) -> Iterator[Problem]:
        """What is wrong with the configuration that the change brings: it could not judge what comes after."""
        if any(each.path == FILE for each in changed):
            yield from faults

    def _judge_policies(self, ready: Ready, git: Git, head: Side, touched: set[str]) -> None:
        assert self._judges is not None
        assert self._places is not None
        policies = self._judges.policies
        if policies is None:
            return
        run = PolicyRun(self._places.within, combine=False, strict=False)
        run.begin(ready, git.top if speaks_of_files(policies) else None)
        for path, file in head.files.items():
            if path in touched and file.source is not None:
                self._findings += run.take(file.source, file.reading)
        self._findings += run.finish()
        self._problems += run.problems
        self._evaluated += run.evaluated

    def _judge(
        self, ready: Ready, loaded: Loaded, head: Side, touched: set[str], promoted: list[Pair], told: Told
    ) -> None:
        from policylint.assembly import leftovers
        from policylint.judging.choosing import choose
        from policylint.judging.rules import Context
        from policylint.judging.schema import BUILT_IN, malformed, not_covered, schema_findings
        from policylint.promotion.judge import PromotionJudge, SubjectJudge

        assert self._judges is not None
        assert self._places is not None
        locate = self._places.of
        chosen = choose((*BUILT_IN, *ready.rules), self._judges.config, (), ())
        self._problems += chosen.problems
        self._rules = chosen.rules
        context = Context(self._request.now, chosen.config.params, chosen.config.undecided == "block")
        ours = _documents(self._judged, head, touched)
        self._findings += schema_findings(ours, self._judged, self._rules, locate)
        self._problems += malformed(ours, head.deployments)
        subject = SubjectJudge(ready.engine, loaded, self._rules, context)
        subject.promoted = frozenset(each.subject.name for each in promoted)
        beside = [each for each in leftovers(head.documents, head.deployments) if each.documents[0].path in touched]
        self._findings += subject.judge((*self._judged, *beside), locate)
        self._problems += not_covered(ours, head.deployments, bool(head.deployments))
        promotion = PromotionJudge(ready.engine, loaded, self._rules, context, told.cases, told.change, told.history)
        self._findings += promotion.judge([each.subject for each in promoted], locate)
        self._evaluated += subject.evaluated + promotion.evaluated

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
        told = fold(self._findings, {rule.code: rule for rule in self._rules})
        findings = tuple(finding for finding in told if finding.suppressed_by is None)
        problems = in_order(self._problems)
        config = self._judges.config if self._judges is not None else None
        fail_on = self._request.fail_on or (config.fail_on if config is not None else "error")
        plan = self._ready.plan if self._ready is not None else None
        asked = len(self._rules) + (plan.rules if plan is not None else 0)
        owners = {d.id: each.name for each in self._judged for d in each.documents}
        return Report(
            tool=self._tool(),
            verdict=verdict_of(findings, problems, fail_on),
            summary=summarise(self._tally, findings, self._judged, asked, self._evaluated),
            findings=findings,
            suppressed=tuple(finding for finding in told if finding.suppressed_by is not None),
            problems=problems,
            sources=self._tally.sources(owners),
            rules=self._rules,
            deployments=tuple(judged(each) for each in self._judged),
            fail_on=fail_on,
            change=self._change,
        )

    def _tool(self) -> Tool:
        judges = self._judges
        bundles = [each for each in (judges.rules, judges.policies) if each is not None] if judges is not None else []
        told = digest(bundles) if bundles and self._request.digest else ""
        return Tool(policylint.__version__, self._opa, told, self._request.engine)


def _excluded(judges: Judges) -> Callable[[str], bool] | None:
    from policylint.globs import Globs

    patterns = [pattern for pattern, _reason in judges.config.exclude]
    return Globs(patterns).match if patterns else None


def _documents(deployments: tuple[Deployment, ...], head: Side, touched: set[str]) -> list[Document]:
    """The documents of what is judged, and those that the change touched, in the order of files."""
    ids = {each.id for deployment in deployments for each in deployment.documents}
    return [each for each in head.documents if each.id in ids or each.path in touched]


def _nothing() -> Problem:
    hint = "`policylint kinds` lists what is recognised"
    return Problem("nothing", "nothing to judge: neither commit holds a deployment", hint=hint)
