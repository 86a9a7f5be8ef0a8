"""Terraform: each resource that serves a model, as the body that its provider sends to the platform's API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.positions.hclscan import HclError
from policylint.positions.hcltree import compose_hcl
from policylint.positions.pointers import join
from policylint.positions.text import Lines
from policylint.readers.raw import MAX_DOCUMENTS, Fault, Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Json
    from policylint.positions.nodes import Node
    from policylint.readers.raw import Loaded

# What the two community providers for Hugging Face call otherwise than the API does, beside the case of the words.
_ENDPOINT = {"cloud": "provider", "cloud_provider": "provider"}
_RESOURCES = {"huggingface_endpoint": _ENDPOINT, "replicate_deployment": None}
_META = frozenset(("connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner", "timeouts"))
_OWN_KEYS = frozenset(("env", "secrets"))
# Keys that a finding may name although they are absent.
_ABSENT = {
    "": ("cache_http_responses",),
    "/compute/scaling": ("min_replica", "max_replica", "scale_to_zero_timeout"),
}


def load(text: str) -> Loaded:
    """The bodies of the resources in the order of the file; none, unparsed, for a file that names no such resource."""
    if not any(name in text for name in _RESOURCES):
        return [], None
    try:
        content, root = compose_hcl(text)
    except HclError as error:
        return [], Fault(error.message, offset=error.offset, syntax=True)
    bodies = sorted(_bodies(content, root), key=lambda body: body[0])
    if len(bodies) > MAX_DOCUMENTS:
        return [], Fault(f"the file holds more than {MAX_DOCUMENTS:,} resources", line=1)
    lines = Lines(text)
    return [Raw(i, lines.place(at)[0], body, written=written) for i, (at, body, written) in enumerate(bodies)], None


def _bodies(content: dict[str, Json], root: Node) -> Iterator[tuple[int, Json, dict[str, str]]]:
    for kind, keys in _RESOURCES.items():
        for name, body in _below(_below(content, "resource"), kind).items():
            if isinstance(body, dict):
                path = ["resource", kind, name]
                own = {key: value for key, value in body.items() if key not in _META}
                written = {"": join(path)}
                yield _start(root, path), own if keys is None else _body(own, keys, path, written), written


def _body(own: dict[str, Json], keys: dict[str, str], path: list[str], written: dict[str, str]) -> Json:
    for parent, names in _ABSENT.items():
        written.update({f"{parent}/{_camel(name)}": f"{join(path)}{parent}/{name}" for name in names})
    return _translated(own, keys, [], path, written)


def _below(value: dict[str, Json], key: str) -> dict[str, Json]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _start(root: Node, path: list[str]) -> int:
    node, start = root, 0
    for key in path:
        if node.entries is not None and key in node.entries:
            (start, _), node = node.entries[key]
    return start


def _translated(value: Json, keys: dict[str, str], path: list[str], source: list[str], written: dict[str, str]) -> Json:
    """The value under the API's keys; `written` takes the pointer in the file for each key that is called otherwise."""
    if isinstance(value, list):
        return [_translated(item, {}, [*path, str(i)], [*source, str(i)], written) for i, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    translated: dict[str, Json] = {}
    for key, item in value.items():
        name = keys.get(key) or _camel(key)
        here, there = [*path, name], [*source, key]
        if name != key:
            written[join(here)] = join(there)
        translated[name] = item if key in _OWN_KEYS else _translated(item, {}, here, there, written)
    return translated


def _camel(key: str) -> str:
    first, *others = key.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)
