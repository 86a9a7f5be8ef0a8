"""Policies about pods, Services, routes and gateways: by selector, by target, or for a whole namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.joining.realms import EVERY, named, namespace, of_mesh, own
from policylint.assembly.joining.selectors import Selector, full, labels_of, plain
from policylint.assembly.joining.shapes import at_all
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.assembly.joining.board import Board
    from policylint.assembly.joining.realms import Realm
    from policylint.model.documents import Document, Json

_MESH = tuple(
    f"istio/{kind}" for kind in ("authorizationpolicy", "requestauthentication", "peerauthentication", "telemetry")
)
_POD_NAMESPACE = "io.kubernetes.pod.namespace"


def tie_policies(board: Board) -> None:
    """Network, disruption, mesh and gateway policies with those whom they bind."""
    for number, document in board.of("k8s/networkpolicy"):
        _select(board, number, full(at(document.content, "/spec/podSelector") or {}), own(document))
    for number, document in board.of("k8s/pdb"):
        _select(board, number, full(at(document.content, "/spec/selector")), own(document))
    for number, document in board.of("cilium/networkpolicy"):
        for selector, realm in _cilium(document):
            _select(board, number, selector, realm)
    for number, document in board.of(*_MESH, "envoy/securitypolicy"):
        _target(board, number, document)
    for number, document in board.of(*_MESH):
        _mesh(board, number, document)


def _select(board: Board, number: int, selector: Selector | None, realm: Realm) -> None:
    """A policy binds all pods of a namespace that it names, and the nearest where a file leaves the namespace open."""
    if selector is not None:
        board.tie(number, board.pods.nearest(board.documents[number].path, selector, realm))
        board.tie(number, board.pods.everywhere(selector, realm))


def _cilium(document: Document) -> Iterator[tuple[Selector | None, Realm]]:
    """The selectors of a Cilium policy, whose keys may say `k8s:` and may name the namespace."""
    clusterwide = at(document.content, "/kind") == "CiliumClusterwideNetworkPolicy"
    for spec in (*at_all(document.content, "spec"), *at_all(document.content, "specs", "*")):
        written = spec.get("endpointSelector")
        if not isinstance(written, dict):
            continue
        pairs = _unprefixed(written.get("matchLabels"))
        place = pairs.pop(_POD_NAMESPACE, None)
        realm = EVERY if clusterwide else own(document)
        yield full({**written, "matchLabels": pairs}), realm if place is None else frozenset((namespace(place),))


def _unprefixed(labels: Json) -> dict[str, Json]:
    listed = labels.items() if isinstance(labels, dict) else ()
    return {key.removeprefix("k8s:").removeprefix("any:"): value for key, value in listed}


def _target(board: Board, number: int, document: Document) -> None:
    """What a policy is attached to: a gateway, a route, a Service; by name or by labels."""
    spec = at(document.content, "/spec")
    for target in (*at_all(spec, "targetRef"), *at_all(spec, "targetRefs", "*")):
        realm = named(target.get("namespace"), document)
        board.tie(number, board.named(number, str(target.get("kind")), target.get("name"), realm))
    for target in at_all(spec, "targetSelectors", "*"):
        selector = plain(target.get("matchLabels") or {})
        if selector is not None:
            kind = (("", str(target.get("kind"))),)
            wanted = Selector((kind, *selector.wanted))
            board.tie(number, board.things.nearest(document.path, wanted, own(document)))


def _mesh(board: Board, number: int, document: Document) -> None:
    """An Istio policy by its selector; without one, or on an ingress gateway, for all that it stands before."""
    spec = at(document.content, "/spec")
    if at(spec, "/targetRef") or at(spec, "/targetRefs"):
        return
    written = at(spec, "/selector")
    selector = full(written or {})
    _select(board, number, selector, of_mesh(document))
    labels = labels_of(at(written, "/matchLabels"))
    if "gateway" in labels.get("istio", ""):
        for route, _ in board.of("istio/virtualservice"):
            board.share(number, route)
    gateway = labels.get("gateway.networking.k8s.io/gateway-name")
    board.tie(number, board.named(number, "Gateway", gateway, own(document)))
