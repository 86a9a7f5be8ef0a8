"""The deployments of the head against those of the base: which is which, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.mentions import SERVING
from policylint.assembly.names import name_of
from policylint.assembly.serving import serves
from policylint.assembly.stages import stage_of
from policylint.frozen import dataclass, replace
from policylint.kinds.pods import at
from policylint.model.deployments import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from policylint.config import StagePatterns
    from policylint.model.deployments import Deployment, Stage
    from policylint.promotion.sides.side import Side


@dataclass(frozen=True, slots=True)
class Pair:
    """A deployment of the head, what it was at the base (None: it is new), and whether anything about it changed.

    `subject` is judged at the higher of its two stages: whoever lowers a stage leaves what serves where it is. What
    says that it is a Space and is none is judged as in production.
    """

    subject: Deployment
    before: Deployment | None
    changed: bool
    stated: Stage | None

    @property
    def renamed(self) -> str | None:
        """The name that it had at the base, where that was another one."""
        return self.before.name if self.before is not None and self.before.name != self.subject.name else None


def pair(
    base: Side, head: Side, moved: Mapping[str, str], stages: Sequence[StagePatterns]
) -> tuple[tuple[Pair, ...], tuple[Deployment, ...]]:
    """Every deployment of the head with its own past, and those of the base that are gone.

    `moved` leads from a path at the head to the one that it had. The same name is the same deployment; without it the
    same file is, then what stands in for it: a new name together with the end of an old one is a renaming.
    """
    left = {each.name: each for each in base.deployments}
    found = {each.name: left.pop(each.name) for each in head.deployments if each.name in left}
    for alike in (_same_file(moved), _same_own_name, _stands_in):
        for subject in (each for each in head.deployments if each.name not in found):
            old = next((each for each in left.values() if alike(subject, each)), None)
            if old is not None:
                found[subject.name] = left.pop(old.name)
    told = (_pair(each, found.get(each.name), base, head) for each in head.deployments)
    pairs = tuple(_at_higher_stage(each, stages) for each in told)
    return pairs, tuple(each for each in left.values() if each.subject == "deployment")


def _pair(subject: Deployment, before: Deployment | None, base: Side, head: Side) -> Pair:
    changed = before is None or _changed(subject, before, base, head)
    return Pair(subject, before, changed, subject.stage)


def _at_higher_stage(found: Pair, stages: Sequence[StagePatterns]) -> Pair:
    subject, before = found.subject, found.before
    if before is not None and before.subject == "deployment" and rank(before.stage) > rank(subject.stage):
        return replace(found, subject=replace(subject, stage=before.stage))
    claims = _claims(subject) and (not _claims(before) or _tells_production(subject, stages))
    return replace(found, subject=replace(subject, stage="production")) if claims else found


def _tells_production(subject: Deployment, stages: Sequence[StagePatterns]) -> bool:
    """Whether what serves says by itself that it is in production: its labels, its namespace, its folder."""
    return any(serves(each) and stage_of(each, stages) == "production" for each in subject.documents)


def _claims(deployment: Deployment | None) -> bool:
    """Whether a manifest says that something is a Space which is none: rules would hardly speak about it.

    So it does where it names something else that serves beside a Space.
    """
    if deployment is None or deployment.stage != "space" or deployment.manifest is None:
        return False
    stated = {id_ for each in deployment.references if each.pointer.startswith(SERVING) for id_ in each.documents}
    return any(
        each.kind != "hf/space" and (each.id == deployment.primary or (each.id in stated and serves(each)))
        for each in deployment.documents
        if each.id != deployment.manifest
    )


def is_space(deployment: Deployment) -> bool:
    """Whether a deployment is at the lowest stage: nothing is promoted to there."""
    return deployment.stage == "space" or (deployment.stage is None and deployment.platform == "hf-space")


def rank(stage: Stage | None) -> int:
    """Stages in order; an unknown one may be any above a Space."""
    return STAGES.index(stage) if stage is not None else 0


def _changed(subject: Deployment, before: Deployment, base: Side, head: Side) -> bool:
    ours = [(each.id, each.kind) for each in subject.documents]
    facts = (subject.name, subject.stage, subject.platform, subject.names, subject.files, subject.references)
    if ours != [(each.id, each.kind) for each in before.documents]:
        return True
    if facts != (before.name, before.stage, before.platform, before.names, before.files, before.references):
        return True
    paths = {each.path for each in subject.documents} | set(subject.files)
    return not all(head.same(base, path) for path in paths)


def _same_file(moved: Mapping[str, str]) -> Callable[[Deployment, Deployment], bool]:
    def alike(subject: Deployment, old: Deployment) -> bool:
        if subject.subject != old.subject:
            return False
        return bool(_anchors(subject, moved) & _anchors(old, {}))

    return alike


def _anchors(deployment: Deployment, moved: Mapping[str, str]) -> set[tuple[str, int]]:
    """Where the primary document and the manifest stand, or stood before they were moved."""
    ids = (deployment.primary, deployment.manifest)
    ends = (id_.rpartition("#") for id_ in ids if id_ is not None)
    return {(moved.get(path, path), int(index)) for path, _mark, index in ends}


def _same_own_name(subject: Deployment, old: Deployment) -> bool:
    """Names are made longer where two are called the same."""
    kinds = subject.subject == old.subject and subject.platform == old.platform
    return kinds and bool(_own_names(subject) & _own_names(old))


def _own_names(deployment: Deployment) -> set[str]:
    documents = {each.id: each for each in deployment.documents}
    ids = (deployment.primary, deployment.manifest)
    return {name_of(documents[id_]) for id_ in ids if id_ is not None and id_ in documents}


def _stands_in(subject: Deployment, old: Deployment) -> bool:
    """Whether a new deployment takes the place of one that is gone: same stage, and same system or platform.

    One whose stage nothing tells may be at the same.
    """
    if subject.subject != "deployment" or old.subject != "deployment" or subject.stage not in (None, old.stage):
        return False
    systems = stated(subject, "/spec/system"), stated(old, "/spec/system")
    return systems[0] == systems[1] if all(systems) else subject.platform == old.platform


def stated(deployment: Deployment, pointer: str) -> str:
    """The text that the manifest of a deployment has at a pointer; empty where there is none."""
    manifest = deployment.manifest_document
    text = at(manifest.content, pointer) if manifest is not None else None
    return text if isinstance(text, str) else ""


def source_of(subject: Deployment, deployments: Iterable[Deployment]) -> Deployment | None:
    """The deployment of the same commit that `promotedFrom` names."""
    name = stated(subject, "/spec/promotedFrom")
    return next((each for each in deployments if name and each.name == name != subject.name), None)
