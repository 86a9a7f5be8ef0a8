"""Objectives and alerts: whose they are by name, by what their queries ask for, or by an engine's metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.joining import metrics
from policylint.assembly.joining.board import ALERTS, OBJECTIVES
from policylint.assembly.joining.realms import EVERY
from policylint.assembly.joining.shapes import entries
from policylint.assembly.joining.statements import statements
from policylint.assembly.joining.things import Thing, Things
from policylint.assembly.serving import RUNTIMES
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from policylint.assembly.joining.board import Board
    from policylint.assembly.joining.queries import Query
    from policylint.assembly.joining.things import Found
    from policylint.model.documents import Document

# A name may have 253 characters in Kubernetes; a metric that starts with one of three says nothing.
_LONGEST, _SHORTEST = 253, 4
# Key of an OpenSLO document -> the kind that the name under it means.
_REFERENCES = {
    "indicatorRef": "SLI",
    "alertPolicyRef": "AlertPolicy",
    "alertPolicies": "AlertPolicy",
    "conditionRef": "AlertCondition",
    "targetRef": "AlertNotificationTarget",
    "metricSourceRef": "DataSource",
    "service": "Service",
}


class Objectives:
    """The objectives and alerts of a repository, tied to serving documents by name, query and metric.

    `naming` are the documents that ask for a word. `loose` are a single deployment's own, whatever they say: all but
    alerts about the cluster itself.
    """

    def __init__(self, board: Board, names: Mapping[int, Iterable[str]]) -> None:
        self._board = board
        self._known = Things()
        self.naming: dict[str, list[int]] = {}
        self.loose: list[int] = []
        engines = _engines(board)
        for number, known in names.items():
            keys = {*_keys(known), *(("engine", engine) for engine in engines.get(number, ()))}
            patch = number in board.patches
            thing = Thing(number, board.documents[number].path, None)
            self._known.add(thing, sorted((patch, *key) for key in keys))
        self._sides = (False, True) if board.patches else (False,)
        for number, document in board.of(*OBJECTIVES, ALERTS):
            said = tuple(statements(document))
            self._tie(number, said)
            self._note(number, document, said)
        self._follow()

    def _note(self, number: int, document: Document, said: tuple[Query, ...]) -> None:
        for word in {word for statement in said for word in statement.words}:
            self.naming.setdefault(word, []).append(number)
        read = (metric for statement in said for metric in statement.metrics)
        if document.kind != ALERTS or not all(map(metrics.is_platform, read)):
            self.loose.append(number)

    def _tie(self, number: int, said: tuple[Query, ...]) -> None:
        document = self._board.documents[number]
        own = at(document.content, "/metadata/name")
        for patch in self._sides:
            found = [each for statement in said for each in self._meant(document.path, statement, patch)]
            if not found and isinstance(own, str):
                found = self._first(document.path, patch, "name", _stems(own.lower(), "-"))
            self._board.tie(number, found)

    def _meant(self, path: str, said: Query, patch: bool) -> Found:
        """Whose names a statement asks for; else, by its metrics, those that run the engine."""
        found = [each for word in sorted(said.words) for each in self._named(path, (patch, "name", word))]
        for start in sorted(said.starts):
            found += self._named(path, (patch, "start", start)) or self._first(path, patch, "name", _stems(start, "-"))
        for metric in sorted(said.metrics):
            if metrics.is_own(metric):
                found += self._first(path, patch, "metric", _stems(metric.replace(":", "_"), "_"))
        if not found and not said.names_one:
            engines = sorted(metrics.measured(said.metrics))
            found = [each for engine in engines for each in self._named(path, (patch, "engine", engine))]
        return found

    def _named(self, path: str, key: Hashable) -> Found:
        return self._known.named(path, key, EVERY)

    def _first(self, path: str, patch: bool, what: str, words: Iterable[str]) -> Found:
        return next((found for word in words if (found := self._named(path, (patch, what, word)))), [])

    def _follow(self) -> None:
        """What an OpenSLO document refers to belongs to whoever the document belongs to, and an SLO to its SLI's."""
        board = self._board
        slos = [number for number, document in board.of("slo/openslo") if at(document.content, "/kind") == "SLO"]
        for number in slos:
            for reference in self._references(number, ("indicatorRef",)):
                board.tie(number, reference)
        waiting = slos
        seen = set(slos)
        while waiting:
            number = waiting.pop()
            for reference in self._references(number, tuple(_REFERENCES)):
                board.bring(number, reference)
                new = [thing.number for thing, _ in reference if thing.number not in seen]
                seen.update(new)
                waiting += new

    def _references(self, number: int, wanted: tuple[str, ...]) -> Iterator[Found]:
        for key, value in entries(self._board.documents[number].content):
            if key in wanted:
                for name in value if isinstance(value, list) else [value]:
                    yield self._board.named(number, f"openslo/{_REFERENCES[key]}", name, EVERY)


def _engines(board: Board) -> dict[int, set[str]]:
    """The engines of each serving document, those of its runtime too."""
    found: dict[int, set[str]] = {}
    for number, document in (*board.serving(), *board.of(*RUNTIMES)):
        owned = bool(board.owners[number])
        engines = set(metrics.exported(document, bool(board.pointers(number)))) if owned else set()
        for owner in board.owners[number]:
            found.setdefault(owner, set()).update(engines)
    return found


def _keys(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What finds a deployment of these names: a name, a start of one, a metric that begins with one."""
    for name in {each.lower() for each in names if len(each) <= _LONGEST}:
        yield "name", name
        yield from (("start", stem) for stem in _stems(name, "-"))
        metric = name.replace("-", "_")
        if "_" in metric or (len(metric) >= _SHORTEST and metric not in metrics.table()["common"]):
            yield "metric", metric


def _stems(word: str, sign: str) -> Iterator[str]:
    """A word, then without its last part, and so on; nothing of what is too long to be a name."""
    while word and len(word) <= _LONGEST:
        yield word
        word = word.rpartition(sign)[0]
