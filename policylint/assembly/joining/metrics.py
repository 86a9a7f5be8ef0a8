"""Which engine, if any, a metric is of, and which engines a serving document runs. The table is data: metrics.json."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING, Any

from policylint.assembly.joining.shapes import at_all
from policylint.kinds.pods import at
from policylint.kinds.serving import find_servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Document


def measured(metrics: frozenset[str]) -> frozenset[str]:
    """The engines whose metrics these are."""
    return frozenset(engine for metric in metrics for engine in _engines(metric))


def is_platform(metric: str) -> bool:
    """Whether a metric is one of the cluster's own."""
    return bool(metric.startswith(table()["platform"]))


def is_own(metric: str) -> bool:
    """Whether a metric is neither an engine's nor the cluster's: its author named it."""
    return not _engines(metric) and not is_platform(metric)


def _engines(metric: str) -> tuple[str, ...]:
    return tuple(engine for engine, starts in table()["engines"].items() if metric.startswith(starts))


@cache
def table() -> dict[str, Any]:
    """The table metrics.json, with tuples where `str.startswith` wants them."""
    with open(os.path.join(os.path.dirname(__file__), "metrics.json"), encoding="utf-8") as stream:
        data: dict[str, Any] = json.load(stream)
    data["engines"] = {engine: tuple(starts) for engine, starts in data["engines"].items()}
    data["platform"] = tuple(start.lower() for start in data["platform"])
    return data


def exported(document: Document, has_pods: bool) -> Iterator[str]:
    """The engines whose metrics a serving document, or a runtime, exports."""
    yield from table()["kinds"].get(document.kind, ())
    if has_pods:
        yield from (server.engine for server in find_servers(document.content))
    if document.kind == "kserve/inferenceservice":
        for predictor in at_all(document.content, "spec", "predictor"):
            formats = (at(predictor, "/model/modelFormat/name"), *predictor)
            for each in formats:
                yield from table()["formats"].get(str(each).lower(), ())
