"""Which documents speak about a deployment beside what serves: by selector, reference, name or metric, across files.

An Index is made once for a repository, then asked for each deployment by `joined`. docs/input.md says what is joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.joining.board import ALERTS, OBJECTIVES, Board
from policylint.assembly.joining.configuration import bring_configuration, bring_runtimes
from policylint.assembly.joining.monitors import tie_monitors
from policylint.assembly.joining.names import names_of, services_of
from policylint.assembly.joining.policies import tie_policies
from policylint.assembly.joining.routes import exposes, tie_routes
from policylint.assembly.joining.scaling import tie_scaling
from policylint.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policylint.model.documents import Document

__all__ = ["Index", "Joined", "joined"]


@dataclass(frozen=True, slots=True)
class Joined:
    """What belongs to a deployment beside its serving documents, in document order; the names it goes by, sorted."""

    documents: tuple[Document, ...]
    names: tuple[str, ...]


class Index:
    """The documents of a repository, and what is whose: made once, then asked for each deployment.

    `naming` are the numbers of the objectives and alerts that ask for a word; `loose` those that may be a single
    deployment's, whatever they say.
    """

    def __init__(self, documents: Sequence[Document], serving: Iterable[Document]) -> None:
        self.documents = documents
        self._numbers = {document.id: number for number, document in enumerate(documents)}
        board = Board(documents)
        bring_runtimes(board)
        board.add_pods()
        tie_routes(board)
        tie_policies(board)
        tie_monitors(board)
        tie_scaling(board)
        bring_configuration(board)
        above = (self._numbers[each.id] for each in serving if each.kind != "hf/space")
        services = services_of(board)
        self._names = {number: frozenset((*names_of(board, number), *services.get(number, ()))) for number in above}
        self.naming: dict[str, list[int]] = {}
        self.loose: list[int] = []
        if any(True for _ in board.of(*OBJECTIVES, ALERTS)):
            self._tie_objectives(board)
        self._about: dict[int, list[int]] = {}
        for number, owners in enumerate(board.owners):
            strict = exposes(documents[number])
            for owner, sure in owners.items():
                if sure or not strict:
                    self._about.setdefault(owner, []).append(number)

    def _tie_objectives(self, board: Board) -> None:
        from policylint.assembly.joining.objectives import Objectives

        objectives = Objectives(board, self._names)
        self.naming, self.loose = objectives.naming, objectives.loose

    def about(self, document: Document) -> list[int]:
        """The numbers of the documents that speak about a serving document."""
        return self._about.get(self._numbers.get(document.id, -1), [])

    def names(self, document: Document) -> frozenset[str]:
        """The names that a serving document goes by."""
        return self._names.get(self._numbers.get(document.id, -1), frozenset())


def joined(serving: Sequence[Document], index: Index, alone: bool = False, names: Iterable[str] = ()) -> Joined:
    """What belongs to the deployment that these documents serve.

    `alone` says that it is the repository's only deployment above a Space: every objective is then its own. `names`
    are further names that objectives and alerts may call it by.
    """
    further = set(names)
    known = further.union(*(index.names(each) for each in serving))
    found = {number for each in serving for number in index.about(each)}
    found.update(number for name in further for number in index.naming.get(name.lower(), ()))
    found.update(index.loose if alone else ())
    own = {each.id for each in serving}
    documents = (index.documents[number] for number in sorted(found))
    return Joined(tuple(each for each in documents if each.id not in own), tuple(sorted(known)))
