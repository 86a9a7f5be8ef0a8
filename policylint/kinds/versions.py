"""Which API versions a kind's platform still serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.kinds import KINDS

if TYPE_CHECKING:
    from policylint.kinds import Resource
    from policylint.model.documents import Document


def resource_of(document: Document) -> tuple[Resource, str] | None:
    """The Kubernetes resource that a document is, and the version it names; None for all other formats."""
    content = document.content
    kind = KINDS.get(document.kind or "")
    if kind is None or not isinstance(content, dict):
        return None
    group, _, version = str(content.get("apiVersion", "")).rpartition("/")
    for resource in kind.resources:
        if resource.group == group and content.get("kind") in resource.kinds:
            return resource, version
    return None


def outdated(document: Document) -> bool:
    """Whether a document is of a version that its platform does not serve, as far as policylint knows."""
    found = resource_of(document)
    return found is not None and found[1] not in found[0].served
