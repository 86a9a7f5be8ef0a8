"""Who scrapes metrics: monitors of Services by the Services' labels, monitors of pods by the pods'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.joining.realms import selected
from policylint.assembly.joining.selectors import Selector, full
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from policylint.assembly.joining.board import Board

_SERVICES = Selector(((("", "Service"),),))


def tie_monitors(board: Board) -> None:
    """ServiceMonitors, PodMonitors and PodMonitorings with those whom they scrape."""
    for number, document in board.of("prometheus/servicemonitor", "prometheus/podmonitor", "gke/podmonitoring"):
        selector = full(at(document.content, "/spec/selector") or {})
        if selector is None:
            continue
        things = board.pods
        if document.kind == "prometheus/servicemonitor":
            things = board.things
            selector = Selector((*_SERVICES.wanted, *selector.wanted), selector.unwanted)
        realm = selected(document)
        board.tie(number, things.nearest(document.path, selector, realm))
        board.tie(number, things.everywhere(selector, realm))
