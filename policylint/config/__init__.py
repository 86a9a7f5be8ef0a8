"""`.policylint.yaml` as a value. One file at the repository root; no cascade, no environment variable.

The bytes may come from the working tree or from a commit, so nothing here reads the file or knows YAML. `parse` is
given the content, a way to find the line of a pointer (`Locate`) and a way to ask whether a path exists (`Tree`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from policylint.frozen import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from policylint.model.deployments import Stage
    from policylint.model.documents import Json, Problem
    from policylint.model.rules import Rule

FILE = ".policylint.yaml"
# JSON pointers, each with whether its key rather than its value is meant -> lines and columns. One call reads the file.
Locate: TypeAlias = "Callable[[Sequence[tuple[str, bool]]], Sequence[tuple[int, int]]]"
PathState = Literal["there", "absent", "outside"]


class Tree(Protocol):
    """The repository as far as the configuration asks about it. Paths are relative, with forward slashes."""

    def state(self, path: str) -> PathState:
        """Whether a path is there, absent, or leads out of the repository."""

    def names(self, folder: str) -> Iterable[str]:
        """The names directly in a folder ("" is the root), for "did you mean"; nothing when it cannot be read."""


def _nowhere(places: Sequence[tuple[str, bool]]) -> Sequence[tuple[int, int]]:
    return [(1, 1)] * len(places)


@dataclass(frozen=True, slots=True)
class StagePatterns:
    """What tells that a deployment without a manifest is at `stage`: any path, namespace or label value that fits."""

    stage: Stage
    paths: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a run. The defaults are those of a repository without the file.

    `select` empty means every rule that is on by default. `disable` holds (rule, reason), `exclude` (pattern, reason);
    a reason is "" when none is given.
    """

    fail_on: Literal["error", "warning"] = "error"
    undecided: Literal["block", "warn"] = "block"
    select: tuple[str, ...] = ()
    disable: tuple[tuple[str, str], ...] = ()
    exclude: tuple[tuple[str, str], ...] = ()
    stages: tuple[StagePatterns, ...] = ()
    params: dict[str, dict[str, Json]] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    path: str = FILE
    locate: Locate = field(default=_nowhere, repr=False, compare=False)


def parse(content: Json, locate: Locate, tree: Tree, path: str = FILE) -> tuple[Config, tuple[Problem, ...]]:
    """The configuration that a document states, and every fault and note in it, in the order of the file.

    A Problem with `blocks` makes the run "not decided". A key with a fault keeps its default.
    """
    from policylint.config.parsing import Parser

    parser = Parser(tree)
    config = parser.config(content, path, locate)
    return config, parser.problems(path, locate)


def check_against(
    config: Config, rules: Iterable[Rule], collections: Mapping[str, Iterable[str]] | None = None
) -> tuple[Config, tuple[Problem, ...]]:
    """The configuration with codes in place of names, packs and @collections, and a Problem for every unknown one.

    `collections` maps a name to codes. Costs nothing when the configuration names no rule.
    """
    if not (config.select or config.disable or config.params):
        return config, ()
    from policylint.config.against import settle
    from policylint.config.terms import Terms

    return settle(config, Terms(rules, collections))
