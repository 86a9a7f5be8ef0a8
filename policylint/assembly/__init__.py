"""Documents -> deployments, and a deployment -> the input that rules get."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policylint.assembly.inputs import to_input
from policylint.assembly.names import name_of, unique
from policylint.assembly.related import Folders, references
from policylint.assembly.stages import stage_of
from policylint.kinds import KINDS
from policylint.kinds.serving import find_servers, sets_model, without_image
from policylint.kinds.versions import outdated
from policylint.model import Deployment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policylint.config import StagePatterns
    from policylint.model import Document

__all__ = ["assemble", "leftovers", "references", "to_input"]

_BATCH = frozenset(("Job", "CronJob", "JobSet"))
_ALONE = frozenset(("cog", "hf/model-card"))


def assemble(
    documents: Sequence[Document],
    stages: Sequence[StagePatterns] = (),
    exists: Callable[[str], bool] | None = None,
) -> tuple[Deployment, ...]:
    """Every deployment that the documents describe, then the cards and cog.yaml files that belong to none, in order.

    `exists` says whether a path is there, for the files that documents refer to; without it only read files are.
    """
    folders = Folders(documents)
    deployments = [_deployment(document, folders, stages) for document in documents if _serves(document)]
    taken = {document.id for deployment in deployments for document in deployment.documents}
    alone = [each for each in documents if each.kind in _ALONE and each.id not in taken]
    deployments += [_subject(each, folders, "model") for each in alone]
    there = exists or {document.path for document in documents}.__contains__
    return unique(tuple(_with_files(deployment, there) for deployment in deployments))


def leftovers(documents: Sequence[Document], deployments: Sequence[Deployment]) -> tuple[Deployment, ...]:
    """The documents of a known kind in no deployment, each a subject ("document") for repository-scope rules."""
    taken = {document.id for deployment in deployments for document in deployment.documents}
    folders = Folders(())
    return tuple(_subject(each, folders, "document") for each in documents if each.kind and each.id not in taken)


def _serves(document: Document) -> bool:
    kind = KINDS.get(document.kind or "")
    if kind is None or not kind.serves or not kind.covered or outdated(document):
        return False
    if not kind.by_content:
        return True
    content = document.content
    if isinstance(content, dict) and content.get("kind") in _BATCH:
        return False
    return bool(find_servers(content)) or (without_image(content) and sets_model(content))


def _deployment(document: Document, folders: Folders, stages: Sequence[StagePatterns]) -> Deployment:
    kind = KINDS[document.kind or ""]
    return Deployment(
        name=name_of(document),
        stage=stage_of(document, stages),
        platform=kind.platform or "other",
        documents=_together(document, folders),
        primary=document.id,
        patch=kind.by_content and without_image(document.content),
    )


def _subject(document: Document, folders: Folders, subject: str) -> Deployment:
    kind = KINDS[document.kind or ""]
    together = _together(document, folders) if subject == "model" else (document,)
    return Deployment(name_of(document), None, kind.platform or "other", together, document.id, subject)


def _together(document: Document, folders: Folders) -> tuple[Document, ...]:
    """The document and those that speak about it, each once, itself first; requirements include further ones."""
    found = {document.id: document}
    if document.kind not in _ALONE:
        found |= {each.id: each for each in folders.above(document)}
    waiting = list(found.values())
    while waiting:
        for named in folders.named_by(waiting.pop(0)):
            if named.id not in found:
                found[named.id] = named
                waiting.append(named)
    return tuple(found.values())


def _with_files(deployment: Deployment, exists: Callable[[str], bool]) -> Deployment:
    named = {path for document in deployment.documents for path in references(document).values()}
    return replace(deployment, files=tuple(sorted(path for path in named if exists(path))))
