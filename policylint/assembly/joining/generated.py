"""What controllers make of a resource: pods with labels, Services, Deployments. The table is data: generated.json."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING, Any

from policylint.assembly.joining.selectors import labels_of
from policylint.frozen import dataclass
from policylint.kinds.pods import at, at_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policylint.model.documents import Document, Json


@dataclass(frozen=True, slots=True)
class Pods:
    """One template of pods: its labels, those that its author wrote, and what the controller names after it."""

    labels: dict[str, str]
    written: dict[str, str]
    made: dict[str, tuple[str, ...]]
    service_labels: dict[str, str]


def pods_of(document: Document, pointers: Iterable[str], inherited: dict[str, str]) -> Iterator[Pods]:
    """The templates of a document's pods, which are at these pointers; `inherited` labels come from a runtime."""
    content = document.content
    rows = table().get((_group(content), str(at(content, "/kind"))))
    if rows is None:
        for pod in pointers:
            labels = labels_of(at(content, f"{pod.rpartition('/')[0]}/metadata/labels"))
            yield Pods(labels, labels, {}, {})
        return
    name = at(content, "/metadata/name")
    if isinstance(name, str):
        for row in rows:
            yield from _made(content, name, row, inherited)


def _made(content: Json, name: str, row: dict[str, Any], inherited: dict[str, str]) -> Iterator[Pods]:
    if "unless" in row and at(content, row["unless"]) is not None:
        return
    for place, value in _places(content, row["at"]):
        part = value.get("name")
        words = {"name": name, "part": part if isinstance(part, str) else ""}
        written = _written(content, place, row["own"])
        labels = {key: text.format(**words) for key, text in row["labels"].items()}
        given = {key: text.format(**words) for key, text in row.get("service_labels", {}).items()}
        made = {key: tuple(text.format(**words) for text in row.get(key, ())) for key in NAMES}
        made["services"] += tuple(_names(content, row.get("services_at", ())))
        yield Pods({**inherited, **written, **labels}, written, made, given or {**written, **labels})


def _names(content: Json, places: Iterable[str]) -> Iterator[str]:
    """What the author calls a Service that the controller makes."""
    yield from (name for place in places if isinstance(name := at(content, place), str))


def _written(content: Json, place: str, own: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in own:
        for _, labels in _places(content, path if path.startswith("/") else f"{place}/{path}"):
            found |= labels_of(labels)
    return found


def _places(content: Json, pattern: str) -> Iterator[tuple[str, dict[str, Json]]]:
    """The mappings that a pointer with `*` for each item of a list leads to."""
    return ((pointer, value) for pointer, value in at_each(content, pattern) if isinstance(value, dict))


def _group(content: Json) -> str:
    version = at(content, "/apiVersion")
    return version.rpartition("/")[0] if isinstance(version, str) else ""


NAMES = ("services", "pools", "routes", "deployments")


@cache
def table() -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The rows of generated.json by API group and kind."""
    with open(os.path.join(os.path.dirname(__file__), "generated.json"), encoding="utf-8") as stream:
        data = json.load(stream)
    return {(each["group"], each["kind"]): each["pods"] for each in data["resources"]}
