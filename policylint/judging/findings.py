"""Result -> Finding: the level, the position in the file, the texts of the rule, the fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.reports import Finding, Related

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from policylint.model.deployments import Deployment
    from policylint.model.documents import Document, Json, Position
    from policylint.model.rules import At, Level, Result, Rule

    Locate = Callable[[At], Position]


def rule_finding(result: Result, rule: Rule, level: Level, deployment: Deployment, locate: Locate) -> Finding:
    """What a shipped or organisation rule reports about a deployment."""
    documents = {document.id: document for document in deployment.documents}
    document = documents.get(result.at.document)
    renamed = document.written if document is not None else {}
    return Finding(
        code=rule.code,
        rule=rule.name,
        outcome=result.outcome,
        level=level,
        message=spoken(result.message, renamed) if renamed else result.message,
        position=locate(result.at),
        fix=rule.fix,
        why=rule.description,
        title=rule.title,
        deployments=(deployment.name,) if deployment.subject != "document" else (),
        stage=deployment.stage,
        related=tuple(Related(message, locate(at)) for message, at in result.related),
        edit=None if renamed else result.edit,
        fingerprint=fingerprint(rule.code, result, documents),
        frameworks=rule.frameworks,
        url=rule.url,
        shared=result.at.document == deployment.system,
    )


def spoken(message: str, written: Mapping[str, str]) -> str:
    """A message with the keys as the file calls them: min_replica for minReplica."""
    import re

    own = {pointer.rpartition("/")[2]: there.rpartition("/")[2] for pointer, there in written.items()}
    return re.sub(r"\b[a-z]+[A-Z]\w*", lambda word: own.get(word.group(), word.group()), message)


def fingerprint(code: str, result: Result, documents: Mapping[str, Document]) -> str:
    """A name for a finding that stays when lines move: code, path, pointer (list items by their name), key."""
    from hashlib import sha256

    document = documents.get(result.at.document)
    path = document.path if document else result.at.document
    named = stable_pointer(document.content if document else None, result.at.pointer)
    named = document.written.get("", "") + named if document else named
    parts = (code, path, named, result.at.missing or "", result.key)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def is_index(key: str) -> bool:
    """Whether a part of a pointer is the place of a list item, and no number that was made to hurt."""
    return len(key) < 10 and key.isascii() and key.isdigit()


def stable_pointer(content: Json, pointer: str) -> str:
    """The pointer with list indexes replaced by the items' names: /containers/0/image -> /containers/[vllm]/image."""
    parts: list[str] = []
    for escaped in pointer.split("/")[1:]:
        key = escaped.replace("~1", "/").replace("~0", "~")
        part = escaped
        child: Json = None
        if isinstance(content, dict):
            child = content.get(key)
        elif isinstance(content, list) and is_index(key) and int(key) < len(content):
            child = content[int(key)]
            name = child.get("name") if isinstance(child, dict) else None
            part = f"[{name}]" if isinstance(name, str) else part
        parts.append(part)
        content = child
    return "".join(f"/{part}" for part in parts)
