"""One commit, read: its documents, its deployments, and what could not be read. Equal files are read once for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly import assemble
from policylint.assembly.serving import serves
from policylint.frozen import dataclass, replace
from policylint.gather import Gathered, gathered
from policylint.model.documents import Problem, Source
from policylint.promotion.commits.pasttree import PastTree
from policylint.promotion.commits.tree import Blobs, GitTree
from policylint.referred import Referred

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from policylint.config import StagePatterns
    from policylint.discovery import Passed
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Document, State
    from policylint.promotion.commits.git import Git
    from policylint.readers import Classify


@dataclass(frozen=True, slots=True)
class Side:
    """A commit with the documents of known kinds in it, what they make up, and every file that was looked at."""

    commit: str
    tree: GitTree
    files: dict[str, Gathered]
    documents: tuple[Document, ...]
    deployments: tuple[Deployment, ...]
    problems: tuple[Problem, ...]

    @property
    def short(self) -> str:
        """The commit as ids of documents begin with it."""
        return self.commit[:12]

    def serving(self) -> frozenset[str]:
        """The paths of the files that serve a model."""
        return frozenset(each.path for each in self.documents if serves(each))

    def same(self, other: Side, path: str) -> bool:
        """Whether two commits hold the same under a path."""
        return self.tree.entries.get(path) == other.tree.entries.get(path)

    def documents_of(self, path: str) -> tuple[Document, ...]:
        """Every document of a file, those of no known kind too."""
        file = self.files.get(path)
        if file is None or file.source is None or file.reading.documents:
            return file.reading.documents if file is not None else ()
        from policylint.readers import read

        return read(file.source, lambda _path, _content: "other").documents

    def joined(self, other: Side) -> Side:
        """The same commit with the files that were read of it another time."""
        return replace(self, files={**other.files, **self.files})


class Sides:
    """Reads commits of one repository with one configuration."""

    def __init__(
        self,
        git: Git,
        classify: Classify,
        stages: tuple[StagePatterns, ...],
        excluded: Callable[[str], bool] | None,
        keep_all: bool = False,
    ) -> None:
        self._git = git
        self._classify = classify
        self._stages = stages
        self._excluded = excluded
        self._keep_all = keep_all
        self.blobs = Blobs(git)
        self._read: dict[tuple[str, str, str], Gathered | Problem] = {}
        self._trees: dict[str, GitTree] = {}

    def tree(self, commit: str) -> GitTree:
        """The names of a commit, listed once."""
        if commit not in self._trees:
            self._trees[commit] = GitTree(self._git, commit, self.blobs)
        return self._trees[commit]

    def side(self, commit: str) -> Side:
        """The commit, read."""
        return self._side(self.tree(commit), whole=True)

    def part(self, commit: str, paths: Collection[str]) -> Side:
        """The commit as far as some paths tell, and what the manifests among them name."""
        return self._side(PastTree(self._git, commit, self.blobs, paths), whole=False)

    def _side(self, tree: GitTree, *, whole: bool) -> Side:
        files: dict[str, Gathered] = {}
        problems: list[Problem] = []
        for item in self._files(tree):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                files[item.reading.path] = item
        documents = [each for file in files.values() for each in file.reading.documents if each.kind]
        states: dict[str, State | None] = {
            path: None if file.passed is not None else file.reading.state for path, file in files.items()
        }
        referred = Referred(tree, self._classify, states)
        for file in referred.files(tuple(documents)):
            files[file.reading.path] = file
            documents += (each for each in file.reading.documents if each.kind)
        deployments = assemble(documents, self._stages, referred.exists, referred.find, whole=whole)
        return Side(tree.commit, tree, files, tuple(documents), deployments, tuple(problems))

    def _files(self, tree: GitTree) -> Iterator[Gathered | Problem]:
        """Every file in the order of names, from memory where a commit before held the same."""
        found: dict[str, Gathered | Problem | None] = {}
        for path, entry in tree.entries.items():
            found[path] = self._read.get((path, entry.mode, entry.oid))
            if found[path] is None:
                told = tree.by_name(path, entry, self._excluded)
                found[path] = None if told is None else self._gathered(told)
        for path, source in tree.sources(path for path, item in found.items() if item is None):
            entry = tree.entries[path]
            found[path] = self._read[path, entry.mode, entry.oid] = self._gathered(source)
        yield from (item for item in found.values() if item is not None)

    def _gathered(self, item: Source | Passed | Problem) -> Gathered | Problem:
        if isinstance(item, Problem) and item.kind in ("lfs", "git"):
            from policylint.model.documents import Reading

            return Gathered(Reading(item.path or "", "unreadable", problems=(item,)))
        return next(iter(gathered((item,), self._classify, self._keep_all)))
