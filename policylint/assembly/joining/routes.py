"""Services and pools by selector; what leads to them from outside by the names of its backends; gateways by route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.joining.backends import behind
from policylint.assembly.joining.realms import named, own
from policylint.assembly.joining.selectors import either, plain
from policylint.assembly.joining.shapes import at_all
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.assembly.joining.backends import Reference
    from policylint.assembly.joining.board import Board
    from policylint.model.documents import Document

ROUTES = ("k8s/ingress", "k8s/httproute", "openshift/route", "istio/virtualservice")
_OUTSIDE = ("LoadBalancer", "NodePort")


def tie_routes(board: Board) -> None:
    """Services, pools, routes and gateways with the workloads behind them."""
    for number, document in board.of("k8s/service", "k8s/inferencepool"):
        written = at(document.content, "/spec/selector")
        selector = plain(written) if document.kind == "k8s/service" else either(written)
        if selector is not None and selector.wanted:
            board.tie(number, board.pods.nearest(document.path, selector, own(document), in_file=True))
    for number, document in board.of("k8s/service", *ROUTES, "kserve/inferencegraph", "kserve/trainedmodel"):
        for kind, name, realm in behind(document):
            board.tie(number, board.named(number, kind, name, realm))
    for number, document in board.of("kserve/llminferenceservice", *ROUTES):
        for kind, name, realm in _in_front(document):
            board.bring(number, board.named(number, kind, name, realm))


def exposes(document: Document) -> bool:
    """Whether a document opens a way from outside: it has to be sure whose."""
    if document.kind != "k8s/service":
        return document.kind in ROUTES
    return at(document.content, "/spec/type") in _OUTSIDE or bool(at(document.content, "/spec/externalIPs"))


def _in_front(document: Document) -> Iterator[Reference]:
    """What a route, or a resource that makes one, names as standing before it."""
    spec = at(document.content, "/spec")
    places: dict[str, tuple[str, ...]] = {"Gateway": ("parentRefs", "*")}
    if document.kind == "kserve/llminferenceservice":
        places = {
            "Gateway": ("router", "gateway", "refs", "*"),
            "HTTPRoute": ("router", "route", "http", "refs", "*"),
            "Ingress": ("router", "ingress", "refs", "*"),
            "InferencePool": ("router", "scheduler", "pool", "ref"),
        }
    for kind, path in places.items():
        for parent in at_all(spec, *path):
            yield str(parent.get("kind", kind)), parent.get("name"), named(parent.get("namespace"), document)
