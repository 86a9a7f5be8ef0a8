"""The engine as the rest of policylint sees it: policies go in, answers come out; who runs OPA is not said here.

`embedded` is OPA as a child process, `opa` an OPA server. Both speak these values and raise only PolicyError and
EngineError. A policy that fails on one input is a Fault in that input's Answer, never an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from policylint.errors import EngineError
from policylint.frozen import dataclass, field

if TYPE_CHECKING:
    from policylint.model.documents import Json, Problem

Role = Literal["rules", "documents"]
RegoVersion = Literal["v0", "v1"]
Shape = Literal["set", "object", "value", "function"]
FaultKind = Literal["timeout", "builtin", "undefined", "shape", "conflict", "memory", "other"]


@dataclass(frozen=True, slots=True)
class Module:
    """One Rego file. `name` is the path that messages show."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Policies:
    """A set of modules compiled together, with their `data`.

    `role` "rules" is strict: unused variables are errors and there is no clock. `now` (RFC 3339) is what
    `time.now_ns()` answers for role "documents"; without it the call is refused. `files` promises that every chunk
    comes with the paths of its inputs, which policies see as conftest's data.conftest.file. `combined` says that an
    input will be an array of documents: each entry that only looks for fields of one tells where. `trusted` policies
    ship with policylint and were compiled strictly before: no more of them is compiled than what is asked for. `inside`
    are those that were put into the engine when it was built; they need no modules.
    """

    modules: tuple[Module, ...]
    data: dict[str, Json] = field(default_factory=dict)
    role: Role = "rules"
    rego: RegoVersion = "v1"
    now: str | None = None
    files: bool = False
    combined: bool = False
    trusted: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask of every input: the rule name `rule` of `package` (without the leading "data.")."""

    package: str
    rule: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule name of a package: where its first rule stands, what it makes, its METADATA (scope rule or document).

    `used` says whether another rule refers to it, `files` are all that add to it. `trouble` is what is wrong with it
    for certain, were it asked.
    """

    package: str
    rule: str
    path: str
    line: int
    column: int
    shape: Shape
    arity: int = 0
    annotations: Json = None
    used: bool = False
    files: tuple[str, ...] = ()
    trouble: Problem | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the loaded modules, its entries in order of name, and its METADATA (scope package), merged."""

    name: str
    entries: tuple[Entry, ...] = ()
    annotations: Json = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load gave: a handle for `select`, the packages in order of name, and notes that block nothing."""

    handle: int
    packages: tuple[Package, ...]
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """An ask that could not be evaluated on one input. `message` is a sentence for a person."""

    ask: Ask
    kind: FaultKind
    message: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one input gave: only the asks that hold something, the asks that failed, and what `print` said.

    Values are strings or objects with a string `msg`, sorted; for an ask named "exception" they are arrays of strings.
    """

    values: tuple[tuple[Ask, tuple[Json, ...]], ...] = ()
    faults: tuple[Fault, ...] = ()
    printed: tuple[str, ...] = ()


class Broken(EngineError):
    """The engine was lost in the middle of a chunk; `answers` are those of its first inputs."""

    def __init__(self, message: str, answers: list[Answer], *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.answers = answers


class Engine(Protocol):
    """Loads policies, prepares selections of asks, judges chunks of inputs in the order they were submitted."""

    @property
    def name(self) -> str:
        """ "embedded" or "opa"."""

    @property
    def opa_version(self) -> str:
        """The version of OPA that answers, without a leading "v"."""

    def load(self, policies: Policies) -> Loaded:
        """Compile policies beside those already loaded; raises PolicyError (one Problem per fault) or EngineError."""

    def select(self, handle: int, asks: tuple[Ask, ...]) -> int:
        """Prepare the question "what do these asks hold" once; gives a selection id for `submit`."""

    def submit(self, selection: int, inputs: list[str], files: list[str] | None = None) -> None:
        """Send a bounded chunk of JSON texts; returns without waiting for the answers where it can.

        `files` are the absolute paths of the inputs, one each, where the policies were loaded with `files`.
        """

    def collect(self) -> list[Answer]:
        """The answers of the oldest submitted chunk, in the order of its inputs; raises EngineError."""

    @property
    def pending(self) -> int:
        """How many chunks were submitted and not yet collected."""

    def close(self) -> None:
        """End the engine. May be called twice."""
