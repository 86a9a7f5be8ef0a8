"""Waivers in the gate: those of the base except, and those that the change brings in are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.model.documents import Problem, Source
from policylint.promotion.guards.owners import owners_path
from policylint.readers import read
from policylint.waivers import BASELINE, FILE
from policylint.waivers.owners import MOST, Approvers, Author, owners_of, roles_of
from policylint.waivers.review import Known, identity, review
from policylint.waivers.waiving import by_name, lists_of, waive, waivers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from policylint.config import Config
    from policylint.model.documents import Document, Json, Position
    from policylint.model.reports import Finding
    from policylint.model.rules import At, Rule
    from policylint.promotion.commits.tree import GitTree
    from policylint.promotion.material import Material


class Exceptions:
    """The waivers that count for a change. `problems` says what is wrong with their list."""

    def __init__(self, tree: GitTree, config: Config, every: Sequence[Rule], now: str) -> None:
        self._tree = tree
        self._config = config
        self._every = every
        self._now = now
        self.problems: tuple[Problem, ...] = ()

    def settle(
        self,
        findings: Iterable[Finding],
        judged: frozenset[str],
        material: Material,
        promoted: Collection[str],
        authors: Json,
        locate: Callable[[At], Position],
    ) -> Iterator[Finding]:
        """The findings with the waivers that cover them; then what is wrong with waivers that the change touches.

        The baseline of the base covers what is left, but nothing about a deployment that is promoted.
        """
        waivers, rules = waivers_of(self._lists()), by_name(self._every)
        waived = waive(findings, waivers, rules, self._now)
        yield from self._under_baseline(waived.findings, rules, promoted)
        touched = [each for each in material.head.documents if each.path in material.touched]
        before = frozenset(identity(each) for each in waivers)
        known = Known(self._every, judged, self._now, None, self._approvers(), tuple(_authors(authors)), before)
        yield from review(touched, known, waived.used, locate)

    def _under_baseline(
        self, findings: Iterable[Finding], rules: Mapping[str, Rule], promoted: Collection[str]
    ) -> Iterator[Finding]:
        if BASELINE not in self._tree.entries:
            yield from findings
            return
        from policylint.waivers.baseline import hide, parse

        source = self._tree.read(BASELINE)
        if isinstance(source, Problem):
            self.problems += (replace(source, path=BASELINE, blocks=True),)
            yield from findings
            return
        entries, day, fault = parse(source.data)
        self.problems += (fault,) if fault is not None else ()
        told = list(findings)
        yield from (each for each in told if not set(promoted).isdisjoint(each.deployments))
        others = [each for each in told if set(promoted).isdisjoint(each.deployments)]
        yield from hide(others, entries, day, rules)[0]

    def _lists(self) -> tuple[Document, ...]:
        """The list of the base; one that cannot be read, or is malformed, excepts nothing, and is a problem."""
        from policylint.kinds import classify, schema_results

        if FILE not in self._tree.entries:
            return ()
        source = self._tree.read(FILE)
        if isinstance(source, Problem):
            self.problems = (replace(source, path=FILE, blocks=True),)
            return ()
        reading = read(Source(FILE, source.data, named=True), classify)
        lists = lists_of(reading.documents)
        self.problems = tuple(replace(each, blocks=True) for each in reading.problems)
        if not self.problems and (not lists or any(schema_results(each) for each in lists)):
            message = "The list of waivers of the base is malformed, so nothing is waived, and nobody knows what was."
            self.problems = (Problem("malformed", message, FILE, 1, 1, hint="Mend it in a change of its own."),)
        return () if self.problems else lists

    def _approvers(self) -> Approvers:
        path = owners_path(self._tree)
        roles = roles_of(self._config.params)
        if path is None:
            return Approvers(roles)
        return Approvers(roles, owners_of(self._tree.data(path)[:MOST].decode("utf-8", "replace"), FILE))


def _authors(told: Json) -> Iterator[Author]:
    for row in told if isinstance(told, list) else ():
        if isinstance(row, dict):
            yield Author(*(str(row.get(key) or "") for key in ("name", "email", "login")))
