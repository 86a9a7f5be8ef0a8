"""The tables beside the rules: collections (lists of codes), frameworks (what the mappings refer to), facts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from policylint.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Collection:
    """A named list of codes: `select: ["@native"]`."""

    name: str
    title: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework that rules give evidence for. `ids` are those that rules use, with a short name of each."""

    key: str
    title: str
    url: str
    ids: Mapping[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a manifest may expect a value of, what it is, and where it is read."""

    name: str
    title: str
    read: str


def facts() -> tuple[Fact, ...]:
    """The facts that `spec.expect` may name, in order of name."""
    table = _table("facts.yaml")
    return tuple(Fact(name, row["title"], row["read"]) for name, row in sorted(table.items()))


def collections() -> tuple[Collection, ...]:
    """The shipped collections, in order of name."""
    table = _table("collections.yaml")
    return tuple(Collection(name, row["title"], tuple(row["rules"])) for name, row in sorted(table.items()))


def frameworks() -> tuple[Framework, ...]:
    """The shipped frameworks, in the order of their file."""
    table = _table("frameworks.yaml")
    return tuple(
        Framework(key, row["title"], row["url"], row["ids"], row.get("note", "")) for key, row in table.items()
    )


def _table(name: str) -> dict[str, Any]:
    import yaml

    import policylint.policies as package

    folder = os.path.dirname(os.path.abspath(package.__file__ or ""))
    with open(os.path.join(folder, name), encoding="utf-8") as stream:
        table: dict[str, Any] = yaml.safe_load(stream)
    return table
