"""Rego's own tests, asked of the engine inside one at a time: a test that ends the process is known by that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.engine import wire
from policylint.engine.death import Died
from policylint.errors import EngineError
from policylint.frozen import dataclass

if TYPE_CHECKING:
    from policylint.engine import Policies
    from policylint.engine.embedded import Embedded
    from policylint.model.documents import Problem


@dataclass(frozen=True, slots=True)
class RegoTest:
    """A rule that is a test, and where it stands. `skipped`: its name begins with todo_test_."""

    package: str
    name: str
    path: str
    line: int
    column: int
    skipped: bool


@dataclass(frozen=True, slots=True)
class Unproved:
    """A rule that judges, and that no test refers to, directly or through others."""

    package: str
    rule: str
    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What a test came to, and what it printed; of a test with cases how many there are, and which do not hold.

    `why` says why it failed, `fault` why it could not be evaluated.
    """

    passed: bool
    why: str
    fault: str = ""
    cases: int = 0
    bad: tuple[tuple[str, str], ...] = ()
    printed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of some modules in order of place, the rules that they leave out, and the compiler's notes."""

    tests: tuple[RegoTest, ...]
    unproved: tuple[Unproved, ...]
    notes: tuple[Problem, ...]


class Prover:
    """Policies with their tests in an engine. `own` names the modules whose tests count."""

    def __init__(self, engine: Embedded, policies: Policies, own: tuple[str, ...]) -> None:
        self._engine = engine
        self._request = {**wire.load_request(policies), "own": own, "lazy": False, "frozen": False}
        self._handle: int | None = None
        self._deaths = 0

    def load(self) -> Suite:
        """Compile, and find the tests; raises PolicyError or EngineError."""
        ok = self._engine.call(self._request)
        self._handle = wire.number(ok, "handle")
        try:
            tests = tuple(RegoTest(**each) for each in ok.get("tests", ()))
            unproved = tuple(Unproved(**each) for each in ok.get("unproved", ()))
        except TypeError:
            raise wire.wrong_shape() from None
        return Suite(tests, unproved, wire.notes(ok))

    def prove(self, number: int) -> Proof:
        """Evaluate the test with this number in the suite; raises EngineError when engines go on dying of tests."""
        if self._handle is None:
            self.load()
        try:
            return _proof(self._engine.call({"op": "test", "handle": self._handle, "test": number}))
        except Died as death:
            self._handle = None
            self._deaths += 1
            if self._deaths > self._engine.limits.deaths:
                raise EngineError(f"The engine keeps dying of these tests, and was given up. {death}") from None
            return Proof(passed=False, why="", fault=str(death))


def _proof(ok: dict[str, Any]) -> Proof:
    try:
        bad = tuple((str(case["name"]), str(case["value"])) for case in ok["bad"])
        return Proof(ok["passed"] is True, str(ok["why"]), str(ok["fault"]), ok["cases"], bad, tuple(ok["printed"]))
    except (KeyError, TypeError):
        raise wire.wrong_shape() from None
