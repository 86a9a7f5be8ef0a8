"""Documents that policies cannot see for what they are: values that no platform takes, and Rego compares in silence.

Each is certain: Kubernetes refuses the document. In Rego a text is greater than every number, and "Deployment " is not
"Deployment", so the rules about it would be silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.documents import Problem
from policylint.model.rules import At

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.model.documents import Document, Json, Position

_NAMED = ("apiVersion", "kind")
_COUNTED = {
    "apps/": ("/spec/replicas",),
    "autoscaling/": ("/spec/minReplicas", "/spec/maxReplicas"),
    "batch/": ("/spec/parallelism", "/spec/completions", "/spec/backoffLimit"),
    "serving.kserve.io/": ("/spec/replicas", "/spec/predictor/minReplicas", "/spec/predictor/maxReplicas"),
}


def doubts(document: Document, locate: Callable[[At], Position]) -> Iterator[Problem]:
    """What is wrong with a document, each with its place; nothing for a document that is no Kubernetes object."""
    content = document.content
    version = content.get("apiVersion") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(version, str) or "kind" not in content:
        return
    for key in _NAMED:
        value = content[key]
        if isinstance(value, str) and value != value.strip():
            message = f"{key} is {value!r}, with blanks around it: no platform knows it, and no policy recognises it."
            yield _problem(document, f"/{key}", message, "Take the blanks away.", locate)
    for group, pointers in _COUNTED.items():
        for pointer in pointers if version.startswith(group) else ():
            value = _at(content, pointer)
            if isinstance(value, str):
                name = pointer.removeprefix("/").replace("/", ".")
                message = f"{name} is the text {value!r}, not a number: Kubernetes refuses it, and policies misread it."
                yield _problem(document, pointer, message, "Write the number without quotes.", locate)


def _at(content: Json, pointer: str) -> Json:
    for key in pointer.split("/")[1:]:
        content = content.get(key) if isinstance(content, dict) else None
    return content


def _problem(document: Document, pointer: str, message: str, hint: str, locate: Callable[[At], Position]) -> Problem:
    place = locate(At(document.id, pointer))
    return Problem("value", message, place.path, place.line, place.column, hint=hint)
