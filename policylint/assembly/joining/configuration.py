"""What a workload names: its runtime or base configuration, its service account, ConfigMaps and Secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.joining.realms import EVERY, own
from policylint.assembly.joining.shapes import at_all, entries
from policylint.assembly.serving import RUNTIMES
from policylint.kinds import KINDS
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.assembly.joining.board import Board
    from policylint.model.documents import Document, Json

# Key of a mapping -> what kind of document the name inside means.
_BY_NAME = {
    "secretKeyRef": "Secret",
    "secretRef": "Secret",
    "secret": "Secret",
    "configMapKeyRef": "ConfigMap",
    "configMapRef": "ConfigMap",
    "configMap": "ConfigMap",
}
_NAMED = ("k8s/serviceaccount", "k8s/configmap", "k8s/secret")


def bring_runtimes(board: Board) -> None:
    """ServingRuntimes and base configurations to the InferenceServices that name them."""
    for number, document in board.of("kserve/inferenceservice"):
        for name in _runtimes(document.content):
            found = board.named(number, "ServingRuntime", name, own(document))
            board.bring(number, found or board.named(number, "ClusterServingRuntime", name, EVERY))
    for number, document in board.of("kserve/llminferenceservice"):
        for base in at_all(document.content, "spec", "baseRefs", "*"):
            # A preset may stand in the controller's namespace, whatever that is called.
            board.bring(number, board.named(number, "LLMInferenceServiceConfig", base.get("name"), EVERY))


def bring_configuration(board: Board) -> None:
    """Service accounts, ConfigMaps and Secrets to the workloads that name them, or whose runtime does."""
    if not any(True for _ in board.of(*_NAMED)):
        return
    for number, document in (*board.serving(), *board.of(*RUNTIMES)):
        if board.owners[number] and KINDS[document.kind or ""].resources:
            for kind, name in _references(document, board.pointers(number)):
                board.bring(number, board.named(number, kind, name, own(document)))


def _runtimes(content: Json) -> Iterator[Json]:
    spec = at(content, "/spec")
    for predictor in (*at_all(spec, "predictor"), *at_all(spec, "canary", "*", "predictor")):
        for framework in at_all(predictor, "*"):
            yield framework.get("runtime")


def _references(document: Document, pods: tuple[str, ...]) -> Iterator[tuple[str, Json]]:
    accounts = 0
    for key, value in entries(document.content):
        if key == "serviceAccountName":
            accounts += 1
            yield "ServiceAccount", value
        elif key in _BY_NAME and isinstance(value, dict):
            yield _BY_NAME[key], value.get("secretName") or value.get("name")
    if pods and not accounts:
        yield "ServiceAccount", "default"
