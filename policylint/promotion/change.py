"""Everything about a change that is no single deployment: who made it, which paths, what it does to the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass, field
from policylint.model import GateChange
from policylint.promotion.compare import source_of
from policylint.promotion.guards import Guards
from policylint.promotion.inputs import Case, Past
from policylint.promotion.log import authors, between, commits
from policylint.promotion.owners import owners
from policylint.promotion.past import LastTouches, earlier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from policylint.config import Config
    from policylint.model import Json
    from policylint.promotion.changes import Changed
    from policylint.promotion.commits import Commits
    from policylint.promotion.compare import Pair
    from policylint.promotion.git import Git
    from policylint.promotion.places import CommitPlaces
    from policylint.promotion.request import GateRequest
    from policylint.promotion.side import Side, Sides

_DEEPEN = "git fetch --unshallow"


@dataclass(frozen=True, slots=True)
class Before:
    """Both commits as they were read, and how to read others. `shown` are sides by the ids that name them."""

    git: Git
    sides: Sides
    commits: Commits
    base: Side
    head: Side
    moved: Mapping[str, str]
    configs: tuple[Config, Config]
    changed: Sequence[Changed]
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
    git, ends = before.git, before.commits
    before.shown[before.base.short] = before.base
    before.shown[ends.policies[:12]] = before.base if ends.same_policies else before.sides.side(ends.policies, ())
    guards = Guards(before.base, before.head, before.changed, before.configs).found()
    written = dict(commits(git, between(git, ends.base, ends.head)))
    change: dict[str, Json] = {
        "base": ends.base,
        "head": ends.head,
        "at": written[ends.head].at,
        "authors": authors(written.values(), request.login),
        "approvals": request.approvals,
        "codeowners": owners(before.sides.tree(ends.policies), ends.policies[:12]) if promoted else [],
        "paths": [{"path": each.path, "status": each.status, "from": each.old} for each in before.changed],
        "gate": [guard.as_json() for guard in guards],
    }
    rows = tuple(GateChange(each.what, each.path, each.how, each.say, places.of_guard(each)) for each in guards)
    return Told(_cases(before, promoted), change, _history(git), rows)


def _history(git: Git) -> dict[str, Json]:
    return {"complete": not git.shallow, "say": _DEEPEN if git.shallow else ""}


def _cases(before: Before, promoted: Iterable[Pair]) -> dict[str, Case]:
    ends = before.commits
    touched = LastTouches(before.git, ends.base, ends.head, before.moved)
    return {each.subject.name: _case(before, each, touched) for each in promoted}


def _case(before: Before, pair: Pair, touched: LastTouches) -> Case:
    was = pair.before if pair.before is not None and pair.before.subject == "deployment" else None
    source = source_of(pair.subject, before.head.deployments)
    source_was = next(
        (each for each in before.base.deployments if source is not None and each.name == source.name), None
    )
    base = before.commits.base
    pasts = [
        tuple(earlier(before.git, before.sides, base, each)) if each is not None else () for each in (was, source_was)
    ]
    for past in (*pasts[0], *pasts[1]):
        # The same commit may be read for several deployments, each time for its own files alone.
        known = before.shown.get(past.side.short)
        before.shown[past.side.short] = past.side if known is None else known.joined(past.side)
    return Case(
        promotion=True,
        before=Past(before.base, was) if was is not None else None,
        source=source,
        earlier=pasts[0],
        source_earlier=pasts[1],
        touched=touched.of(pair.subject),
    )
