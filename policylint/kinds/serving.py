"""Which containers serve a model: by image, command line or model flag. The words are data: engines.json."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from policylint.frozen import dataclass
from policylint.kinds.pods import at, find_pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Json

    Container = dict[str, Json]

_IMAGE = str.maketrans("./_:${}", "-------")
_COMMAND = str.maketrans(dict.fromkeys("\n\t\\\"'`;|&()[]{}<>,./$", " "))
_SHELLS = frozenset(("sh", "bash", "bin", "usr", "local", "env", "exec", "set", "--"))


@dataclass(frozen=True, slots=True)
class Server:
    """One container that serves a model: its JSON pointer, and the engine ("unknown" when only a model flag tells)."""

    pointer: str
    engine: str


@dataclass(frozen=True, slots=True)
class _Words:
    """engines.json made ready: each sign of an engine with the engine's name, in the order of the file."""

    images: tuple[tuple[str, str], ...]
    full_images: tuple[tuple[str, str], ...]
    commands: tuple[tuple[str, str, tuple[str, ...]], ...]
    model_flags: frozenset[str]
    model_variables: frozenset[str]
    not_images: tuple[str, ...]
    not_commands: tuple[str, ...]
    not_first: frozenset[str]
    not_owners: frozenset[str]


def find_servers(content: Json) -> tuple[Server, ...]:
    """The containers of a document's pods that serve a model, in document order; init containers never do."""
    return tuple(
        Server(f"{pod}/containers/{index}", engine)
        for pod in find_pods(content)
        for index, container in enumerate(_containers(at(content, pod)))
        if (engine := engine_of(container)) is not None
    )


def serves_at(content: Json, containers: str | None, command: str | None) -> bool:
    """Whether a container serves a model ("pods", or a pointer to a mapping of them), or a text starts an engine."""
    if command is not None:
        return engine_of({"command": at(content, command)}) is not None
    if containers == "pods":
        return bool(find_servers(content))
    found = at(content, containers or "")
    services = (each for each in found.values() if isinstance(each, dict)) if isinstance(found, dict) else ()
    return any(engine_of({**each, "args": each.get("entrypoint")}) is not None for each in services)


def without_image(content: Json) -> bool:
    """Whether a document has pods and no container of them names an image: a patch, not a workload."""
    pods = find_pods(content)
    return bool(pods) and not any("image" in each for pod in pods for each in _containers(at(content, pod)))


def sets_model(content: Json) -> bool:
    """Whether a patch sets what is served or how: an engine's command, a model flag, a variable that names a model."""
    return any(
        engine_of(each) is not None or _has_model_flag(each) or _has_model_variable(each)
        for pod in find_pods(content)
        for each in _containers(at(content, pod))
    )


def engine_of(container: Container) -> str | None:
    """The name of the engine that a container runs, "unknown" for a model flag with a Hub id, None for all others."""
    words, text = _words(), command_text(container)
    path, last, full = _image(container.get("image"))
    for command, name, only_with in words.commands:
        if command in text and (not only_with or any(word in path for word in only_with)):
            return name
    if any(word in text for word in words.not_commands) or _first(text) in words.not_first:
        return None
    if any(word in last for word in words.not_images):
        return None
    named = next((name for word, name in words.images if word in path), None)
    named = named or next((name for word, name in words.full_images if word in full), None)
    return named or ("unknown" if served_hub_id(container) else None)


def mentions_engine(text: str) -> bool:
    """Whether a text that cannot be read, such as a template, names an engine's image or gives a model flag."""
    named = (word.strip("-") for word, _ in (*_words().images, *_words().full_images))
    words = (*named, *_words().model_flags)
    lower = text.lower()
    return any(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w])", lower) for word in words if word in lower)


def served_hub_id(container: Container) -> str | None:
    """The Hub id that a model flag names, with `$(NAME)` resolved from the container's own environment."""
    tokens = " ".join(_strings(container)).replace("=", " ").split()
    for flag, value in pairwise(tokens):
        if flag in _words().model_flags:
            model = _resolve(container, value.strip("\"'"))
            if _is_hub_id(model):
                return model
    return None


def command_text(container: Container) -> str:
    """Command and arguments as words between blanks, in lower case, punctuation dropped."""
    return f" {' '.join(' '.join(_strings(container)).lower().translate(_COMMAND).split())} "


def _containers(pod: Json) -> Iterator[Container]:
    listed = pod.get("containers") if isinstance(pod, dict) else None
    return (each if isinstance(each, dict) else {} for each in (listed if isinstance(listed, list) else ()))


def _strings(container: Container) -> Iterator[str]:
    for key in ("command", "args"):
        value = container.get(key)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, (str, int)):
                yield str(each)


def _has_model_flag(container: Container) -> bool:
    tokens = " ".join(_strings(container)).split()
    return any(token.partition("=")[0] in _words().model_flags for token in tokens)


def _has_model_variable(container: Container) -> bool:
    return any(name in _words().model_variables for name, _ in _environment(container))


def _environment(container: Container) -> Iterator[tuple[Json, Json]]:
    env = container.get("env")
    for each in env if isinstance(env, list) else ():
        if isinstance(each, dict):
            yield each.get("name"), each.get("value")


def _image(image: Json) -> tuple[str, str, str]:
    """The repository's path and its last part, as words between hyphens, and the whole name without tag and digest."""
    if not isinstance(image, str):
        return "", "", ""
    head, slash, tail = image.lower().partition("@")[0].rpartition("/")
    full = head + slash + tail.partition(":")[0]
    host, slash, rest = full.partition("/")
    path = rest if slash and ("." in host or ":" in host or host == "localhost") else full
    owner, _, below = path.partition("/")
    path = below if owner in _words().not_owners else path
    return f"-{path.translate(_IMAGE)}-", f"-{path.rpartition('/')[2].translate(_IMAGE)}-", full


def _first(text: str) -> str:
    return next((word for word in text.split() if word not in _SHELLS and word[0] != "-"), "")


def _resolve(container: Container, value: str) -> str:
    if value.startswith("$(") and value.endswith(")"):
        return next((str(given) for name, given in _environment(container) if name == value[2:-1]), value)
    return value


def _is_hub_id(text: str) -> bool:
    owner, slash, name = text.partition("/")
    return bool(slash) and all(part.translate(_PLAIN).isalnum() for part in (owner, name))


_PLAIN = str.maketrans("", "", "-_.")


@cache
def _words() -> _Words:
    with open(os.path.join(os.path.dirname(__file__), "engines.json"), encoding="utf-8") as stream:
        data = json.load(stream)
    engines = data["engines"]
    images = [(word, each["name"]) for each in engines for word in each["images"]]
    return _Words(
        images=tuple((f"-{word.translate(_IMAGE)}-", name) for word, name in images if "/" not in word),
        full_images=tuple((word, name) for word, name in images if "/" in word),
        commands=tuple(_command(text, each) for each in engines for text in each["commands"]),
        model_flags=frozenset(data["model_flags"]),
        model_variables=frozenset(data["model_variables"]),
        not_images=tuple(f"-{word}-" for word in data["not_images"]),
        not_commands=tuple(f" {word} " for word in data["not_commands"]),
        not_first=frozenset(data["not_first"]),
        not_owners=frozenset(data["not_owners"]),
    )


def _command(text: str, engine: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    only_with = tuple(f"-{word}-" for word in engine.get("only_with", ()))
    return f" {text.translate(_COMMAND)} ", engine["name"], only_with
