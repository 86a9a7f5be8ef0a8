"""Document policies over the documents of one run, one by one or all at once, and what they could not judge."""

from __future__ import annotations

from functools import partial
from json import dumps
from typing import TYPE_CHECKING

from policylint.judging.combined import Combined
from policylint.judging.documents import DocumentJudge
from policylint.judging.plausible import doubts
from policylint.judging.unjudged import Unjudged
from policylint.positions.formats import format_of_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.judging.documents import Locate
    from policylint.judging.loading import Ready
    from policylint.model.documents import Document, Problem, Reading, Source
    from policylint.model.reports import Finding


_FOREIGN = {"dockerfile": "Dockerfile", "terraform": "Terraform"}


class PolicyRun:
    """Takes readings as they come. Without policies it does nothing.

    `strict`: the policies were asked to judge every file. `problems` grows while the run goes on.
    """

    def __init__(self, within: Locate, *, combine: bool, strict: bool) -> None:
        self._within = within
        self._combined = Combined(within) if combine else None
        self._strict = strict
        self._unjudged = Unjudged()
        self._judge: DocumentJudge | None = None
        self.problems: list[Problem] = []

    @property
    def evaluated(self) -> int:
        """How many pairs of rule and document were asked so far."""
        return self._judge.evaluated if self._judge is not None else 0

    def begin(self, ready: Ready, root: str | None) -> None:
        """The policies have loaded. `root` is given where they want to know which file they judge."""
        if ready.plan is None:
            return
        self.problems += ready.plan.notes
        combined = self._combined
        locate, elsewhere = (combined.locate, combined.place_of) if combined else (self._within, None)
        self._judge = DocumentJudge(ready.engine, ready.selection, ready.plan, locate, elsewhere, root)

    def passed(self, path: str, form: str | None) -> None:
        """A file that no reader takes."""
        if self._strict:
            self._unjudged.passed(path, form)

    def take(self, source: Source, reading: Reading) -> Iterator[Finding]:
        """Judge the documents of a source; findings of earlier ones come back.

        Dockerfiles and Terraform are for our own rules: to conftest's policies they have another form.
        """
        foreign = _FOREIGN.get(format_of_name(reading.path) or "")
        if self._strict:
            self._unjudged.read(reading, foreign)
        for document in reading.documents if self._judge is not None and not foreign else ():
            self.problems += doubts(document, partial(self._within, source, document))
            if self._combined is not None:
                self._combined.add(source, document)
            else:
                yield from self._ask(source, document)

    def finish(self) -> Iterator[Finding]:
        """The findings still out, and what is to be said at the end."""
        if self._judge is None:
            return
        if self._combined is not None and self._combined.documents:
            yield from self._ask(*self._combined.document())
        yield from self._judge.finish()
        self.problems += (*self._judge.notes(), *self._unjudged.problems())

    def _ask(self, source: Source, document: Document) -> Iterator[Finding]:
        if self._judge is not None:
            yield from self._judge.add(source, document, dumps(document.content, ensure_ascii=False))
