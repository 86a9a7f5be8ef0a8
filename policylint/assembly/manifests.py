"""Explicit deployments: a ModelDeployment says what serves, at which stage and on which platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.mentions import ARTEFACTS, MANIFEST, SERVING, SYSTEM, Found, alert_names, mentions
from policylint.assembly.serving import serves
from policylint.frozen import dataclass, replace
from policylint.kinds import KINDS, validate
from policylint.kinds.pods import at
from policylint.kinds.versions import outdated
from policylint.model.deployments import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from policylint.assembly.mentions import Mention
    from policylint.model.deployments import Stage
    from policylint.model.documents import Document

    Find = Callable[[Mention], Found]

_STAGES: dict[str, Stage] = {"space": "space", "staging": "staging", "production": "production"}


@dataclass(frozen=True, slots=True)
class Stated:
    """One manifest with what it names: its system, the documents that serve, all documents, and every reference."""

    manifest: Document
    system: Document | None
    serving: tuple[Document, ...]
    documents: tuple[Document, ...]
    references: tuple[Reference, ...]

    @property
    def name(self) -> str:
        """The name that the manifest gives to its deployment."""
        return _text(self.manifest, "/metadata/name") or self.manifest.id

    @property
    def stage(self) -> Stage | None:
        """The stage that the manifest states."""
        return _STAGES.get(_text(self.manifest, "/spec/stage"))

    @property
    def platform(self) -> str:
        """The platform that the manifest states."""
        return _text(self.manifest, "/spec/platform") or "other"

    @property
    def primary(self) -> Document:
        """What serves: the first of the serving files that does; the manifest when none of them could be read."""
        for fits in (serves, _of_serving_kind):
            for document in self.serving:
                if fits(document):
                    return document
        return self.manifest

    @property
    def taken(self) -> Iterator[Document]:
        """The documents that are no deployments of their own: what serves is one, unless it is named as serving."""
        serving = {document.id for document in self.serving}
        return (document for document in self.documents if document.id in serving or not serves(document))

    def names(self, role: str) -> bool:
        """Whether the manifest names a file in this role, such as modelCard."""
        return any(each.pointer.startswith(f"{ARTEFACTS}{role}/") for each in self.references)


class Manifests:
    """The manifests of a repository: what each states, and which documents any of them names."""

    def __init__(self, documents: Sequence[Document], find: Find | None = None) -> None:
        self._find = find or _among(documents)
        self._by_path: dict[str, list[Document]] = {}
        for document in documents:
            self._by_path.setdefault(document.path, []).append(document)
        self._systems = {_text(each, "/metadata/name"): each for each in reversed(documents) if each.kind == SYSTEM}
        manifests = [self._stated(each) for each in documents if each.kind == MANIFEST]
        self.stated = tuple(each for each in manifests if is_sound(each.manifest))
        self.named = frozenset(document.id for each in manifests for document in each.taken)

    def _stated(self, manifest: Document) -> Stated:
        system = self._systems.get(_text(manifest, "/spec/system"))
        ours = (manifest, *((system,) if system else ()))
        alerts = tuple(name for document in ours for name in alert_names(document))
        references = tuple(self._reference(mention) for document in ours for mention in mentions(document, alerts))
        serving = self._documents(each for each in references if each.pointer.startswith(SERVING))
        named = self._documents(each for each in references if each.pointer.startswith(ARTEFACTS))
        return Stated(manifest, system, serving, (*named, *ours), (*self._of_system(manifest, system), *references))

    def _reference(self, mention: Mention) -> Reference:
        found = self._find(mention)
        there = [document for path in found.paths for document in self._by_path.get(path, ())]
        documents = [each for each in there if mention.index in (None, each.index)]
        artefact = mention.pointer.startswith(ARTEFACTS)
        return Reference(
            document=mention.document,
            pointer=mention.pointer,
            path=mention.path,
            state="read" if there and found.state == "not_ours" else found.state,
            kind=mention.kind,
            paths=found.paths,
            documents=tuple(document.id for document in documents if artefact),
            kinds=tuple(sorted({document.kind for document in documents if document.kind})),
            near=found.near,
            holds=found.holds,
        )

    def _of_system(self, manifest: Document, system: Document | None) -> tuple[Reference, ...]:
        """The reference by name: `spec.system`."""
        name = _text(manifest, "/spec/system")
        if not name:
            return ()
        from policylint.words import nearest

        near = nearest(name, self._systems) if system is None else None
        reference = Reference(manifest.id, "/spec/system", name, "absent", SYSTEM, near=(near,) if near else ())
        if system is not None:
            reference = replace(reference, state="read", documents=(system.id,), kinds=(SYSTEM,))
        return (reference,)

    def _documents(self, references: Iterable[Reference]) -> tuple[Document, ...]:
        """The documents of references, each once, in their order."""
        ids = dict.fromkeys(id_ for reference in references for id_ in reference.documents)
        return tuple(next(each for each in self._by_path[id_.rpartition("#")[0]] if each.id == id_) for id_ in ids)


def is_sound(document: Document) -> bool:
    """Whether a document of ours has the shape that its schema asks for, in a version that policylint knows."""
    return not outdated(document) and not validate(document)


def _of_serving_kind(document: Document) -> bool:
    kind = KINDS.get(document.kind or "")
    return kind is not None and kind.serves


def _among(documents: Sequence[Document]) -> Find:
    """Without a tree to look into, a file is there when it was read."""
    paths = {document.path for document in documents}
    return lambda mention: Found("read", (mention.path,)) if mention.path in paths else Found("absent")


def _text(document: Document, pointer: str) -> str:
    value = at(document.content, pointer)
    return value.strip() if isinstance(value, str) else ""
