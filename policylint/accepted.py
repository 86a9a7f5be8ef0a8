"""What is accepted of a check's findings for a while: by the list of waivers, and by comments where they stand."""

from __future__ import annotations

from os.path import join, lexists
from typing import TYPE_CHECKING

from policylint.waivers import BASELINE, FILE, KIND, MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from policylint.config import Config
    from policylint.gather import Gathered
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Document, Position, Problem, Source, State
    from policylint.model.reports import Baseline, Finding
    from policylint.model.rules import At, Rule
    from policylint.readers import Classify
    from policylint.waivers.review import Known


class Accepted:
    """Looks for what is accepted; a repository that accepts nothing pays for one look at two paths.

    `states` says what became of every file so far. `baseline` is what the file of the baseline should hold, where the
    repository has one or `new_baseline` asks for it.
    """

    def __init__(self, root: str, states: Mapping[str, State | None], *, new_baseline: bool) -> None:
        self._root = root
        self._states = states
        self._new_baseline = new_baseline
        self._faults: list[Problem] = []
        self.baseline: Baseline | None = None

    def files(self, classify: Classify) -> Iterator[Gathered]:
        """The list of waivers, where it is there and was not read: it counts wherever the run looks."""
        if lexists(join(self._root, FILE)) and self._states.get(FILE) is None:
            from policylint.discovery import read_again
            from policylint.gather import gather_one

            yield gather_one(FILE, read_again(FILE, self._root), classify)

    def problems(self, documents: Sequence[Document], problems: Sequence[Problem]) -> Sequence[Problem]:
        """The problems of the run, with what keeps lists from being any; after `settle`."""
        if FILE not in self._states:
            return *problems, *self._faults
        from policylint.waivers.tree import weighed

        return *weighed(documents, problems), *self._faults

    def settle(
        self,
        findings: Sequence[Finding],
        documents: Sequence[Document],
        sources: Iterable[Source],
        locate: Callable[[At], Position],
        judged: Judged,
    ) -> Sequence[Finding]:
        """The findings, each with what accepts it, and those about what is accepted."""
        if FILE in self._states or any(each.kind == KIND for each in documents):
            from policylint.waivers.tree import settle

            findings = settle(self._root, judged.config, judged.known(), documents, findings, locate)
        marked = [source for source in sources if MARK in source.data]
        if marked:
            from policylint.waivers.comments import ignores_of
            from policylint.waivers.inline import settle_inline

            findings = settle_inline(findings, ignores_of(marked), judged.known())
        if self._new_baseline or lexists(join(self._root, BASELINE)):
            from policylint.waivers.tree import of_baseline

            old = None if self._new_baseline else self._root
            findings, self.baseline, self._faults = of_baseline(old, findings, judged.known())
        return findings


class Judged:
    """What a run judged by, and what: all rules there are, those that judged, and the deployments."""

    def __init__(
        self, every: Sequence[Rule], rules: Sequence[Rule], config: Config, now: str, whole: Sequence[Deployment] | None
    ) -> None:
        self.config = config
        self._every, self._rules, self._now, self._whole = every, rules, now, whole

    def known(self) -> Known:
        """The same as what waivers are held against."""
        from policylint.waivers.review import Known

        names = tuple(each.name for each in self._whole) if self._whole is not None else None
        return Known(self._every, frozenset(rule.code for rule in self._rules), self._now, names)
