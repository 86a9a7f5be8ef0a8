"""Namespaces: where a document is, and which namespaces it speaks about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.kinds.placeholders import is_placeholder
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from policylint.model.documents import Document, Json

    # The namespaces that a document speaks about, None among them for the one that nobody named; None for all of them.
    Realm = frozenset[str | None] | None

EVERY = None
# What is in this namespace counts for the whole mesh, as Istio is installed.
_MESH = "istio-system"


def namespace(value: Json) -> str | None:
    """The namespace that a field names; None for an absent one, for `default` and for a placeholder."""
    known = isinstance(value, str) and value not in ("", "default") and not is_placeholder(value)
    return value if isinstance(value, str) and known else None


def namespace_of(document: Document) -> str | None:
    """The namespace of a document, or None."""
    return namespace(at(document.content, "/metadata/namespace"))


def own(document: Document) -> Realm:
    """A document that speaks about its own namespace."""
    return frozenset((namespace_of(document),))


def named(value: Json, document: Document) -> Realm:
    """The namespace that a reference names, else the document's own."""
    return frozenset((namespace(value),)) if isinstance(value, str) and value else own(document)


def selected(document: Document) -> Realm:
    """What a monitor's namespaceSelector names, else the document's own namespace."""
    kind = at(document.content, "/kind")
    if kind == "ClusterPodMonitoring" or at(document.content, "/spec/namespaceSelector/any") is True:
        return EVERY
    names = at(document.content, "/spec/namespaceSelector/matchNames")
    listed = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return frozenset(map(namespace, listed)) if listed else own(document)


def of_mesh(document: Document) -> Realm:
    """A mesh policy's own namespace; every one where it stands in the mesh's root namespace."""
    return EVERY if namespace_of(document) == _MESH else own(document)


def fits(there: str | None, realm: Realm) -> bool | None:
    """Whether something in a namespace is meant: True for sure, None in doubt (one side names none), else False."""
    if realm is None or there in realm:
        return True
    return None if there is None or None in realm else False
