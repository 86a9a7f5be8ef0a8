"""Which containers serve a model: by image, command line or model flag. The words are data: engines.json."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from policylint.kinds.pods import at, find_pods

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policylint.model import Json

_IMAGE = str.maketrans("./_:${}", "-------")
_COMMAND = str.maketrans({character: " " for character in "\n\t\\\"'`;|&()[]{}<>,./$"})
_SHELLS = frozenset(
    ("sh", "bash", "bin", "usr", "local", "env", "exec", "set", "--", "-c", "-lc", "-ec", "-exc", "-x", "-e")
)


@dataclass(frozen=True, slots=True)
class Server:
    """One container that serves a model: its JSON pointer, and the engine ("unknown" when only a model flag tells)."""

    pointer: str
    engine: str


@dataclass(frozen=True, slots=True)
class _Engine:
    name: str
    images: tuple[str, ...]
    full_images: tuple[str, ...]
    commands: tuple[str, ...]
    only_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    engines: tuple[_Engine, ...]
    model_flags: frozenset[str]
    model_variables: frozenset[str]
    not_images: tuple[str, ...]
    not_commands: tuple[str, ...]
    not_first: frozenset[str]


def find_servers(content: Json) -> tuple[Server, ...]:
    """The containers of a document's pods that serve a model, in document order; init containers never do."""
    return tuple(
        Server(f"{pod}/containers/{index}", engine)
        for pod in find_pods(content)
        for index, container in enumerate(_containers(at(content, pod)))
        if (engine := engine_of(container)) is not None
    )


def without_image(content: Json) -> bool:
    """Whether a document has pods and no container of them names an image: a patch, not a workload."""
    pods = find_pods(content)
    return bool(pods) and not any("image" in each for pod in pods for each in _containers(at(content, pod)))


def sets_model(content: Json) -> bool:
    """Whether a patch sets what is served or how: an engine's command, a model flag, or a model variable."""
    return any(
        engine_of(each) is not None or has_model_flag(each) or has_model_variable(each)
        for pod in find_pods(content)
        for each in _containers(at(content, pod))
    )


def has_model_flag(container: dict[str, Json]) -> bool:
    """Whether the command line holds a model flag, whatever its value."""
    return any(
        token.partition("=")[0] in _words().model_flags
        for text in _strings(container, ("command", "args"))
        for token in text.split()
    )


def has_model_variable(container: dict[str, Json]) -> bool:
    """Whether the environment sets a variable that engines take the model from."""
    env = container.get("env")
    return any(
        isinstance(each, dict) and each.get("name") in _words().model_variables
        for each in (env if isinstance(env, list) else ())
    )


def engine_of(container: dict[str, Json]) -> str | None:
    """The name of the engine that a container runs, "unknown" for a model flag with a Hub id, None for all others."""
    words, text, image = _words(), command_text(container), container.get("image")
    named = next((each.name for each in words.engines if _commands(each, text, image)), None)
    if named or any(f" {word} " in text for word in words.not_commands):
        return named
    if _first(text) in words.not_first:
        return None
    if isinstance(image, str):
        path, last = _image(image)
        if any(f"-{word}-" in last for word in words.not_images):
            return None
        named = next((each.name for each in words.engines if _images(each, path, image)), None)
    return named or ("unknown" if model_flag(container) else None)


def model_flag(container: dict[str, Json]) -> str | None:
    """The Hub id that a model flag of the command line names, `$(NAME)` resolved from the container's own environment."""
    tokens = " ".join(_strings(container, ("command", "args"))).replace("=", " ").split()
    for flag, value in zip(tokens, tokens[1:], strict=False):
        if flag in _words().model_flags:
            value = _resolve(container, value.strip("\"'"))
            owner, slash, name = value.partition("/")
            if slash and owner and name and "/" not in name and _plain(owner) and _plain(name):
                return value
    return None


def command_text(container: dict[str, Json]) -> str:
    """Command and arguments as words between blanks, in lower case, punctuation dropped."""
    return f" {' '.join(' '.join(_strings(container, ('command', 'args'))).lower().translate(_COMMAND).split())} "


def _containers(pod: Json) -> Iterator[dict[str, Json]]:
    listed = pod.get("containers") if isinstance(pod, dict) else None
    return (each if isinstance(each, dict) else {} for each in (listed if isinstance(listed, list) else ()))


def _strings(container: dict[str, Json], keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        value = container.get(key)
        yield from (
            str(each) for each in (value if isinstance(value, list) else [value]) if isinstance(each, (str, int))
        )


def _commands(engine: _Engine, text: str, image: Json) -> bool:
    if engine.only_with and not (
        isinstance(image, str) and any(f"-{word}-" in _image(image)[0] for word in engine.only_with)
    ):
        return False
    return any(command in text for command in engine.commands)


def _images(engine: _Engine, path: str, image: str) -> bool:
    return any(word in path for word in engine.images) or any(word in image for word in engine.full_images)


def _image(image: str) -> tuple[str, str]:
    """The path of an image's repository and its last part, as words between hyphens; registry, tag and digest dropped."""
    repository = image.lower().partition("@")[0]
    head, slash, tail = repository.rpartition("/")
    repository = head + slash + tail.partition(":")[0]
    host, slash, rest = repository.partition("/")
    path = rest if slash and ("." in host or ":" in host or host == "localhost") else repository
    return f"-{path.translate(_IMAGE)}-", f"-{path.rpartition('/')[2].translate(_IMAGE)}-"


def _first(text: str) -> str:
    return next((word for word in text.split() if word not in _SHELLS), "")


def _resolve(container: dict[str, Json], value: str) -> str:
    if value.startswith("$(") and value.endswith(")"):
        env = container.get("env")
        for each in env if isinstance(env, list) else ():
            if isinstance(each, dict) and each.get("name") == value[2:-1] and isinstance(each.get("value"), str):
                return str(each["value"])
    return value


def _plain(part: str) -> bool:
    return part.replace("-", "").replace("_", "").replace(".", "").isalnum() and part not in (".", "..")


@cache
def _words() -> _Words:
    with open(os.path.join(os.path.dirname(__file__), "engines.json"), encoding="utf-8") as stream:
        data = json.load(stream)
    engines = tuple(
        _Engine(
            each["name"],
            tuple(f"-{word.translate(_IMAGE)}-" for word in each["images"] if "/" not in word),
            tuple(word for word in each["images"] if "/" in word),
            tuple(f" {command.translate(_COMMAND)} " for command in each["commands"]),
            tuple(each.get("only_with", ())),
        )
        for each in data["engines"]
    )
    return _Words(
        engines,
        frozenset(data["model_flags"]),
        frozenset(data["model_variables"]),
        tuple(data["not_images"]),
        tuple(data["not_commands"]),
        frozenset(data["not_first"]),
    )
