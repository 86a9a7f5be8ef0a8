"""What a serving document goes by: its own name, its labels and Services, the name that it serves its model under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.joining.shapes import at_all, entries
from policylint.kinds.placeholders import is_placeholder
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policylint.assembly.joining.board import Board
    from policylint.model.documents import Document, Json

_OWN = ("/metadata/name", "/metadata/labels/app", "/metadata/labels/app.kubernetes.io~1name", "/name")
_LABELS = ("app", "app.kubernetes.io/name")
_FLAGS = frozenset(("--served-model-name", "--served_model_name", "--model_name", "--model-name", "--alias"))
# An engine that is told no other name serves its model under the one that it was loaded by.
_MODELS = frozenset(("--model", "--model-id", "--model_id", "--model-path", "serve"))
_MODEL_FIELDS = ("/spec/model/name", "/spec/model/modelURL", "/model", "/model/repository")


def names_of(board: Board, number: int) -> Iterator[str]:
    """The names that a serving document goes by, as written."""
    document = board.documents[number]
    for name in (*_written(document.content), *_of_pods(board, number), *_served(document, board.pointers(number))):
        if isinstance(name, str) and name.strip() and not is_placeholder(name):
            yield name.strip()


def services_of(board: Board) -> dict[int, list[str]]:
    """The names of the Services of each serving document."""
    found: dict[int, list[str]] = {}
    for number, document in board.of("k8s/service"):
        name = at(document.content, "/metadata/name")
        for owner in board.owners[number] if isinstance(name, str) else ():
            found.setdefault(owner, []).append(str(name))
    return found


def _written(content: Json) -> Iterator[Json]:
    yield from (at(content, pointer) for pointer in _OWN)
    yield from (at(content, pointer) for pointer in _MODEL_FIELDS)
    for model in at_all(content, "servingEngineSpec", "modelSpec", "*"):
        yield from (model.get("name"), model.get("modelURL"))


def _of_pods(board: Board, number: int) -> Iterator[Json]:
    for pods in board.templates.get(number, ()):
        yield from (pods.written.get(label) for label in _LABELS)
        yield from pods.made.get("services", ())


def _served(document: Document, pods: Iterable[str]) -> Iterator[str]:
    """What its containers call the model."""
    content = document.content
    for pod in pods:
        for container in at_all(at(content, pod), "containers", "*"):
            yield from _told(_words(container))
    for key, value in entries(list(document.nested.values())):
        if key == "model_id" and isinstance(value, str):
            yield value
    for framework in at_all(content, "spec", "predictor", "*"):
        yield from _told(_words(framework))


def _told(words: list[str]) -> Iterator[str]:
    flag = ""
    for word in words:
        if word.startswith("-") or word == "serve":
            flag = word
        elif flag in _FLAGS:
            yield word
        elif flag in _MODELS:
            flag = ""
            yield from () if word.startswith("/") else (word,)


def _words(container: dict[str, Json]) -> list[str]:
    """Command and arguments as words, a flag and its value apart."""
    texts: list[str] = []
    for key in ("command", "args"):
        value = container.get(key)
        texts += (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))
    return [word.strip("\"'\\") for text in texts for word in text.replace("=", " ").split()]
