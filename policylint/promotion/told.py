"""Everything about a change that is no single deployment: who made it, which paths, what it does to the gate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.discovery.files import printable
from policylint.frozen import dataclass, field, replace
from policylint.model.reports import GateChange
from policylint.promotion.commits.log import authors, between, commits
from policylint.promotion.guards.guards import OWNERS, Guards
from policylint.promotion.guards.owners import owners
from policylint.promotion.inputs import Case, Past
from policylint.promotion.sides.pairs import source_of
from policylint.promotion.sides.past import LastTouches, earlier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.config import Config
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Json
    from policylint.promotion.commits.git import Git
    from policylint.promotion.commits.paths import Changed
    from policylint.promotion.material import Material, Opened
    from policylint.promotion.request import GateRequest
    from policylint.promotion.sides.pairs import Pair
    from policylint.promotion.sides.places import CommitPlaces
    from policylint.promotion.sides.side import Side

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
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

    def of(self, deployment: Deployment) -> dict[str, Json]:
        """The keys of a deployment's input beside now, params and subject."""
        case = self.cases.get(deployment.name)
        return case.as_json(self.change, self.history) if case is not None else {"promotion": False}


def change_of(before: Before, request: GateRequest, promoted: Sequence[Pair], places: CommitPlaces) -> Told:
    """All that the rules of a promotion are told."""
    opened, material = before.opened, before.material
    git, ends = opened.git, opened.commits
    short = ends.policies[:12]
    before.shown[material.base.short] = material.base
    before.shown.setdefault(short, material.base if ends.same_policies else opened.sides.part(ends.policies, OWNERS))
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
    return Told(_cases(before, promoted, _reviewed(request)), change, _history(git), rows)


def _reviewed(request: GateRequest) -> tuple[str, ...]:
    """The commits that were looked at, as CI says."""
    said = {each.get("commit") for each in request.approvals or () if isinstance(each, dict)}
    return tuple(sorted(each for each in said if isinstance(each, str) and _COMMIT.fullmatch(each)))


def _path(each: Changed) -> Json:
    old = printable(each.old) if each.old is not None else None
    return {"path": printable(each.path), "status": each.status, "from": old}


def _history(git: Git) -> dict[str, Json]:
    return {"complete": not git.shallow, "say": _DEEPEN if git.shallow else ""}


def _cases(before: Before, promoted: Sequence[Pair], reviewed: tuple[str, ...]) -> dict[str, Case]:
    opened, material = before.opened, before.material
    touched = LastTouches(opened.git, opened.commits.base, opened.commits.head, material.moved)
    touched.look(each.subject for each in promoted)
    sources = {each.subject.name: source_of(each.subject, material.head.deployments) for each in promoted}
    ours = {was.name: was for each in promoted if (was := _was(each)) is not None}
    theirs = [_called(source.name, material.base) for source in sources.values() if source is not None]
    ours.update({each.name: each for each in theirs if each is not None})
    pasts = _earlier(before, ours)
    found = {
        each.subject.name: _case(each, sources[each.subject.name], material.base, pasts, touched) for each in promoted
    }
    return {name: _with_reviews(case, before, reviewed) for name, case in found.items()} if reviewed else found


def _with_reviews(case: Case, before: Before, reviewed: tuple[str, ...]) -> Case:
    """Beside the last commit that touched a document: the commits that were looked at and held it just so.

    Who writes a commit says when, so the time of a review alone does not tell what was looked at.
    """
    touched: dict[str, Json] = {}
    for id_, told in case.touched.items():
        now = before.material.head.tree.entries.get(id_.rpartition("#")[0])
        entries = ((each, before.opened.git.entry(each, id_.rpartition("#")[0])) for each in reviewed)
        same = [each for each, then in entries if then is not None and now is not None and then.oid == now.oid]
        touched[id_] = {**told, "same": [*same]} if isinstance(told, dict) else told
    return replace(case, touched=touched)


def _case(
    pair: Pair, source: Deployment | None, base: Side, pasts: dict[str, tuple[Past, ...]], touched: LastTouches
) -> Case:
    was = _was(pair)
    return Case(
        promotion=True,
        before=Past(base, was) if was is not None else None,
        source=source,
        earlier=pasts.get(was.name, ()) if was is not None else (),
        source_earlier=pasts.get(source.name, ()) if source is not None else (),
        touched=touched.of(pair.subject),
    )


def _was(pair: Pair) -> Deployment | None:
    return pair.before if pair.before is not None and pair.before.subject == "deployment" else None


def _called(name: str, side: Side) -> Deployment | None:
    return next((each for each in side.deployments if each.name == name), None)


def _earlier(before: Before, deployments: dict[str, Deployment]) -> dict[str, tuple[Past, ...]]:
    """Deployments of the base earlier on; of a commit each reads its own files alone, places are found in all."""
    opened = before.opened
    found = earlier(opened.git, opened.sides, opened.commits.base, deployments)
    for past in (past for pasts in found.values() for past in pasts):
        known = before.shown.get(past.side.short)
        before.shown[past.side.short] = past.side if known is None else known.joined(past.side)
    return found
