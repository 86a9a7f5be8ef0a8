"""What a route, a Service's alias or a graph leads to: kind, name and namespace of each backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.joining.realms import named, own
from policylint.assembly.joining.shapes import at_all
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.assembly.joining.realms import Realm
    from policylint.model.documents import Document, Json

    Reference = tuple[str, Json, Realm]


def behind(document: Document) -> Iterator[Reference]:
    """The backends of a document; none for a kind that has none."""
    read = _READ.get(document.kind or "")
    if read is not None:
        yield from read(document, at(document.content, "/spec"))


def _ingress(document: Document, spec: Json) -> Iterator[Reference]:
    paths = at_all(spec, "rules", "*", "http", "paths", "*", "backend")
    for backend in (*paths, *at_all(spec, "defaultBackend"), *at_all(spec, "backend")):
        yield "Service", at(backend, "/service/name") or backend.get("serviceName"), own(document)


def _openshift(document: Document, spec: Json) -> Iterator[Reference]:
    for target in (*at_all(spec, "to"), *at_all(spec, "alternateBackends", "*")):
        yield "Service", target.get("name"), own(document)


def _gateway_api(document: Document, spec: Json) -> Iterator[Reference]:
    for target in at_all(spec, "rules", "*", "backendRefs", "*"):
        yield str(target.get("kind", "Service")), target.get("name"), named(target.get("namespace"), document)
    # A route to the ingress of Knative says by the host name which service it means.
    for rewrite in at_all(spec, "rules", "*", "filters", "*", "urlRewrite"):
        yield from _host(rewrite.get("hostname"), document)


def _istio(document: Document, spec: Json) -> Iterator[Reference]:
    for protocol in ("http", "tls", "tcp"):
        for target in at_all(spec, protocol, "*", "route", "*", "destination"):
            yield from _host(target.get("host"), document)
    for rewrite in at_all(spec, "http", "*", "rewrite"):
        yield from _host(rewrite.get("authority"), document)


def _service(document: Document, spec: Json) -> Iterator[Reference]:
    yield from _host(at(spec, "/externalName"), document)


def _graph(document: Document, spec: Json) -> Iterator[Reference]:
    for step in at_all(spec, "nodes", "*", "steps", "*"):
        yield "InferenceService", step.get("serviceName"), own(document)


def _trained_model(document: Document, spec: Json) -> Iterator[Reference]:
    yield "InferenceService", at(spec, "/inferenceService"), own(document)


def _host(host: Json, document: Document) -> Iterator[Reference]:
    """The Service that a host name inside the cluster means: NAME, NAME.NAMESPACE, NAME.NAMESPACE.svc..."""
    parts = host.split(".") if isinstance(host, str) else []
    if len(parts) == 1:
        yield "Service", parts[0], own(document)
    elif len(parts) == 2 or parts[2:3] == ["svc"]:
        yield "Service", parts[0], named(parts[1], document)


_READ: dict[str, Callable[[Document, Json], Iterator[Reference]]] = {
    "k8s/service": _service,
    "k8s/ingress": _ingress,
    "k8s/httproute": _gateway_api,
    "openshift/route": _openshift,
    "istio/virtualservice": _istio,
    "kserve/inferencegraph": _graph,
    "kserve/trainedmodel": _trained_model,
}
