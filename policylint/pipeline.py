"""Every stage on one page: discover | read | judge documents | assemble | judge deployments | waive | report."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

import policylint
from policylint.accepted import Accepted, Judged
from policylint.background import Background
from policylint.errors import PolicylintError
from policylint.gather import gather, is_whole
from policylint.judging.bundles import digest, speaks_of_files
from policylint.judging.folding import fold
from policylint.judging.loading import Wanted, prepare
from policylint.judging.policyrun import PolicyRun
from policylint.model.documents import Problem
from policylint.model.reports import Report, Tool
from policylint.places import Places
from policylint.positions.formats import format_of_name
from policylint.problems import in_order, nothing_judged, problems_of
from policylint.tally import Tally, decides, judged, summarise, verdict_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.engine import Engine, Loaded
    from policylint.gather import Gathered
    from policylint.judging.loading import Ready
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Document, Reading
    from policylint.model.reports import Finding
    from policylint.model.rules import Rule
    from policylint.readers import Classify
    from policylint.request import Request

READ_AHEAD = 64
PATIENCE = 1.0  # seconds that somebody who wants to stop waits for policies to load


def check(
    request: Request, start: Callable[[], Engine], tell: Callable[[int], None], problems: tuple[Problem, ...] = ()
) -> Report:
    """Judge what the request names. Whatever fails on the way becomes a problem; findings so far are kept."""
    run = _Run(request, tell, problems)
    try:
        run.go(start)
    except PolicylintError as error:
        run.fail(error)
    except BaseException:
        run.close(PATIENCE)
        raise
    run.close()
    return run.report()


class _Run:
    """The state of one check: what was counted, found, and could not be done."""

    def __init__(self, request: Request, tell: Callable[[int], None], problems: tuple[Problem, ...]) -> None:
        self._request = request
        self._tell = tell
        self._tally = Tally(request.verbose, remember=request.rules is not None)
        self._places = Places()
        self._accepted = Accepted(request.root, self._tally.by_path, new_baseline=request.new_baseline)
        self._policies = PolicyRun(self._places.within, combine=request.combine, strict=request.strict_reading)
        self._findings: list[Finding] = []
        self._problems: list[Problem] = list(problems)
        self._documents: list[Document] = []
        self._deployments: tuple[Deployment, ...] = ()
        self._engines: list[Engine] = []
        self._loading: Background[Ready] | None = None
        self._ready: Ready | None = None
        self._rules: tuple[Rule, ...] = ()
        self._evaluated, self._opa = 0, ""
        self._counts: dict[str, int] = {}

    def go(self, start: Callable[[], Engine]) -> None:
        """Every stage in order. Policies compile in the background while the first files are read."""
        loading = self._loading = Background(lambda: prepare(lambda: self._keep(start()), self._wanted()))
        files = self._files()
        ahead = list(islice(files, READ_AHEAD))
        self._ready = ready = loading.result()
        self._opa = ready.engine.opa_version
        self._policies.begin(ready, self._root_for_policies())
        for file in chain(ahead, files):
            self._take(file)
        self._findings += self._policies.finish()
        if ready.rules_loaded is not None:
            self._judge_deployments(ready, ready.rules_loaded)

    def _keep(self, engine: Engine) -> Engine:
        self._engines.append(engine)
        return engine

    def _wanted(self) -> Wanted:
        r = self._request
        return Wanted(r.now, r.rules, r.policies, r.namespaces, r.rego, r.combine)

    def _files(self) -> Iterator[Gathered]:
        """Every file and what became of it; what is no file is noted."""
        request = self._request
        found = gather(
            request.paths,
            request.root,
            classifier(request),
            excluded=request.excluded,
            stdin=request.stdin,
            look_inside=request.strict_reading,
            keep_all=request.policies is not None,
        )
        for number, item in enumerate(found, 1):
            self._tell(number)
            if isinstance(item, Problem):
                self._problems.append(item)
            else:
                yield item

    def _root_for_policies(self) -> str | None:
        policies = self._request.policies
        return self._request.root if policies is not None and speaks_of_files(policies) else None

    def _take(self, file: Gathered) -> None:
        self._note(file)
        if file.passed is not None:
            self._policies.passed(file.passed.path, file.passed.format)
        if file.source is not None:
            self._findings += self._policies.take(file.source, file.reading)

    def _note(self, file: Gathered) -> None:
        """Count a file and keep what rules may judge of it."""
        reading, source = file.reading, file.source
        self._tally.count(reading, file.passed is not None)
        self._problems += (self._weighed(reading, problem) for problem in reading.problems)
        if source is not None and self._request.rules is not None:
            ours = tuple(document for document in reading.documents if document.kind)
            self._places.keep(source, ours)
            self._documents += ours

    def _weighed(self, reading: Reading, problem: Problem) -> Problem:
        """A file that cannot be read blocks when it was named, or when policies were to judge it like all others."""
        stands_in = reading.state == "template" and self._request.rendered
        judged = self._request.strict_reading and format_of_name(reading.path) in ("yaml", "json", None)
        strict = judged and problem.kind in ("template", "unreadable")
        return replace(problem, blocks=not stands_in and (problem.blocks or strict))

    def _judge_deployments(self, ready: Ready, loaded: Loaded) -> None:
        from policylint.assembly import leftovers
        from policylint.assembly.stages import staged
        from policylint.judging.choosing import choose
        from policylint.judging.rules import Context, RuleJudge
        from policylint.judging.schema import BUILT_IN, judged_by_shape, malformed, not_covered, schema_findings

        request, every = self._request, (*BUILT_IN, *ready.rules)
        chosen = choose(every, request.config, request.select, request.ignore)
        self._problems += chosen.problems
        self._rules = chosen.rules
        for file in self._accepted.files(classifier(request)):
            self._note(file)
        self._deployments = tuple(staged(each, request.stage) for each in self._assembled())
        self._problems = list(map(self._missed, self._problems))
        context = Context(request.now, chosen.config.params, chosen.config.undecided == "block")
        judge = RuleJudge(ready.engine, loaded, self._rules, context)
        documents, places = self._documents, self._places
        self._findings += schema_findings(documents, self._deployments, self._rules, places.of)
        self._evaluated += judged_by_shape(documents, self._rules)
        self._problems += malformed(documents, self._deployments)
        self._findings += judge.judge((*self._deployments, *leftovers(documents, self._deployments)), places.of)
        self._problems += not_covered(documents, self._deployments, bool(self._deployments) or self._asked() > 0)
        self._evaluated, self._counts = self._evaluated + judge.evaluated, judge.counts
        whole = self._deployments if is_whole(request.paths, request.root) else None
        known = Judged(every, self._rules, chosen.config, request.now, whole)
        self._findings = [*self._accepted.settle(self._findings, documents, places.sources(), places.of, known)]
        self._problems = [*self._accepted.problems(documents, self._problems)]

    def _assembled(self) -> tuple[Deployment, ...]:
        from policylint.assembly import assemble
        from policylint.discovery.lookup import Lookup
        from policylint.referred import Referred

        referred = Referred(Lookup(self._request.root), classifier(self._request), self._tally.by_path)
        for file in referred.files(tuple(self._documents)):
            self._note(file)
        stages, whole = self._request.config.stages, is_whole(self._request.paths, self._request.root)
        return assemble(self._documents, stages, referred.exists, referred.find, whole=whole)

    def _missed(self, problem: Problem) -> Problem:
        """A file that cannot be read blocks when a deployment refers to it, or where it may be all there is."""
        if problem.kind not in ("template", "unreadable"):
            return problem
        referred = any(problem.path in deployment.files for deployment in self._deployments)
        stands_in = problem.kind == "template" and self._request.rendered
        alone = not self._deployments and not self._asked() and not stands_in
        return replace(problem, blocks=problem.blocks or referred or alone)

    def _asked(self) -> int:
        """How many pairs of rule and subject were evaluated."""
        return self._evaluated + self._policies.evaluated

    def _nothing(self) -> Iterator[Problem]:
        """A run that judged no deployment, card or document decides nothing: a Secret beside them does not count."""
        subject = self._evaluated and decides(self._deployments, self._findings, self._request.fail_on)
        judged = subject or self._policies.evaluated
        if not judged and not any(each.blocks for each in (*self._problems, *self._policies.problems)):
            yield nothing_judged(self._tally.states)

    def fail(self, error: PolicylintError) -> None:
        """Note what ended the run early."""
        self._problems += problems_of(error)

    def close(self, patience: float | None = None) -> None:
        """End the engine, however far it came: a server is left as it was. Loading is waited for, or not for long."""
        if self._loading is not None:
            self._loading.settle(patience)
        try:
            for engine in self._engines:
                engine.close()
        except PolicylintError as error:
            self.fail(error)

    def report(self) -> Report:
        """The report of what was found, complete or not."""
        told = fold(self._findings, {rule.code: rule for rule in self._rules})
        findings = tuple(finding for finding in told if finding.suppressed_by is None)
        problems = in_order((*self._problems, *self._policies.problems, *self._nothing()))
        asked = len(self._rules) + (self._ready.plan.rules if self._ready and self._ready.plan else 0)
        return Report(
            tool=self._tool(),
            verdict=verdict_of(findings, problems, self._request.fail_on),
            summary=summarise(self._tally, findings, self._deployments, asked, self._asked()),
            findings=findings,
            suppressed=tuple(finding for finding in told if finding.suppressed_by is not None),
            problems=problems,
            sources=self._tally.sources({d.id: each.name for each in self._deployments for d in each.documents}),
            rules=self._rules,
            deployments=tuple(judged(each, self._counts) for each in self._deployments),
            fail_on=self._request.fail_on,
            baseline=self._accepted.baseline,
        )

    def _tool(self) -> Tool:
        request = self._request
        bundles = [bundle for bundle in (request.rules, request.policies) if bundle is not None]
        return Tool(policylint.__version__, self._opa, digest(bundles) if request.digest else "", request.engine)


def classifier(request: Request) -> Classify:
    """Kinds matter to rules and to a verbose report; document policies do without, and need not load them."""
    if request.rules is None and not request.verbose:
        return lambda _path, _content: None
    from policylint.kinds import classify

    return classify
