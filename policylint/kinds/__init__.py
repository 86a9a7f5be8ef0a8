"""The document kinds: what policylint recognises, and by what; what a document must look like, and what is wrong.

A kind is two files: NAME.kind.json says how to recognise it, NAME.schema.json what it must look like. Adding a kind
changes no line of Python; docs/kinds.md describes the words of a kind file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.kinds.loading import Clause, Kind, Resource, load

if TYPE_CHECKING:
    from policylint.kinds.explain import Violation
    from policylint.model.documents import Document, Json
    from policylint.model.rules import Result

__all__ = ["BODY", "KINDS", "Kind", "Resource", "classify", "schema", "schema_results", "validate"]

BODY = "$body"
_LOADED = load()
KINDS: dict[str, Kind] = _LOADED.kinds


def classify(path: str, content: Json) -> str | None:
    """The name of a document's kind, or None. Content decides; the path only where a format leaves no other way."""
    if not isinstance(content, dict):
        return _of_list(content)
    kind, version = content.get("kind"), content.get("apiVersion")
    resource = isinstance(kind, str) and isinstance(version, str)
    if isinstance(kind, str) and isinstance(version, str):
        group = version.rpartition("/")[0]
        known = _LOADED.resources.get((group, kind))
        if known is not None or group == "apiextensions.k8s.io":
            return known
    led = [clause for key in content.keys() & _LOADED.clauses.keys() for clause in _LOADED.clauses[key]]
    name, markdown = path.rpartition("/")[2].lower(), BODY in content
    for clause in sorted(led, key=_order) if len(led) > 1 else led:
        if clause.markdown == markdown and clause.resource == resource and _holds(clause, name, content):
            return clause.kind
    return None


def _of_list(content: Json) -> str | None:
    """A format whose documents are lists is known by the keys of their first entry."""
    first = content[0] if isinstance(content, list) and content else None
    for key in first.keys() & _LOADED.clauses.keys() if isinstance(first, dict) else ():
        for clause in _LOADED.clauses[key]:
            if clause.entries and clause.fits is not None and clause.fits(content):
                return clause.kind
    return None


def validate(document: Document) -> tuple[Violation, ...]:
    """What is wrong with a document by the schema of its kind; deciding that it fits is fast."""
    from policylint.kinds.schemas import violations

    return violations(document)


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind; KeyError for a kind that is not there."""
    from policylint.kinds.schemas import complete

    return complete(KINDS[kind].name)


def schema_results(document: Document) -> tuple[Result, ...]:
    """The built-in findings about one document: SCH001 for what is malformed, SCH002 for a version no longer served."""
    from policylint.kinds.findings import results

    return results(document)


def _order(clause: Clause) -> tuple[int, str]:
    return clause.order, clause.kind


def _holds(clause: Clause, name: str, content: dict[str, Json]) -> bool:
    if clause.entries:
        return False
    if (clause.starts or clause.ends) and not (name.startswith(clause.starts) or name.endswith(clause.ends)):
        return False
    if clause.headline and not any(words in _headline(content) for words in clause.headline):
        return False
    if clause.fits is not None and not clause.fits(content):
        return False
    if clause.containers is None and clause.command is None:
        return True
    from policylint.kinds import serving

    return serving.serves_at(content, clause.containers, clause.command)


def _headline(content: dict[str, Json]) -> str:
    """The text of the first heading of level 1, in lower case."""
    body = content.get(BODY)
    sections = body.get("sections") if isinstance(body, dict) else None
    for section in sections if isinstance(sections, list) else ():
        if isinstance(section, dict) and section.get("level") == 1:
            return str(section.get("title", "")).lower()
    return ""
