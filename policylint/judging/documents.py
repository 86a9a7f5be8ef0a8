"""Judges documents by document policies: each document is the input, conftest's rule names give the levels."""

from __future__ import annotations

from os.path import join
from typing import TYPE_CHECKING

from policylint.judging.chunks import Feed
from policylint.judging.exceptions import Exceptions
from policylint.judging.findings import fingerprint
from policylint.judging.namespaces import EXCEPTION, exception_name, is_failure
from policylint.judging.results import document_result, loc_of
from policylint.model.documents import Document, Position, Source
from policylint.model.reports import Finding
from policylint.model.rules import At, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.engine import Answer, Ask, Engine
    from policylint.judging.namespaces import Plan
    from policylint.model.documents import Json, Problem

    Locate = Callable[[Source, Document, At], Position]
    Elsewhere = Callable[[str, int], Position | None]
    Judged = tuple[Source, Document]


class DocumentJudge:
    """Asks an engine about documents one at a time.

    `evaluated` counts the pairs of rule and document that were asked. `root` is given where the policies want to know
    which file they judge: paths count from there.
    """

    def __init__(
        self,
        engine: Engine,
        selection: int,
        plan: Plan,
        locate: Locate,
        elsewhere: Elsewhere | None = None,
        root: str | None = None,
    ) -> None:
        self._plan = plan
        self._locate = locate
        self._elsewhere = elsewhere
        self._root = root
        self._feed: Feed[Judged] = Feed(engine, selection)
        self._exceptions = Exceptions(plan)
        self.evaluated = 0

    def add(self, source: Source, document: Document, text: str) -> Iterator[Finding]:
        """Queue one document (`text`: its content as JSON); findings of earlier ones come back."""
        self.evaluated += self._plan.rules
        file = None if self._root is None else join(self._root, document.path)
        for judged, answer in self._feed.add((source, document), text, file):
            yield from self._findings(judged, answer)

    def finish(self) -> Iterator[Finding]:
        """The findings still out."""
        for judged, answer in self._feed.finish():
            yield from self._findings(judged, answer)

    def notes(self) -> Iterator[Problem]:
        """What is odd about the policies, known when all documents were judged."""
        return self._exceptions.dead()

    def _findings(self, judged: Judged, answer: Answer) -> Iterator[Finding]:
        waived, wrong = self._exceptions.of(answer)
        for ask, why in wrong:
            yield self._unevaluated(judged, ask, why)
        for ask, values in answer.values:
            if ask.rule == EXCEPTION:
                continue
            waiver = f"{ask.package}.exception" if (ask.package, exception_name(ask.rule)) in waived else None
            for value in values:
                yield self._finding(judged, ask, value, waiver)
        for fault in answer.faults:
            yield self._unevaluated(judged, fault.ask, fault.message)

    def _finding(self, judged: Judged, ask: Ask, value: Json, waiver: str | None) -> Finding:
        source, document = judged
        code = f"{ask.package}/{ask.rule}"
        result = document_result(code, value, document)
        if isinstance(result, str):
            return self._unevaluated(judged, ask, result)
        return Finding(
            code=code,
            rule=code,
            outcome="fail",
            level="error" if is_failure(ask.rule) else "warning",
            message=result.message,
            position=self._position(source, document, result, value),
            fingerprint=fingerprint(code, _keyed(result), {document.id: document}),
            waiver=waiver,
        )

    def _position(self, source: Source, document: Document, result: Result, value: Json) -> Position:
        if result.at.pointer or result.at.missing:
            return self._locate(source, document, result.at)
        file, line = loc_of(value)
        if file and self._elsewhere is not None and (place := self._elsewhere(file, line or 1)):
            return place
        line = line if line and file in ("", document.path) else document.line
        return Position(document.path, line, 1, line, 1, document.base)

    def _unevaluated(self, judged: Judged, ask: Ask, why: str) -> Finding:
        document = judged[1]
        code = f"{ask.package}/{ask.rule}"
        result = Result(code, "not_evaluated", f"{code} could not be evaluated: {why}", At(document.id))
        place = Position(document.path, document.line, 1, document.line, 1, document.base)
        print_ = fingerprint(code, _keyed(result), {document.id: document})
        return Finding(code, code, "not_evaluated", "error", result.message, place, fingerprint=print_)


def _keyed(result: Result) -> Result:
    """Document policies have no key: the message tells two findings at one place apart."""
    return Result(result.code, result.outcome, result.message, result.at, key=result.message)
