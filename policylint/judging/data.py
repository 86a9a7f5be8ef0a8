"""--data: JSON and YAML files as the `data` of the policies. Below a folder, folder names become keys, as in OPA."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from policylint.errors import PolicyError, UsageError
from policylint.model.documents import Problem, Source
from policylint.positions.formats import MAX_BYTES
from policylint.readers import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Json

_ENDINGS = (".json", ".yaml", ".yml")


def load_data(paths: tuple[str, ...], root: str = "") -> dict[str, Json]:
    """One object of all that the files hold; raises UsageError for what is absent, PolicyError for what is broken.

    With a `root` files below it are named from there.
    """
    data: dict[str, Json] = {}
    for path in paths:
        prefix, place = _split(path)
        files = list(_files(place))
        if not files:
            raise UsageError(f"no data in {place}: it holds no .json, .yaml or .yml file")
        for keys, name in files:
            shown = os.path.relpath(name, root).replace(os.sep, "/") if root else name
            _merge(data, _nested((*prefix, *keys), _content(name, shown)), shown)
    return data


def _split(path: str) -> tuple[tuple[str, ...], str]:
    """As OPA does: a.b:FILE puts what FILE holds under data.a.b."""
    prefix, colon, rest = path.partition(":")
    if not colon or not prefix or os.path.exists(path):
        return (), path
    return tuple(prefix.split(".")), rest


def _files(path: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(keys, file) pairs in a stable order. Links to folders are followed once."""
    if os.path.isfile(path):
        yield (), path
        return
    if not os.path.isdir(path):
        raise UsageError(f"no such data file or folder: {path}")
    seen: set[str] = set()
    for folder, folders, names in os.walk(path, onerror=_unreadable, followlinks=True):
        seen.add(os.path.realpath(folder))
        folders[:] = sorted(name for name in folders if os.path.realpath(os.path.join(folder, name)) not in seen)
        inner = os.path.relpath(folder, path)
        keys = () if inner == "." else tuple(inner.split(os.sep))
        for name in sorted(names):
            if name.lower().endswith(_ENDINGS):
                yield keys, os.path.join(folder, name)


def _unreadable(error: OSError) -> None:
    raise UsageError(f"cannot read the data folder {error.filename}: {error.strerror}") from error


def _content(path: str, name: str) -> Json:
    if not os.path.isfile(path):
        raise UsageError(f"the data {name} is not a file")
    try:
        with open(path, "rb") as stream:
            source = Source(name, stream.read(MAX_BYTES + 1), named=True)
    except OSError as error:
        raise UsageError(f"cannot read the data {name}: {error.strerror}") from error
    reading = read(source, lambda _path, _content: "data", keep_all=True)
    if reading.problems:
        raise PolicyError(f"the data {name} cannot be read", reading.problems)
    if len(reading.documents) != 1:
        raise UsageError(f"the data {name} holds {len(reading.documents)} documents; it must hold one")
    return reading.documents[0].content


def _nested(keys: tuple[str, ...], content: Json) -> Json:
    for key in reversed(keys):
        content = {key: content}
    return content


def _merge(into: dict[str, Json], content: Json, name: str, path: str = "data") -> None:
    if not isinstance(content, dict):
        raise PolicyError(
            "data that has no keys", (Problem("data", f"{path} must be a mapping to be merged", name, 1),)
        )
    for key, value in content.items():
        known = into.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value, name, f"{path}.{key}")
        elif key in into and known != value:
            message = f"{path}.{key} is given twice with different values"
            raise PolicyError("data that contradicts itself", (Problem("data", message, name, 1),))
        else:
            into[key] = value
