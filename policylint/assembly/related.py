"""Which documents speak about a serving document: a card or cog.yaml above it, and the files they name."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from policylint.kinds.pods import at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policylint.model.documents import Document, Json

# A cog.yaml builds what Replicate serves; next to any other platform's files it is a subject of its own.
_JOINED = ("cog", "hf/model-card")
_MANY = 4
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml")
_INCLUDES = ("-r", "--requirement", "-c", "--constraint")
_NAMED = frozenset(("python/requirements", "docker/dockerfile"))


class Folders:
    """The documents by folder and by path, to find the neighbours of a serving document."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._joined: dict[tuple[str, str], list[Document]] = {}
        self._by_path: dict[str, list[Document]] = {}
        for document in documents:
            self._by_path.setdefault(document.path, []).append(document)
            if document.kind in _JOINED:
                key = (folder_of(document.path), document.kind)
                self._joined.setdefault(key, []).append(document)

    def above(self, document: Document) -> Iterator[Document]:
        """The cards in the nearest folder, upwards, that has any; for a Replicate deployment the cog.yaml likewise.

        A folder of many cards is a collection: which of them is meant cannot be seen.
        """
        for kind in _JOINED if document.kind == "replicate/deployment" else _JOINED[1:]:
            near = (found for folder in _upwards(document.path) if (found := self._joined.get((folder, kind))))
            found = next(near, [])
            yield from found if len(found) <= _MANY else ()

    def named_by(self, document: Document) -> Iterator[Document]:
        """The requirements files and Dockerfiles that a document refers to."""
        for path in references(document).values():
            yield from (each for each in self._by_path.get(path, ()) if each.kind in _NAMED)


def references(document: Document) -> dict[str, str]:
    """The files that a document refers to, or that its platform reads beside it: as written -> path from the root."""
    found = {}
    for name in _written(document):
        path = posixpath.normpath(posixpath.join(folder_of(document.path), name))
        if not path.startswith(("../", "/")) and path != "..":
            found[name] = path
    return found


def _written(document: Document) -> Iterator[str]:
    content = document.content if isinstance(document.content, dict) else {}
    if document.kind == "cog":
        yield from _texts(at(content, "/build/python_requirements"))
        for key in ("run", "predict", "train"):
            yield from (text.partition(":")[0] for text in _texts(content.get(key)))
        yield "weights.lock"
    elif document.kind == "hf/space":
        yield from _texts(content.get("app_file"))
        yield from ("requirements.txt", "pre-requirements.txt")
        yield from ("Dockerfile",) if content.get("sdk") == "docker" else ()
    elif document.kind == "hf/model-card":
        yield from (text for text in _texts(content.get("license_link")) if "://" not in text)
    elif document.kind == "python/requirements":
        stem = document.path.rpartition("/")[2].rpartition(".")[0]
        yield from (*_LOCKS, f"{stem}.lock", f"{stem}-lock.txt", f"{stem}.lock.txt")
        yield from _included(content.get("lines"))
    elif document.kind == "docker/dockerfile":
        from policylint.assembly.dockerfiles import requirements

        yield from requirements(content.get("instructions"))


def _included(lines: Json) -> Iterator[str]:
    """The files that lines of a requirements file include."""
    for line in lines if isinstance(lines, list) else ():
        words = str(line.get("text", "")).replace("=", " ", 1).split() if isinstance(line, dict) else []
        if len(words) == 2 and words[0] in _INCLUDES and "://" not in words[1]:
            yield words[1]


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str) and value.strip() and "\n" not in value:
        yield value


def folder_of(path: str) -> str:
    """The folder of a path; "" is the root."""
    return path.rpartition("/")[0]


def _upwards(path: str) -> Iterator[str]:
    folder = folder_of(path)
    while folder:
        yield folder
        folder = folder_of(folder)
    yield ""
