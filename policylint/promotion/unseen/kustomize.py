"""Kustomizations that change what is served: images, patches and generators that nobody builds here.

What a kustomization takes in as a file is judged as the file that it is. What it makes of that is seen only in what is
built, so a change to it is not decided where it reaches something that serves.
"""

from __future__ import annotations

from functools import cached_property
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.model.documents import Problem, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from policylint.model.documents import Json
    from policylint.promotion.sides.side import Side

_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_TAKES = ("resources", "bases", "components")
# What makes something else of the files that are taken in. Labels, prefixes and replicas do not.
_MAKES = (
    "images", "patches", "patchesStrategicMerge", "patchesJson6902", "configMapGenerator", "secretGenerator",
    "generators", "transformers", "replacements", "vars", "helmCharts", "helmChartInflationGenerator", "namespace",
)  # fmt: skip
_HINT = "Build it and let the gate judge what comes out, kept as a file: kustomize build FOLDER."


def unbuilt(base: Side, head: Side, touched: Collection[str]) -> Iterator[Problem]:
    """The kustomizations that the change touches, and the files that they patch or generate from."""
    builds = Builds(base), Builds(head)
    known = {each.path for each in head.documents}
    for path in sorted(touched):
        if basename(path) in _NAMES:
            folder = dirname(path)
            reaches = [each.serves(folder) for each in builds]
            before, after = (each.made(folder, touched) for each in builds)
            if any(reaches) and before != after:
                message = "This kustomization reaches what serves a model, and what it makes of that is not judged."
                yield Problem("template", message, path, hint=_HINT)
        elif path not in known and any(each.uses(path) for each in builds):
            message = "A kustomization makes what serves a model with this file, and the outcome is not judged."
            yield Problem("template", message, path, hint=_HINT)


class Builds:
    """The kustomizations of a commit, by their folders; each is read when asked for."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._read: dict[str, dict[str, Json]] = {}
        self._names: str | None = None

    @cached_property
    def _served(self) -> frozenset[str]:
        return self._side.serving()

    def made(self, folder: str, touched: Collection[str]) -> dict[str, Json]:
        """What a kustomization sets, and what it takes in: of files here those that serve and that nobody changed."""
        content = self._content(folder)
        made = {key: content[key] for key in _MAKES if key in content}
        if isinstance(images := made.pop("images", None), list):
            made |= {"images": served} if (served := [each for each in images if self._is_served(each)]) else {}
        taken = {_path(folder, each) for each in _texts([content.get(key) for key in _TAKES])}
        judged = {path for path in taken if self._is_file(path) and (path in touched or path not in self._served)}
        return {**made, "takes": [*sorted(taken - judged)]} if content else {}

    def serves(self, folder: str) -> bool:
        """Whether a kustomization takes in something that serves, itself or through another."""
        waiting, seen = [folder], set()
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            paths = {_path(here, each) for each in _texts(list(self._content(here).values()))}
            if paths & self._served:
                return True
            waiting += paths
        return False

    def uses(self, path: str) -> bool:
        """Whether a kustomization at or above a file patches or generates with it what serves."""
        folder = dirname(path)
        while True:
            content = self._content(folder)
            named = (_path(folder, each.rpartition("=")[2]) for each in _texts([content.get(key) for key in _MAKES]))
            if path in named and self.serves(folder):
                return True
            if not folder:
                return False
            folder = dirname(folder)

    def _is_served(self, image: Json) -> bool:
        """Whether something that serves may run an image: by its name, or by one that a kustomization gives."""
        name = image.get("name") if isinstance(image, dict) else None
        if self._names is None:
            served = [document.content for document in self._side.documents if document.path in self._served]
            self._names = "\n".join(_texts([served, *(_renamed(each) for each in self._read.values())]))
        return not isinstance(name, str) or name in self._names

    def _is_file(self, path: str) -> bool:
        return path in self._side.tree.entries

    def _content(self, folder: str) -> dict[str, Json]:
        if folder not in self._read:
            path = next((each for name in _NAMES if (each := join(folder, name)) in self._side.tree.entries), None)
            self._read[folder] = self._load(path) if path is not None else {}
        return self._read[folder]

    def _load(self, path: str) -> dict[str, Json]:
        from policylint.readers import read

        source = self._side.tree.read(path)
        if not isinstance(source, Source):
            return {}
        found = read(replace(source, guessed=True), lambda _path, _content: "other").documents
        content = found[0].content if found else None
        return content if isinstance(content, dict) else {}


def _renamed(content: dict[str, Json]) -> Json:
    images = content.get("images")
    return [each.get("newName") for each in images if isinstance(each, dict)] if isinstance(images, list) else None


def _path(folder: str, text: str) -> str:
    return normpath(join(folder, text)).removeprefix("./")


def _texts(value: Json) -> Iterator[str]:
    """Every text in a value that may be a path."""
    if isinstance(value, str):
        if "\n" not in value and not value.startswith("/"):
            yield value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
