"""Drafts of manifests: what the files of a deployment say about it, and comments where a person has to say more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.frozen import dataclass
from policylint.waivers.writing import scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from policylint.model.deployments import Deployment

_HEAD = "apiVersion: policylint.dev/v1alpha1\nkind: "
_PLATFORMS = frozenset(("hf-space", "hf-endpoint", "replicate", "kserve", "kubernetes"))
_STAGES = ("space", "staging", "production")
_WORDS = re.compile(r"(?:^|-)(?:prod|production|prd|live|stage|staging|stg|preprod|space|demo)(?=-|$)")
# Which artefact the documents of a kind are. One that is none is found by its selectors, and named by nobody.
_ROLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("build", ("cog", "docker/dockerfile", "python/requirements")),
    ("network", ("k8s/networkpolicy", "cilium/networkpolicy", "k8s/ingress", "k8s/httproute", "istio/", "envoy/")),
    ("rollout", ("k8s/pdb", "k8s/hpa", "keda/scaledobject", "flagger/canary")),
    ("objectives", ("slo/",)),
    ("alerts", ("prometheus/rules",)),
    ("evaluation", ("policylint/evaluation-report", "hf/eval-results")),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A deployment on its way to a manifest."""

    name: str
    system: str
    stage: str
    found: Deployment
    alone: bool


def manifests(
    found: Sequence[Deployment], others: Mapping[str, str], owner: Callable[[str], str | None]
) -> dict[str, str]:
    """Path -> text: a ModelDeployment for each, and a ModelSystem for those that are stages of one.

    `others` are the names, with their stages, of deployments that need no draft.
    """
    drafts = tuple(_drafted(found, others))
    before = [(_system(_slug(name)), stage, name) for name, stage in others.items()]
    before += [(each.system, each.stage, each.name) for each in drafts]
    files = {}
    for system in sorted({each.system for each in drafts}):
        path = _path(next(each for each in drafts if each.system == system).found)
        files[f"governance/systems/{system}.yaml"] = _system_text(system, owner(path))
    for each in drafts:
        files[f"governance/deployments/{each.name}.yaml"] = "".join(_lines(each, _source(each, before)))
    return files


def _drafted(found: Sequence[Deployment], others: Mapping[str, str]) -> Iterator[Draft]:
    taken = set(others)
    paths = [_path(each) for each in found]
    for each in sorted(found, key=lambda each: each.primary):
        name = _slug(each.name)
        stage = each.stage or "production"
        for candidate in (name, f"{_system(name)}-{stage}", *(f"{name}-{number}" for number in range(2, 1000))):
            if candidate not in taken:
                break
        taken.add(candidate)
        yield Draft(candidate, _system(name), stage, each, paths.count(_path(each)) == 1)


def _lines(draft: Draft, source: str | None) -> Iterator[str]:
    found = draft.found
    unknown = "    # nothing tells the stage: see that this is right" if found.stage is None else ""
    yield "# Drafted by `policylint init` from the files below; see that it is right, and complete it.\n"
    yield f"{_HEAD}ModelDeployment\nmetadata:\n  name: {scalar(draft.name)}\nspec:\n  system: {scalar(draft.system)}\n"
    yield f"  stage: {draft.stage}{unknown}\n"
    yield f"  platform: {found.platform if found.platform in _PLATFORMS else 'other'}\n"
    told = "" if source else "    # the deployment that this version comes from; none: this is its first stage"
    yield f"  promotedFrom: {scalar(source or 'none')}{told}\n"
    yield "  artefacts:\n"
    yield f"    serving:\n      - {_reference(draft)}\n"
    for role, kinds in _ROLES:
        paths = sorted({each.path for each in found.documents if (each.kind or "").startswith(kinds)} - {_path(found)})
        if paths:
            yield f"    {role}:\n" + "".join(f"      - path: {scalar(path)}\n" for path in paths)
    card = next((each.path for each in found.documents if each.kind == "hf/model-card"), None)
    if card is not None:
        yield f"    modelCard:\n      path: {scalar(card)}\n"


def _reference(draft: Draft) -> str:
    """The file that serves, with the document's place in it where several of its documents serve."""
    path, _, index = draft.found.primary.rpartition("#")
    return f"path: {scalar(path)}" + ("" if draft.alone else f"\n        index: {index}")


def _source(draft: Draft, before: Sequence[tuple[str, str, str]]) -> str | None:
    """The one deployment of the same system that stands at the nearest stage below."""
    for stage in reversed(_STAGES[: _STAGES.index(draft.stage)]):
        names = [name for system, at, name in before if system == draft.system and at == stage]
        if names:
            return names[0] if len(names) == 1 else None
    return None


def _system_text(name: str, owner: str | None) -> str:
    owned = (
        f"  owner: {scalar(owner)}\n" if owner else "  # owner: the team that answers for it, as CODEOWNERS calls it\n"
    )
    return (
        "# Drafted by `policylint init`: what the model is for, at all its stages. `policylint schema` shows keys.\n"
        f"{_HEAD}ModelSystem\nmetadata:\n  name: {scalar(name)}\n{owned}spec: {{}}\n"
    )


def _path(found: Deployment) -> str:
    return found.primary.rpartition("#")[0]


def _slug(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.partition(" (")[0].lower()).strip("-")
    return plain[:60].strip("-") or "model"


def _system(name: str) -> str:
    return re.sub(r"-{2,}", "-", _WORDS.sub("", name)).strip("-") or name
