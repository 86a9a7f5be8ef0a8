"""Everything about a change that is no single deployment: who made it, which paths, what it does to the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.discovery.files import printable
from policylint.frozen import dataclass, field
from policylint.model import GateChange
from policylint.promotion.compare import source_of
from policylint.promotion.guards import OWNERS, Guards
from policylint.promotion.inputs import Case, Past
from policylint.promotion.log import authors, between, commits
from policylint.promotion.owners import owners
from policylint.promotion.past import LastTouches, earlier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.config import Config
    from policylint.model import Deployment, Json
    from policylint.promotion.changes import Changed
    from policylint.promotion.compare import Pair
    from policylint.promotion.git import Git
    from policylint.promotion.material import Material, Opened
    from policylint.promotion.places import CommitPlaces
    from policylint.promotion.request import GateRequest
    from policylint.promotion.side import Side

_DEEPEN = "git fetch --unshallow"


@dataclass(frozen=True, slots=True)
class Before:
    """Both commits as they were read, with both configurations. `shown` are sides by the ids that name them."""

    opened: Opened
    material: Material
    configs: tuple[Config, Config]
    shown: dict[str, Side] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What rules of a promotion are told, by deployment and in common, and what the report lists."""

    cases: dict[str, Case]
    change: dict[str, Json]
    history: dict[str, Json]
    rows: tuple[GateChange, ...]


def change_of(before: Before, request: GateRequest, promoted: Sequence[Pair], places: CommitPlaces) -> Told:
    """All that the rules of a promotion are told."""
    opened, material = before.opened, before.material
    git, ends = opened.git, opened.commits
    short = ends.policies[:12]
    before.shown[material.base.short] = material.base
    before.shown.setdefault(short, material.base if ends.same_policies else opened.sides.side(ends.policies, OWNERS))
    guards = Guards(material.base, material.head, material.changed, before.configs).found()
    written = dict(commits(git, between(git, ends.base, ends.head)))
    change: dict[str, Json] = {
        "base": ends.base,
        "head": ends.head,
        "at": written[ends.head].at,
        "authors": authors(written.values(), request.login),
        "approvals": request.approvals,
        "codeowners": owners(opened.sides.tree(ends.policies), short) if promoted else [],
        "paths": [_path(each) for each in material.changed],
        "gate": [guard.as_json() for guard in guards],
    }
    rows = tuple(GateChange(each.what, each.path, each.how, each.say, places.of_guard(each)) for each in guards)
    return Told(_cases(before, promoted), change, _history(git), rows)


def _path(each: Changed) -> Json:
    old = printable(each.old) if each.old is not None else None
    return {"path": printable(each.path), "status": each.status, "from": old}


def _history(git: Git) -> dict[str, Json]:
    return {"complete": not git.shallow, "say": _DEEPEN if git.shallow else ""}


def _cases(before: Before, promoted: Sequence[Pair]) -> dict[str, Case]:
    ends = before.opened.commits
    touched = LastTouches(before.opened.git, ends.base, ends.head, before.material.moved)
    return {each.subject.name: _case(before, each, touched) for each in promoted}


def _case(before: Before, pair: Pair, touched: LastTouches) -> Case:
    was = pair.before if pair.before is not None and pair.before.subject == "deployment" else None
    source = source_of(pair.subject, before.material.head.deployments)
    source_was = _called(source.name, before.material.base) if source is not None else None
    return Case(
        promotion=True,
        before=Past(before.material.base, was) if was is not None else None,
        source=source,
        earlier=_earlier(before, was),
        source_earlier=_earlier(before, source_was),
        touched=touched.of(pair.subject),
    )


def _called(name: str, side: Side) -> Deployment | None:
    return next((each for each in side.deployments if each.name == name), None)


def _earlier(before: Before, deployment: Deployment | None) -> tuple[Past, ...]:
    """The deployment earlier on; a commit may be read several times, each time for the files of one deployment."""
    if deployment is None:
        return ()
    opened = before.opened
    pasts = tuple(earlier(opened.git, opened.sides, opened.commits.base, deployment))
    for past in pasts:
        known = before.shown.get(past.side.short)
        before.shown[past.side.short] = past.side if known is None else known.joined(past.side)
    return pasts
