"""The documents of a repository, what can be selected or named among them, and which of them speak about which."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from policylint.assembly.joining.generated import pods_of
from policylint.assembly.joining.realms import namespace_of
from policylint.assembly.joining.selectors import is_plain, labels_of
from policylint.assembly.joining.things import Thing, Things
from policylint.assembly.serving import RUNTIMES, patches
from policylint.kinds import KINDS
from policylint.kinds.pods import at, find_pods

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policylint.assembly.joining.generated import Pods
    from policylint.assembly.joining.realms import Realm
    from policylint.assembly.joining.things import Found
    from policylint.model.documents import Document, Json

OBJECTIVES = ("slo/openslo", "slo/sloth", "slo/pyrra")
ALERTS = "prometheus/rules"
# Kinds that share their name with another API's kind.
_TWICE = frozenset(("openslo", "serving.knative.dev"))
# Ties that a repository may have, and what each document gets beyond that. Nobody needs as many; a hostile repository,
# where everything selects everything, must not eat time and memory.
_MANY, _EACH, _FEW = 50_000, 20, 20
# Selected by their own labels, not by those of pods.
_SELECTED = frozenset(("k8s/service", "k8s/httproute", "k8s/gateway"))
# They make no pods of their own.
_NO_PODS = frozenset((*RUNTIMES, "kserve/trainedmodel"))
_MADE = {"services": "Service", "pools": "InferencePool", "routes": "HTTPRoute", "deployments": "Deployment"}


class Board:
    """Documents by number. `owners` says of each whose it is: serving documents, each with whether that is for sure."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.owners: list[dict[int, bool]] = [{} for _ in documents]
        self.templates: dict[int, list[Pods]] = {}
        self.patches: set[int] = set()
        self._pointers: dict[int, tuple[str, ...]] = {}
        self._left = _MANY + _EACH * len(documents)
        self.things = Things()
        self.pods = Things()
        self._kinds: dict[str, list[int]] = {}
        for number, document in enumerate(documents):
            self._kinds.setdefault(document.kind or "", []).append(number)
            self._register(number, document)

    def of(self, *kinds: str) -> Iterator[tuple[int, Document]]:
        """The documents of these kinds, each with its number."""
        for kind in kinds:
            for number in self._kinds.get(kind, ()):
                yield number, self.documents[number]

    def serving(self) -> Iterator[tuple[int, Document]]:
        """The documents that run something: of a kind that serves, whether they serve a model or not."""
        return ((number, self.documents[number]) for number, owners in enumerate(self.owners) if number in owners)

    def pointers(self, number: int) -> tuple[str, ...]:
        """Where the pods of a Kubernetes resource are; searched for once."""
        found = self._pointers.get(number)
        if found is None:
            document = self.documents[number]
            found = find_pods(document.content) if KINDS[document.kind or ""].resources else ()
            self._pointers[number] = found
        return found

    def named(self, number: int, kind: str, name: Json, realm: Realm) -> Found:
        """What a document means by a kind and a name."""
        if not isinstance(name, str) or not is_plain(name):
            return []
        return self.things.named(self.documents[number].path, (kind, name), realm)

    def tie(self, number: int, found: Found) -> None:
        """A document speaks about whatever it has selected or named."""
        for thing, sure in found if self._left > 0 else found[:_FEW]:
            self.share(number, thing.number, sure)

    def share(self, number: int, other: int, sure: bool = True) -> None:
        """A document belongs to whoever another one belongs to."""
        mine, theirs = self.owners[number], self.owners[other]
        if number == other or (self._left <= 0 and len(mine) >= _FEW):
            return
        before = len(mine)
        for owner, known in islice(theirs.items(), None if self._left > 0 else _FEW):
            mine[owner] = mine.get(owner, False) or (sure and known)
        self._left -= len(mine) - before

    def bring(self, number: int, found: Found) -> None:
        """What a document names belongs to whoever the document belongs to."""
        for thing, sure in found:
            self.share(thing.number, number, sure)

    def add_pods(self) -> None:
        """Make pods, and what controllers make beside them, known to selectors and names."""
        inherited = self._inherited()
        for number, document in self.serving():
            if number in self.patches:
                continue
            self.templates[number] = templates = list(
                pods_of(document, self.pointers(number), inherited.get(number, {}))
            )
            where = (number, document.path, namespace_of(document))
            for pods in templates:
                self.pods.add(Thing(*where, pods.labels))
                for key, names in pods.made.items():
                    labels = pods.service_labels if key == "services" else {}
                    for name in names:
                        self.things.add(Thing(*where, labels), ((_MADE[key], name), ("", _MADE[key])))

    def _inherited(self) -> dict[int, dict[str, str]]:
        """The labels that a runtime gives to the pods of those who use it."""
        found: dict[int, dict[str, str]] = {}
        for runtime, document in self.of("kserve/servingruntime"):
            for owner in self.owners[runtime]:
                found.setdefault(owner, {}).update(labels_of(at(document.content, "/spec/labels")))
        return found

    def _register(self, number: int, document: Document) -> None:
        kind = KINDS.get(document.kind or "")
        if kind is None:
            return
        if kind.serves and document.kind not in _NO_PODS:
            self.owners[number][number] = True
        if patches(document):
            self.patches.add(number)
        name, content = at(document.content, "/metadata/name"), document.content
        if isinstance(name, str):
            key = (self._kind(content), name)
            labels = labels_of(at(content, "/metadata/labels")) if document.kind in _SELECTED else {}
            thing = Thing(number, document.path, namespace_of(document), labels)
            self.things.add(thing, (("patch", *key) if self._completes(number) else key, ("", key[0])))

    def _completes(self, number: int) -> bool:
        """Whether a document is a Kustomize patch: no image, or a Service that leads nowhere."""
        document = self.documents[number]
        spec = at(document.content, "/spec")
        nowhere = document.kind == "k8s/service" and not at(spec, "/selector") and not at(spec, "/externalName")
        return nowhere or number in self.patches

    @staticmethod
    def _kind(content: Json) -> str:
        kind, version = str(at(content, "/kind")), str(at(content, "/apiVersion"))
        group = version.rpartition("/")[0]
        return f"{group}/{kind}" if group in _TWICE else kind
