"""Which stage a serving document belongs to: the configured patterns first, then the default words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.globs import Globs
from policylint.kinds.pods import at, find_pods

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policylint.config import StagePatterns
    from policylint.model.deployments import Deployment, Stage
    from policylint.model.documents import Document, Json

_WORDS: dict[str, Stage] = {
    "prod": "production",
    "production": "production",
    "prd": "production",
    "live": "production",
    "stage": "staging",
    "staging": "staging",
    "stg": "staging",
    "preprod": "staging",
}
# What the word before or after makes of a stage word: `pre-prod` is staging; `non-prod` and `stage-2` tell nothing.
_BEFORE: dict[str, Stage | None] = {
    "pre": "staging",
    "non": None,
    "not": None,
    "manifest": None,
    "multi": None,
    "two": None,
}
_AFTER = frozenset(("stack", "portrait"))
# Environments that are none of our stages: nobody takes them for production.
_OTHERS = frozenset(
    (
        *("dev", "devel", "develop", "development", "local", "test", "tests", "testing", "qa", "ci", "e2e"),
        *("sandbox", "playground", "preview", "experiment", "experiments", "example", "examples", "sample", "samples"),
    )
)
_LABELS = frozenset(("environment", "env", "stage"))
_BY_FILE = frozenset(("vllm/helm-values",))  # values-prod.yaml is how charts tell stages apart
_NAMED = frozenset(("hf/endpoint", "replicate/deployment"))


def stage_of(document: Document, patterns: Sequence[StagePatterns] = ()) -> Stage | None:
    """The stage of a serving document; None when nothing tells, or when two stages are named at once."""
    if document.kind == "hf/space":
        return "space"
    for pattern in sorted(patterns, key=lambda each: each.stage != "production"):
        if _configured(document, pattern):
            return pattern.stage
    for text in _hints(document):
        found = _stages(text)
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def tells_another(document: Document) -> bool:
    """Whether a serving document is of an environment that is none of our stages, such as `dev`."""
    return any(word in _OTHERS for text in _hints(document) for word in _words(text))


def staged(deployment: Deployment, stage: Stage | None) -> Deployment:
    """The deployment as at a stage that was asked for, if any; a Space stays a Space."""
    return deployment if stage is None or deployment.stage == "space" else replace(deployment, stage=stage)


def _configured(document: Document, pattern: StagePatterns) -> bool:
    if pattern.paths and _globs(pattern.paths).match(document.path):
        return True
    if pattern.namespaces and namespace_of(document) in pattern.namespaces:
        return True
    wanted = dict(pattern.labels)
    return any(value in wanted.get(key, ()) for key, value in _labels(document))


@cache
def _globs(patterns: tuple[str, ...]) -> Globs:
    return Globs(patterns)


def namespace_of(document: Document) -> str | None:
    """The Kubernetes namespace that a document names."""
    value = at(document.content, "/metadata/namespace")
    return value if isinstance(value, str) else None


def _hints(document: Document) -> Iterator[str]:
    """The texts that may name a stage, the most explicit first; of the folders the nearest first."""
    for key, value in _labels(document):
        if key.rpartition("/")[2].lower() in _LABELS:
            yield value
    if document.kind in _NAMED:
        yield from _names(document.content)
    yield namespace_of(document) or ""
    folders = document.path.split("/")
    if document.kind in _BY_FILE:
        yield folders[-1].rpartition(".")[0]
    yield from reversed(folders[:-1])


def _names(content: Json) -> Iterator[str]:
    tags = at(content, "/tags")
    yield from (tag for tag in (tags if isinstance(tags, list) else ()) if isinstance(tag, str))
    name = at(content, "/name")
    if isinstance(name, str):
        yield name


def _labels(document: Document) -> Iterator[tuple[str, str]]:
    """The labels of the document, then those of its pod templates."""
    places = ["/metadata/labels", *(f"{pod.rpartition('/')[0]}/metadata/labels" for pod in find_pods(document.content))]
    for place in places:
        labels = at(document.content, place)
        if isinstance(labels, dict):
            yield from ((key, value) for key, value in labels.items() if isinstance(value, str))


def _stages(text: str) -> set[Stage]:
    """The stages that a text names by a whole word between `-`, `_` and `.`."""
    words = _words(text)
    found: set[Stage] = set()
    for index, word in enumerate(words):
        stage = _WORDS.get(word)
        before, after = words[index - 1] if index else "", words[index + 1] if index + 1 < len(words) else ""
        if stage is None or after in _AFTER or (word == "stage" and after.isdigit()):
            continue
        stage = _BEFORE.get(before, stage)
        if stage is not None:
            found.add(stage)
    return found


def _words(text: str) -> list[str]:
    return text.lower().replace("_", "-").replace(".", "-").replace("/", "-").split("-")
