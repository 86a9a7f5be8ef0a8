"""What deployments were earlier on the base's first-parent history, and which commit touched each document last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.promotion.commits.log import touches
from policylint.promotion.inputs import Past

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from policylint.model.deployments import Deployment
    from policylint.model.documents import Json
    from policylint.promotion.commits.git import Git
    from policylint.promotion.sides.side import Sides

MOST = 20


def earlier(git: Git, sides: Sides, base: str, deployments: Mapping[str, Deployment]) -> dict[str, tuple[Past, ...]]:
    """Each deployment at the commits that touched its documents, newest first; the newest is the base's own state."""
    paths = {name: {each.path for each in deployment.documents} for name, deployment in deployments.items()}
    found: dict[str, list[Past]] = {name: [] for name in deployments}
    for touch in touches(git, base, set().union(*paths.values()), first_parent=True):
        waiting = [name for name, pasts in found.items() if len(pasts) < MOST]
        if not waiting:
            break
        for name in waiting:
            if not paths[name].isdisjoint(touch.paths):
                side = sides.part(touch.commit, paths[name])
                past = _same(deployments[name], side.deployments)
                found[name] += [Past(side, past, touch.at)] if past is not None else []
    return {name: tuple(pasts) for name, pasts in found.items()}


def _same(deployment: Deployment, among: Collection[Deployment]) -> Deployment | None:
    named = (each for each in among if each.name == deployment.name)
    at_same_place = (
        each for each in among if each.primary == deployment.primary or each.manifest == deployment.manifest is not None
    )
    return next(named, None) or next(at_same_place, None)


class LastTouches:
    """The last commit that touched each path: of the change where it is one of those, else of the base's history."""

    def __init__(self, git: Git, base: str, head: str, was: Mapping[str, str]) -> None:
        self._git = git
        self._base = base
        self._head = head
        self._was = was
        self._found: dict[str, Json] = {}

    def of(self, deployment: Deployment) -> dict[str, Json]:
        """For each document of a deployment, by its id: {"commit", "at"}."""
        return {each.id: self._found[each.path] for each in deployment.documents if each.path in self._found}

    def look(self, deployments: Iterable[Deployment]) -> None:
        """Look for the documents of all of these at once."""
        paths = {each.path for deployment in deployments for each in deployment.documents}
        self._take(f"{self._base}..{self._head}", {path: path for path in paths}, first_parent=False)
        rest = {self._was.get(path, path): path for path in paths - self._found.keys()}
        self._take(self._base, rest, first_parent=True)

    def _take(self, revisions: str, names: dict[str, str], *, first_parent: bool) -> None:
        waiting = dict(names)
        if not waiting:
            return
        for touch in touches(self._git, revisions, waiting, first_parent=first_parent):
            for path in touch.paths:
                if path in waiting:
                    self._found[waiting.pop(path)] = {"commit": touch.commit, "at": touch.at}
            if not waiting:
                return
