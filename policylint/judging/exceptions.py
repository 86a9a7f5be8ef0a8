"""conftest's exceptions: which rules of its package a document's `exception` waives, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.judging.namespaces import EXCEPTION, exception_name
from policylint.model.documents import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.engine import Answer, Ask
    from policylint.judging.namespaces import Plan

    Waived = frozenset[tuple[str, str]]

NAMELESS = 'the exception "" would waive every deny, warn and violation without a name: call it deny_x, and waive "x"'


class Exceptions:
    """What exceptions may name; remembers the names that are no rule's."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._names = {(ask.package, exception_name(ask.rule)) for ask in plan.asks if ask.rule != EXCEPTION}
        self._dead: set[tuple[str, str]] = set()

    def of(self, answer: Answer) -> tuple[Waived, list[tuple[Ask, str]]]:
        """(package, name) pairs that one document's exceptions waive, and the asks that wanted too much."""
        waived: set[tuple[str, str]] = set()
        wrong = []
        for ask, values in answer.values:
            if ask.rule == EXCEPTION:
                names = {(ask.package, str(name)) for each in values if isinstance(each, list) for name in each}
                if (ask.package, "") in names:
                    wrong.append((ask, NAMELESS))
                waived |= names & self._names
                self._dead |= names - self._names
        return frozenset(name for name in waived if name[1]), wrong

    def dead(self) -> Iterator[Problem]:
        """A note for each name that no rule has: it waives nothing, and was perhaps meant to."""
        for package, name in sorted(self._dead):
            if name:
                places = [entry for entry in self._plan.exceptions if entry.package == package]
                known = sorted(other for where, other in self._names if where == package and other)
                yield Problem(
                    "exception",
                    f'the exception "{name}" names no rule of {package}: it waives nothing',
                    places[0].path if places else None,
                    places[0].line if places else None,
                    blocks=False,
                    hint=f"An exception names a rule without its deny_, warn_ or violation_. {_can(known)}",
                )


def _can(names: list[str]) -> str:
    return f"These can be waived: {', '.join(names)}." if names else "No rule of this package has a name."
