"""A deployment -> the input that its rules get. docs/input.md describes it for rule authors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.related import references
from policylint.kinds import KINDS
from policylint.kinds.pods import find_pods
from policylint.kinds.serving import find_servers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policylint.model.deployments import Declared, Deployment, Reference
    from policylint.model.documents import Document, Json


def to_input(deployment: Deployment, now: str, params: Mapping[str, dict[str, Json]]) -> dict[str, Json]:
    """The assembled input: now, promotion, params by rule code, and the subject with its documents by id."""
    return {"now": now, "promotion": False, "params": dict(params), "subject": to_side(deployment)}


def to_side(deployment: Deployment, prefix: str = "") -> dict[str, Json]:
    """A deployment with its documents by id; `prefix` begins the ids of those of another commit."""
    return {
        "name": deployment.name,
        "names": list(deployment.names),
        "stage": deployment.stage,
        "platform": deployment.platform,
        "subject": deployment.subject,
        "primary": prefix + deployment.primary,
        "patch": deployment.patch,
        "documents": {prefix + each.id: _document(each, deployment.files) for each in deployment.documents},
        "files": list(deployment.files),
        "manifest": prefix + deployment.manifest if deployment.manifest else None,
        "system": prefix + deployment.system if deployment.system else None,
        "references": [_reference(each, prefix) for each in deployment.references],
        "declared": _declared(deployment.declared, prefix) if deployment.declared else None,
    }


def _declared(declared: Declared, prefix: str) -> dict[str, Json]:
    return {
        "manifests": declared.manifests,
        "undeclared": declared.undeclared,
        "first": [prefix + id_ for id_ in declared.first],
    }


def _reference(reference: Reference, prefix: str) -> Json:
    return {
        "document": prefix + reference.document,
        "pointer": reference.pointer,
        "path": reference.path,
        "state": reference.state,
        "kind": reference.kind,
        "documents": [prefix + id_ for id_ in reference.documents],
        "kinds": list(reference.kinds),
        "near": list(reference.near),
        "holds": list(reference.holds),
    }


def _document(document: Document, files: tuple[str, ...]) -> dict[str, Json]:
    kind = KINDS.get(document.kind or "")
    # Only Kubernetes' kinds hold pods: a card with a key `containers` is a card.
    pods = find_pods(document.content) if kind is not None and kind.resources else ()
    servers = find_servers(document.content) if pods else ()
    return {
        "path": document.path,
        "kind": document.kind,
        "content": _content(document),
        "pods": list(pods),
        "servers": {server.pointer: server.engine for server in servers},
        "texts": dict(document.texts),
        "refs": {name: path for name, path in references(document).items() if path in files},
    }


def _content(document: Document) -> Json:
    """The content as rules see it: YAML inside YAML is no text but what it says."""
    content = document.content
    for pointer, value in document.nested.items():
        content = _with(content, pointer.split("/")[1:], value)
    return content


def _with(content: Json, keys: list[str], value: Json) -> Json:
    if not keys or not isinstance(content, dict):
        return value
    return {**content, keys[0]: _with(content.get(keys[0]), keys[1:], value)}
