"""Documents -> deployments, and a deployment -> the input that rules get."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policylint.assembly.inputs import to_input, to_side
from policylint.assembly.joins import join
from policylint.assembly.manifests import Manifests
from policylint.assembly.mentions import ARTEFACTS, MANIFEST
from policylint.assembly.names import name_of, unique
from policylint.assembly.related import Folders, references
from policylint.assembly.serving import patches, serves
from policylint.assembly.stages import stage_of
from policylint.kinds import KINDS
from policylint.model.deployments import Declared, Deployment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from policylint.assembly.manifests import Find, Stated
    from policylint.config import StagePatterns
    from policylint.model.documents import Document

__all__ = ["assemble", "leftovers", "references", "to_input", "to_side"]

_ALONE = frozenset(("cog", "hf/model-card"))
_ABOVE = frozenset(("staging", "production"))
_FIRST = 10


def assemble(
    documents: Sequence[Document],
    stages: Sequence[StagePatterns] = (),
    exists: Callable[[str], bool] | None = None,
    find: Find | None = None,
    *,
    whole: bool = True,
) -> tuple[Deployment, ...]:
    """The deployments of manifests, then those that no manifest speaks of, then lone cards and cog.yaml files.

    `exists` says whether a path is there, for the files that documents refer to; without it only read files are.
    `find` says what is at a path that a manifest names. What a malformed manifest names is judged by nothing.
    `whole` says whether the documents are those of the whole repository.
    """
    folders, manifests = Folders(documents), Manifests(documents, find)
    implicit = (each for each in documents if each.id not in manifests.named and serves(each))
    deployments = join(
        [(_explicit(each, folders), each.serving) for each in manifests.stated]
        + [(_deployment(document, folders, stages), (document,)) for document in implicit],
        documents,
    )
    taken = {document.id for deployment in deployments for document in deployment.documents} | manifests.named
    alone = [each for each in documents if each.kind in _ALONE and each.id not in taken]
    deployments += [_subject(each, folders, "model") for each in alone]
    there = exists or {document.path for document in documents}.__contains__
    declared = _declared(deployments, sum(1 for each in documents if each.kind == MANIFEST)) if whole else None
    return unique(tuple(_with_files(deployment, there, declared) for deployment in deployments))


def leftovers(documents: Sequence[Document], deployments: Sequence[Deployment]) -> tuple[Deployment, ...]:
    """The documents of a known kind in no deployment, each a subject ("document") for repository-scope rules."""
    taken = {document.id for deployment in deployments for document in deployment.documents}
    folders = Folders(())
    return tuple(_subject(each, folders, "document") for each in documents if each.kind and each.id not in taken)


def _declared(deployments: Iterable[Deployment], manifests: int) -> Declared:
    """How many serve above Spaces without a manifest."""
    above = [each for each in deployments if each.subject == "deployment" and each.stage in _ABOVE]
    alone = [each for each in above if each.manifest is None and not each.patch]
    alone.sort(key=lambda each: each.stage != "production")
    return Declared(manifests, len(alone), () if manifests else tuple(each.primary for each in alone[:_FIRST]))


def _explicit(stated: Stated, folders: Folders) -> Deployment:
    """The deployment of a manifest. The cards and builds above what serves count where it names none."""
    found = {document.id: document for document in (stated.primary, *stated.documents)}
    for document in stated.serving:
        for each in folders.above(document):
            if not stated.names("modelCard" if each.kind == "hf/model-card" else "build"):
                found[each.id] = each
    return Deployment(
        name=stated.name,
        stage=stated.stage,
        platform=stated.platform,
        documents=_with_named(found.values(), folders),
        primary=stated.primary.id,
        patch=patches(stated.primary),
        manifest=stated.manifest.id,
        system=stated.system.id if stated.system else None,
        references=stated.references,
    )


def _deployment(document: Document, folders: Folders, stages: Sequence[StagePatterns]) -> Deployment:
    kind = KINDS[document.kind or ""]
    return Deployment(
        name=name_of(document),
        stage=stage_of(document, stages),
        platform=kind.platform or "other",
        documents=_together(document, folders),
        primary=document.id,
        patch=patches(document),
    )


def _subject(document: Document, folders: Folders, subject: str) -> Deployment:
    kind = KINDS[document.kind or ""]
    together = _together(document, folders) if subject == "model" else (document,)
    return Deployment(name_of(document), None, kind.platform or "other", together, document.id, subject)


def _together(document: Document, folders: Folders) -> tuple[Document, ...]:
    """The document and those that speak about it, itself first."""
    above = () if document.kind in _ALONE else folders.above(document)
    return _with_named((document, *above), folders)


def _with_named(documents: Iterable[Document], folders: Folders) -> tuple[Document, ...]:
    """The documents and the requirements files that they read, each once; requirements include further ones."""
    found = {document.id: document for document in documents}
    waiting = list(found.values())
    while waiting:
        for named in folders.named_by(waiting.pop(0)):
            if named.id not in found:
                found[named.id] = named
                waiting.append(named)
    return tuple(found.values())


def _with_files(deployment: Deployment, exists: Callable[[str], bool], declared: Declared | None) -> Deployment:
    named = {path for document in deployment.documents for path in references(document).values()}
    artefacts = (each for each in deployment.references if each.pointer.startswith(ARTEFACTS))
    found = {path for path in named if exists(path)} | {path for each in artefacts for path in each.paths}
    return replace(deployment, files=tuple(sorted(found)), declared=declared)
