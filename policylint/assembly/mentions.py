"""The files that our own documents name, with the pointer of each; and what became of a file that is named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.frozen import dataclass
from policylint.kinds.pods import at, at_each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Document, Json

MANIFEST, SYSTEM = "policylint/model-deployment", "policylint/model-system"
ARTEFACTS = "/spec/artefacts/"
SERVING = f"{ARTEFACTS}serving/"
# Where a path may stand; `*` is each item of a list.
_LISTS = ("serving", "build", "network", "rollout", "objectives", "alerts", "dashboards", "evaluation")
_SINGLE = ("modelCard", "approval", "pipeline", "sbom", "provenance")
_PATHS = {
    MANIFEST: (
        *(f"{ARTEFACTS}{role}/*/path" for role in _LISTS),
        *(f"{ARTEFACTS}{role}/path" for role in _SINGLE),
        "/spec/access/authentication/at",
        "/spec/release/rollback/procedure",
        "/spec/release/featureFlag/file",
        "/spec/lineage/features/file",
        "/spec/dataFlows/*/approval",
    ),
    SYSTEM: (
        "/spec/runbook",
        "/spec/contracts/input",
        "/spec/contracts/output",
        "/spec/data/impactAssessment",
        "/spec/kpis/*/dashboard",
        "/spec/hosting/rationale",
        "/spec/oversight/stop/procedure",
    ),
}
_ALERTS = {
    MANIFEST: ("/spec/release/rollback/triggers/*", "/spec/observability/drift/*/alert"),
    SYSTEM: ("/spec/failureModes/*/detectedBy/*", "/spec/kpis/*/alert"),
}
# What stands beside a path and has to be in that file.
_BESIDE = {"pipeline": "job", "featureFlag": "key", "kpis": "panel"}
_FILE = re.compile(r"[^/]\.[A-Za-z]\w{0,9}(?:#[^/]*)?\Z")


@dataclass(frozen=True, slots=True)
class Mention:
    """A path as a document writes it, where, the kind that it declares, and the names that must be in the file."""

    document: str
    pointer: str
    path: str
    kind: str | None = None
    index: int | None = None
    sought: tuple[str, ...] = ()

    @property
    def body(self) -> str | None:
        """The kind of a file that does not name itself: the one declared; a model card is one by being called so."""
        return self.kind or ("hf/model-card" if self.pointer == f"{ARTEFACTS}modelCard/path" else None)


@dataclass(frozen=True, slots=True)
class Found:
    """What is at a path: its state (docs/input.md lists them), the files, the nearest names, which names it holds."""

    state: str
    paths: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


def mentions(document: Document, alerts: tuple[str, ...] = ()) -> Iterator[Mention]:
    """Every path that a manifest or a system names; `alerts` are the names that its alert files have to define."""
    for pattern in _PATHS.get(document.kind or "", ()):
        for pointer, path in _texts(document.content, pattern):
            if pattern.startswith(ARTEFACTS) or ("://" not in path and _FILE.search(path)):
                yield _mention(document, pointer, path, alerts)


def alert_names(document: Document) -> tuple[str, ...]:
    """The names of alerts that a manifest or a system relies on."""
    patterns = _ALERTS.get(document.kind or "", ())
    return tuple(name for pattern in patterns for _pointer, name in _texts(document.content, pattern))


def _mention(document: Document, pointer: str, path: str, alerts: tuple[str, ...]) -> Mention:
    beside = at(document.content, pointer.rpartition("/")[0])
    beside = beside if isinstance(beside, dict) else {}
    kind, index = beside.get("kind"), beside.get("index")
    name = next((beside.get(key) for part, key in _BESIDE.items() if f"/{part}/" in pointer), None)
    return Mention(
        document.id,
        pointer,
        path,
        kind if isinstance(kind, str) else None,
        index if isinstance(index, int) else None,
        alerts if pointer.startswith(f"{ARTEFACTS}alerts/") else (name,) if isinstance(name, str) else (),
    )


def _texts(content: Json, pattern: str) -> Iterator[tuple[str, str]]:
    """The pointers that fit a pattern, with the texts there; what is no text is the schema's business."""
    for pointer, value in at_each(content, pattern):
        if isinstance(value, str) and value.strip():
            yield pointer, value
