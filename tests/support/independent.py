"""YAML read by ruamel.yaml's pure parser, resolved by the tables of YAML 1.2.2, 10.3: nothing of policylint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from policylint.model.documents import Json


def load_all(text: str) -> list[Json]:
    """The value of every document."""
    loader = YAML(typ="safe", pure=True)
    documents: list[Json] = []
    events = iter(loader.parse(text))
    for event in events:
        if type(event).__name__ == "DocumentStartEvent":
            documents.append(_node(next(events), events, {}))
    return documents


def _node(event: Any, events: Any, anchors: dict[str, Json]) -> Json:
    name = type(event).__name__
    if name == "AliasEvent":
        return anchors[event.anchor]
    value: Json
    if name == "ScalarEvent":
        value = _resolve(event.value) if event.implicit[0] else event.value
    elif name == "SequenceStartEvent":
        value = []
        while type(event_ := next(events)).__name__ != "SequenceEndEvent":
            value.append(_node(event_, events, anchors))
    else:
        value = {}
        while type(event_ := next(events)).__name__ != "MappingEndEvent":
            key = event_.value
            value[key] = _node(next(events), events, anchors)
    if getattr(event, "anchor", None):
        anchors[event.anchor] = value
    return value


def _resolve(text: str) -> Json:
    if re.fullmatch("null|Null|NULL|~|", text):
        return None
    if re.fullmatch("true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    if re.fullmatch("[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch("0o[0-7]+", text):
        return int(text[2:], 8)
    if re.fullmatch("0x[0-9a-fA-F]+", text):
        return int(text[2:], 16)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text
