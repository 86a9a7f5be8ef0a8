"""The schema of a kind, and what is wrong with a document by it. Compiled when first asked, once per kind."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING, Any

from policylint.kinds import KINDS
from policylint.kinds.check import compile_schema
from policylint.kinds.loading import FOLDER
from policylint.kinds.versions import outdated

if TYPE_CHECKING:
    from policylint.kinds.check import Check
    from policylint.kinds.explain import Violation
    from policylint.model.documents import Document


def violations(document: Document) -> tuple[Violation, ...]:
    """What is wrong with a document. A version that is not served has no schema to be judged by."""
    kind = KINDS.get(document.kind or "")
    if kind is None or _check(kind.name)(document.content) or outdated(document):
        return ()
    from policylint.kinds.explain import explain

    return explain(complete(kind.name), document.content, lenient=not kind.ours)


@cache
def complete(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind, complete: the definitions that our own or the Kubernetes kinds share copied in."""
    own = _read(f"{kind.replace('/', '-')}.schema.json")
    if KINDS[kind].resources:
        shared = "policylint.defs.json" if KINDS[kind].ours else "kubernetes.defs.json"
        own["$defs"] = _read(shared) | own.get("$defs", {})
    return own


@cache
def _check(kind: str) -> Check:
    return compile_schema(complete(kind), lenient=not KINDS[kind].ours)


def _read(file: str) -> dict[str, Any]:
    with open(os.path.join(FOLDER, file), encoding="utf-8") as stream:
        content: dict[str, Any] = json.load(stream)
    return content
