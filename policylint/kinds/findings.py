"""The built-in findings about documents: SCH001 `schema.valid` and SCH002 `schema.version_served`.

The shape of a list of waivers is WAV001.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.kinds import KINDS, validate
from policylint.kinds.versions import resource_of
from policylint.model.rules import At, Result
from policylint.words import either

if TYPE_CHECKING:
    from policylint.kinds import Resource
    from policylint.model.documents import Document
    from policylint.model.rules import Level

VALID, VERSION = "SCH001", "SCH002"
_OWN_CODES = {"policylint/waiver-list": "WAV001"}


def results(document: Document) -> tuple[Result, ...]:
    """SCH002 alone for a version that is not served; else SCH001 for each violation: an error in our formats only."""
    found = resource_of(document)
    if found is not None and found[1] not in found[0].served:
        at = At(document.id, "/apiVersion")
        return (Result(VERSION, "undecided", _outdated(document, *found), at, level="warning"),)
    kind = KINDS.get(document.kind or "")
    level: Level | None = None if kind is not None and kind.ours else "warning"
    code = _OWN_CODES.get(document.kind or "", VALID)
    return tuple(
        Result(code, "fail", each.message, At(document.id, each.pointer, each.missing), key=each.message, level=level)
        for each in validate(document)
    )


def _outdated(document: Document, resource: Resource, version: str) -> str:
    content = document.content
    written = content.get("apiVersion") if isinstance(content, dict) else version
    name = content.get("kind") if isinstance(content, dict) else document.kind
    instead = resource.now or either(f"{resource.group}/{each}".strip("/") for each in resource.served)
    if version in resource.retired:
        return f"{written} is no longer served for {name}: nothing else in it was judged. Write {instead}."
    return f"policylint does not know {written} for {name}: nothing else in it was judged. It knows {instead}."
