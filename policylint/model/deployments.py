"""What is judged: deployments with every document about them, and the stages at which they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from policylint.frozen import dataclass

if TYPE_CHECKING:
    from policylint.model.documents import Document

Stage = Literal["space", "staging", "production"]

STAGES: tuple[Stage, ...] = ("space", "staging", "production")


@dataclass(frozen=True, slots=True)
class Reference:
    """A file or a document that a manifest or its system names: at which pointer, as written, and what became of it.

    `documents` are the ids of what was read of it, `near` the nearest names that are there. `holds` are those of the
    names sought in its text that are in it, where no reader knows the file. `paths` are the files that it means.
    """

    document: str
    pointer: str
    path: str
    state: str
    kind: str | None = None
    paths: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """How far the manifests of a whole repository go: how many there are, and how many deployments above Spaces are in
    none of them. Where there is no manifest, `first` are the primary documents of some of these, in their order.
    """

    manifests: int
    undeclared: int
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is judged: one model served at one stage (None: unknown) on one platform, with every document about it.

    `subject` is "deployment", or "model" for a lone card or cog.yaml. `primary` is the id of the serving document.
    `patch` marks a Kustomize patch (no image): judged only for what it sets. `files` are the paths that its documents
    refer to and that are there. A `subject` "document" belongs to no deployment: only repository-scope rules judge it.
    `manifest` and `system` are the ids of the ModelDeployment that states it and of that one's ModelSystem. `names` are
    what objectives and alerts may call it. `declared` is None where only a part of the repository was read.
    """

    name: str
    stage: Stage | None
    platform: str
    documents: tuple[Document, ...]
    primary: str
    subject: str = "deployment"
    patch: bool = False
    files: tuple[str, ...] = ()
    manifest: str | None = None
    system: str | None = None
    references: tuple[Reference, ...] = ()
    names: tuple[str, ...] = ()
    declared: Declared | None = None

    @property
    def primary_document(self) -> Document:
        """The document that `primary` names."""
        return next(each for each in self.documents if each.id == self.primary)

    @property
    def manifest_document(self) -> Document | None:
        """The ModelDeployment that states it, if any."""
        return next((each for each in self.documents if each.id == self.manifest), None)
