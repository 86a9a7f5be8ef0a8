"""The kind files -> what `classify` looks things up in. Read once, at start-up: no schema is opened here."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from policylint.frozen import dataclass

if TYPE_CHECKING:
    from policylint.kinds.check import Check
    from policylint.model.documents import Json

FOLDER = os.path.dirname(__file__)
SUFFIX = ".kind.json"


@dataclass(frozen=True, slots=True)
class Resource:
    """Kubernetes kinds of one API group. `retired` versions are no longer served; `now` is what to write instead."""

    kinds: tuple[str, ...]
    group: str
    served: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    now: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One document kind. `serves`: a document of it may be what serves a model; `by_content`: only some documents do.

    `covered` is False for a serving kind that no rule reads yet; `ours` marks the formats that policylint defines.
    `nested` are pointers of texts that hold YAML themselves. A `partial` document is completed elsewhere, as values are
    by their chart: what it sets is judged, never what it leaves out.
    """

    name: str
    title: str
    reader: str
    platform: str = "other"
    serves: bool = False
    by_content: bool = False
    covered: bool = True
    ours: bool = False
    nested: tuple[str, ...] = ()
    partial: bool = False
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One way to recognise a kind once a top-level key has led here; everything that is stated must hold.

    With `entries` the document is a list, and the key is one of its first entry.
    """

    kind: str
    order: int
    markdown: bool
    resource: bool
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    headline: tuple[str, ...]
    containers: str | None
    command: str | None
    fits: Lazy | None
    entries: bool = False


class Lazy:
    """A schema that is compiled when first needed: most runs need few."""

    __slots__ = ("_check", "_schema")

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._check: Check | None = None

    def __call__(self, content: Json) -> bool:
        if self._check is None:
            from policylint.kinds.check import compile_schema

            self._check = compile_schema(self._schema)
        return self._check(content)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Every kind by name; the kind of each Kubernetes group and kind; the clauses that each top-level key leads to."""

    kinds: dict[str, Kind]
    resources: dict[tuple[str, str], str]
    clauses: dict[str, list[Clause]]


def load() -> Loaded:
    """All kinds, from every kind file of this folder."""
    loaded = Loaded({}, {}, {})
    for file in sorted(os.listdir(FOLDER)):
        if file.endswith(SUFFIX):
            with open(os.path.join(FOLDER, file), "rb", buffering=0) as stream:
                _add(loaded, json.loads(stream.read()))
    return loaded


def _add(loaded: Loaded, data: dict[str, Any]) -> None:
    order, clauses = data.pop("order", 0), data.pop("recognise", ())
    resources = tuple(_resource(each) for each in data.pop("resources", ()))
    kind = Kind(**{**data, "nested": tuple(data.get("nested", ()))}, resources=resources)
    loaded.kinds[kind.name] = kind
    for resource in resources:
        for name in resource.kinds:
            loaded.resources[resource.group, name] = kind.name
    for each in clauses:
        clause = _clause(kind, order, each)
        for key in each["keys"]:
            loaded.clauses.setdefault(key, []).append(clause)


def _resource(data: dict[str, Any]) -> Resource:
    lists = {key: tuple(data.get(key, ())) for key in ("kinds", "served", "retired")}
    return Resource(group=data["group"], now=data.get("now"), **lists)


def _clause(kind: Kind, order: int, data: dict[str, Any]) -> Clause:
    names, schema = data.get("names", {}), data.get("schema")
    return Clause(
        kind=kind.name,
        order=order,
        markdown=kind.reader == "markdown",
        resource=data.get("resource", False),
        starts=tuple(names.get("starts", ())),
        ends=tuple(names.get("ends", ())),
        headline=tuple(data.get("headline", ())),
        containers=data.get("containers"),
        command=data.get("command"),
        fits=None if schema is None else Lazy(schema),
        entries=data.get("entries", False),
    )
