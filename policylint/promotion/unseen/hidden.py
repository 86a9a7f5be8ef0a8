"""What a change hides: files that said something at the base and that nobody can read at the head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.discovery.files import printable
from policylint.frozen import replace
from policylint.kinds import KINDS
from policylint.model.documents import Problem
from policylint.promotion.commits.tree import LINK, SUBMODULE
from policylint.promotion.unseen.unread import speaks_of_serving

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from policylint.gather import Gathered
    from policylint.model.deployments import Deployment
    from policylint.promotion.sides.side import Side

_BODIES = frozenset(("hf/endpoint", "replicate/deployment"))
_BECAME = {LINK: "a link", SUBMODULE: "a submodule"}


def hidden(base: Side, head: Side, touched: Collection[str]) -> Iterator[Problem]:
    """Every problem of the head: one in a file that the change touched blocks, where the file may have been judged.

    Others are passed over, as they were before the change.
    """
    known = {each.path for each in base.documents}
    shown = frozenset(map(printable, touched))
    for file in head.files.values():
        for problem in file.reading.problems:
            yield replace(problem, blocks=problem.blocks or _blocks(file, shown, known))
    for problem in head.problems:
        blocks = problem.path in shown and problem.kind != "repository"
        yield replace(problem, blocks=problem.blocks or blocks)
    yield from _turned(head, touched, known)
    yield from _silent(base, head, touched)
    yield from _merged(head, touched)


def _blocks(file: Gathered, shown: Collection[str], known: Collection[str]) -> bool:
    """Charts change every day: a template blocks where it was something else before, or speaks of serving a model."""
    reading = file.reading
    if printable(reading.path) not in shown:
        return False
    if reading.state != "template" or reading.path in known:
        return True
    return file.source is not None and speaks_of_serving(file.source)


def _turned(head: Side, touched: Collection[str], known: Collection[str]) -> Iterator[Problem]:
    """Files and folders of documents that have become links or submodules."""
    for path in touched:
        entry = head.tree.entries.get(path)
        if entry is not None and entry.mode in _BECAME and (path in known or _below(path, known)):
            message = f"This was read at the base, and the change makes it {_BECAME[entry.mode]}: it is not judged."
            yield Problem("hidden", message, path, hint="Keep what is deployed as files of this repository.")


def _silent(base: Side, head: Side, touched: Collection[str]) -> Iterator[Problem]:
    """Files that said what is deployed, and that say nothing any more although they are there."""
    for document in base.documents:
        kind = KINDS.get(document.kind or "")
        file = head.files.get(document.path)
        if document.path not in touched or file is None or kind is None or not (kind.ours or kind.serves):
            continue
        if file.reading.state == "not_ours" and file.passed is None:
            message = f"At the base this is a {kind.title}; the change makes it something that nobody recognises."
            hint = "Delete the file if it says nothing any more; else write it so that it is recognised."
            yield Problem("hidden", message, document.path, hint=hint)


def _merged(head: Side, touched: Collection[str]) -> Iterator[Problem]:
    """Bodies of a platform's API that merge keys: what is sent depends on the program that reads them."""
    for document in head.documents:
        if document.path in touched and document.kind in _BODIES and _merges(document.content):
            message = "`<<` merges keys for some programs and for others not, so nobody can tell what will be sent."
            yield Problem("hidden", message, document.path, hint="Write the keys out.")


def _merges(content: object) -> bool:
    if isinstance(content, dict):
        return "<<" in content or any(map(_merges, content.values()))
    return isinstance(content, list) and any(map(_merges, content))


def _below(path: str, known: Collection[str]) -> bool:
    return any(each.startswith(f"{path}/") for each in known)


def unrecognised(removed: Collection[Deployment], head: Side, moved: Mapping[str, str]) -> Iterator[Problem]:
    """Deployments that are gone although what served them is still there, and is taken for something else."""
    now = {old: new for new, old in moved.items()}
    for deployment in removed:
        old, _mark, _index = deployment.primary.rpartition("#")
        path = now.get(old, old)
        file = head.files.get(path)
        if file is None or file.reading.state == "unreadable":
            continue
        was = deployment.primary_document
        if not file.reading.documents or any(_same(was.content, each.content) for each in file.reading.documents):
            message = f"This served {deployment.name} at the base, and is no longer recognised as serving a model."
            hint = "Delete the file if nothing is served; else write it so that it is recognised."
            yield Problem("hidden", message, path, hint=hint)


def _same(one: object, two: object) -> bool:
    """Whether two documents are one resource of a cluster, or both none."""
    return _resource(one) == _resource(two)


def _resource(content: object) -> tuple[object, object]:
    if not isinstance(content, dict):
        return None, None
    metadata = content.get("metadata")
    return content.get("kind"), metadata.get("name") if isinstance(metadata, dict) else content.get("name")


def referred(problems: Collection[Problem], deployments: Collection[Deployment]) -> Iterator[Problem]:
    """The problems, those in files that a deployment of the change refers to as blocking ones."""
    files = {path for deployment in deployments for path in deployment.files}
    files |= {each.path for deployment in deployments for each in deployment.documents}
    for problem in problems:
        missed = problem.kind in ("template", "unreadable", "lfs", "git") and problem.path in files
        yield replace(problem, blocks=problem.blocks or missed)
