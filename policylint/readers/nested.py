"""YAML texts inside a document (a RayService's serveConfigV2) as values beside it: a rule reads them like the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policylint.kinds import KINDS
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from policylint.model.documents import Document, Json


def with_nested(document: Document) -> Document:
    """The document with the values of the YAML texts that its kind is known to hold; one that is broken is left out."""
    kind = KINDS.get(document.kind or "")
    if kind is None or not kind.nested:
        return document
    values: dict[str, Json] = {
        pointer: value for pointer in kind.nested if (value := _value(at(document.content, pointer))) is not None
    }
    return replace(document, nested=values) if values else document


def _value(text: Json) -> Json:
    from policylint.readers import yaml

    if not isinstance(text, str):
        return None
    documents, fault = yaml.load(text)
    return documents[0].content if fault is None and len(documents) == 1 else None
