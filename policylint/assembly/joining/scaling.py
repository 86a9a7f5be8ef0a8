"""What scales, rolls out or analyses a workload, by reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.joining.realms import EVERY, own
from policylint.assembly.joining.shapes import at_all, entries
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from policylint.assembly.joining.board import Board
    from policylint.model.documents import Json

_TARGETS = {
    "k8s/hpa": "scaleTargetRef",
    "keda/scaledobject": "scaleTargetRef",
    "flagger/canary": "targetRef",
    "k8s/workload": "workloadRef",
}


def tie_scaling(board: Board) -> None:
    """Autoscalers, canaries and rollouts with their targets; analysis templates with who runs them."""
    for kind, key in _TARGETS.items():
        for number, document in board.of(kind):
            for target in at_all(document.content, "spec", key):
                _to(board, number, str(target.get("kind", "Deployment")), target.get("name"))
    for number, document in board.of("k8s/workload"):
        if at(document.content, "/kind") == "Rollout":
            _analyses(board, number, at(document.content, "/spec/strategy"))


def _to(board: Board, number: int, kind: str, name: Json) -> None:
    document = board.documents[number]
    board.tie(number, board.named(number, kind, name, own(document)))
    if isinstance(name, str):
        board.tie(number, board.things.named(document.path, ("patch", kind, name), own(document)))


def _analyses(board: Board, number: int, strategy: Json) -> None:
    realm = own(board.documents[number])
    for key, name in entries(strategy):
        if key == "templateName":
            board.bring(number, board.named(number, "AnalysisTemplate", name, realm))
            board.bring(number, board.named(number, "ClusterAnalysisTemplate", name, EVERY))
