"""The document kinds: what policylint recognises, and by what.

A kind is two files: NAME.kind.json says how to recognise it, NAME.schema.json what it must look like. Adding a kind
changes no line of Python. docs/kinds.md describes the recogniser's words.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policylint.kinds.check import Check
    from policylint.model import Json

FOLDER = os.path.dirname(__file__)
BODY = "$body"


@dataclass(frozen=True, slots=True)
class Resource:
    """A Kubernetes kind in one API group. `retired` versions are no longer served; `now` is what replaces the group."""

    kind: str
    group: str
    served: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    now: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One document kind. `serves`: a document of it may be what serves a model; `by_content`: only some documents do.

    `covered` is False for a serving kind that no rule reads yet; `ours` marks the formats that policylint defines.
    """

    name: str
    title: str
    reader: str
    platform: str | None = None
    serves: bool = False
    by_content: bool = False
    covered: bool = True
    ours: bool = False
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shape:
    """Recognises a document that has no apiVersion and kind: by a top-level key, file name, H1 or schema."""

    order: int
    kind: str
    markdown: bool
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    title: tuple[str, ...]
    check: _Lazy | None


class _Lazy:
    """A schema that is compiled when first needed: most runs need few."""

    __slots__ = ("compiled", "schema")

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema
        self.compiled: Check | None = None

    def __call__(self, content: Json) -> bool:
        if self.compiled is None:
            from policylint.kinds.check import compile_schema

            self.compiled = compile_schema(self.schema)
        return self.compiled(content)


def classify(path: str, content: Json) -> str | None:
    """The name of a document's kind, or None. Content decides; the path only where a format leaves no other way."""
    if not isinstance(content, dict):
        return None
    kind, api_version = content.get("kind"), content.get("apiVersion")
    if isinstance(kind, str) and isinstance(api_version, str):
        return _RESOURCES.get((api_version.rpartition("/")[0], kind))
    found = [shape for key in content.keys() & _SHAPES.keys() for shape in _SHAPES[key]]
    markdown, name = BODY in content, path.rpartition("/")[2].lower()
    for shape in sorted(found, key=lambda shape: shape.order):
        if shape.markdown == markdown and _fits(shape, name, content):
            return shape.kind
    return None


def _fits(shape: _Shape, name: str, content: dict[str, Json]) -> bool:
    if (shape.starts or shape.ends) and not (name.startswith(shape.starts) or name.endswith(shape.ends)):
        return False
    if shape.title and not any(word in _first_heading(content) for word in shape.title):
        return False
    return shape.check is None or shape.check(content)


def _first_heading(content: dict[str, Json]) -> str:
    """The text of the first H1 of a Markdown document, in lower case."""
    body = content.get(BODY)
    headings = body.get("headings") if isinstance(body, dict) else None
    for heading in headings if isinstance(headings, list) else ():
        if isinstance(heading, dict) and heading.get("level") == 1:
            return str(heading.get("text", "")).lower()
    return ""


def _load() -> tuple[dict[str, Kind], dict[tuple[str, str], str], dict[str, list[_Shape]]]:
    kinds: dict[str, Kind] = {}
    resources: dict[tuple[str, str], str] = {}
    shapes: dict[str, list[_Shape]] = {}
    for file in sorted(os.listdir(FOLDER)):
        if file.endswith(".kind.json"):
            with open(os.path.join(FOLDER, file), encoding="utf-8") as stream:
                data = json.load(stream)
            order, clauses = data.pop("order", 0), data.pop("recognise", ())
            kind = _kind(data)
            kinds[kind.name] = kind
            resources |= {(resource.group, resource.kind): kind.name for resource in kind.resources}
            for clause in clauses:
                shape = _shape(kind, order, clause)
                for key in clause["keys"]:
                    shapes.setdefault(key, []).append(shape)
    return kinds, resources, shapes


def _kind(data: dict[str, Any]) -> Kind:
    resources = tuple(
        Resource(each["kind"], each["group"], tuple(each["served"]), tuple(each.get("retired", ())), each.get("now"))
        for each in data.pop("resources", ())
    )
    return Kind(**data, resources=resources)


def _shape(kind: Kind, order: int, clause: dict[str, Any]) -> _Shape:
    names, schema = clause.get("names", {}), clause.get("schema")
    return _Shape(
        order,
        kind.name,
        kind.reader == "markdown",
        tuple(names.get("starts", ())),
        tuple(names.get("ends", ())),
        tuple(clause.get("title", ())),
        None if schema is None else _Lazy(schema),
    )


KINDS, _RESOURCES, _SHAPES = _load()
