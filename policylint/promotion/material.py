"""The two commits, read, and what lies between them; what judges them is read from the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.config import FILE
from policylint.frozen import dataclass
from policylint.promotion.commits.paths import changed_paths
from policylint.promotion.commits.resolving import resolve
from policylint.promotion.guards.settings import config_of, judges_of
from policylint.promotion.sides.side import Sides

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.config import Config
    from policylint.model.documents import Document, Problem
    from policylint.promotion.commits.git import Git
    from policylint.promotion.commits.paths import Changed
    from policylint.promotion.commits.resolving import Commits
    from policylint.promotion.guards.settings import Judges
    from policylint.promotion.request import GateRequest
    from policylint.promotion.sides.side import Side


@dataclass(frozen=True, slots=True)
class Opened:
    """The commits of a run, by name, and what judges."""

    git: Git
    commits: Commits
    judges: Judges
    sides: Sides

    def config_before(self) -> Config:
        """The configuration where the change began."""
        return self.judges.config if self.commits.same_policies else config_of(self.sides.tree(self.commits.base))[0]


def open_change(git: Git, request: GateRequest) -> Opened:
    """Which commits are compared, and what the base says that judges; raises UsageError and PolicyError."""
    from policylint.kinds import classify

    commits = resolve(git, request)
    judges = judges_of(Sides(git, classify, (), None).tree(commits.policies), request.shipped)
    excluded = _excluded(judges.config)
    sides = Sides(git, classify, judges.config.stages, excluded, keep_all=judges.policies is not None)
    return Opened(git, commits, judges, sides)


@dataclass(frozen=True, slots=True)
class Material:
    """Both commits as they were read. `moved` leads from a path of the head to the one that it had at the base.

    `touched` is every path that differs, by its old name and by its new one.
    """

    base: Side
    head: Side
    changed: tuple[Changed, ...]
    moved: dict[str, str]
    touched: frozenset[str]

    def documents(self, ids: set[str]) -> list[Document]:
        """The documents of these ids, and those of files that the change touched, in the order of files."""
        return [each for each in self.head.documents if each.id in ids or each.path in self.touched]


def read_change(opened: Opened) -> Material:
    """Read both commits; what they have in common is read once."""
    commits = opened.commits
    changed = changed_paths(opened.git, commits.base, commits.head)
    moved = {each.path: each.old for each in changed if each.old is not None}
    touched = frozenset((*(each.path for each in changed), *moved.values()))
    return Material(opened.sides.side(commits.base), opened.sides.side(commits.head), changed, moved, touched)


def config_after(opened: Opened, material: Material) -> tuple[Config, Iterator[Problem]]:
    """The configuration that the change brings, and what is wrong with it: it could not judge what comes after."""
    config, faults = config_of(opened.sides.tree(opened.commits.head))
    brought = any(FILE in (each.path, each.old) for each in material.changed)
    return config, iter(faults if brought else ())


def _excluded(config: Config) -> Callable[[str], bool] | None:
    from policylint.globs import Globs

    patterns = [pattern for pattern, _reason in config.exclude]
    return Globs(patterns).match if patterns else None
