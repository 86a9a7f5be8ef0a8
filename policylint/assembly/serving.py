"""Which documents serve a model, so that each of them is a deployment where no manifest speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.kinds import KINDS
from policylint.kinds.serving import find_servers, sets_model, without_image
from policylint.kinds.versions import outdated

if TYPE_CHECKING:
    from policylint.model.documents import Document

# They run nothing themselves: they count for each deployment that names them.
RUNTIMES = ("kserve/servingruntime", "kserve/llminferenceserviceconfig")
_BATCH = frozenset(("Job", "CronJob", "JobSet"))


def serves(document: Document) -> bool:
    """Whether a document serves a model, or patches one that does, and rules read its kind and version."""
    kind = KINDS.get(document.kind or "")
    if kind is None or not kind.serves or not kind.covered or outdated(document):
        return False
    if not kind.by_content:
        return True
    content = document.content
    if isinstance(content, dict) and content.get("kind") in _BATCH:
        return False
    return bool(find_servers(content)) or (without_image(content) and sets_model(content))


def patches(document: Document) -> bool:
    """Whether a serving document is completed elsewhere: values of a chart, a Kustomize patch (pods, no image)."""
    kind = KINDS.get(document.kind or "")
    return kind is not None and (kind.partial or (kind.by_content and without_image(document.content)))
