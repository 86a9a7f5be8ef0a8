"""Deployments with the documents that speak about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.assembly.joining import Index
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Document


def join(pairs: Sequence[tuple[Deployment, Sequence[Document]]], documents: Sequence[Document]) -> list[Deployment]:
    """The deployments, given with what serves each, with the documents that speak about them and their names."""
    if all(_is_space(deployment) for deployment, _ in pairs):
        return [deployment for deployment, _ in pairs]
    from policylint.assembly.joining import Index

    index = Index(documents, [document for _, serving in pairs for document in serving])
    above = [deployment for deployment, _ in pairs if not _is_space(deployment)]
    whole = [deployment for deployment in above if not deployment.patch] or above
    return [_with(deployment, serving, index, len(whole) == 1) for deployment, serving in pairs]


def _with(deployment: Deployment, serving: Sequence[Document], index: Index, alone: bool) -> Deployment:
    from policylint.assembly.joining import joined

    ours = [each for each in deployment.documents if each.id in (deployment.manifest, deployment.system)]
    names = [str(name) for each in ours if (name := at(each.content, "/metadata/name"))]
    found = joined(serving, index, alone and not _is_space(deployment), names)
    documents = {each.id: each for each in (*deployment.documents, *found.documents)}
    return replace(deployment, documents=tuple(documents.values()), names=found.names)


def _is_space(deployment: Deployment) -> bool:
    return deployment.stage == "space" or deployment.platform == "hf-space"
