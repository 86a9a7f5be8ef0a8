"""What Rego returned (untrusted JSON) -> Result. A value of the wrong shape is a sentence that says what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.rules import LEVELS, At, Fix, Result

if TYPE_CHECKING:
    from policylint.model.documents import Document, Json
    from policylint.model.rules import Outcome

MAX_MESSAGE = 4_000


def rule_result(code: str, outcome: Outcome, value: Json, documents: frozenset[str]) -> Result | str:
    """A rule's result object as a Result, or what is wrong with it. `documents` are the ids that `at` may name."""
    if not isinstance(value, dict):
        return "it returned something that is not an object with msg and at"
    message, at = value.get("msg"), _at(value.get("at"), documents)
    if not isinstance(message, str) or not message.strip():
        return "it returned a result without a message"
    if isinstance(at, str):
        return at
    related = _related(value.get("related"), documents)
    level = value.get("level")
    if isinstance(related, str):
        return related
    if level is not None and level not in LEVELS:
        return f"it returned the level {level!r}, which is none of note, warning, error"
    key, edit = value.get("key"), _edit(value.get("fix"))
    return Result(code, outcome, message[:MAX_MESSAGE], at, related, key if isinstance(key, str) else "", edit, level)


def document_result(code: str, value: Json, document: Document) -> Result | str:
    """A document policy's message (string, or object with msg) as a Result at the place it names, else its document."""
    fields: dict[str, Json] = value if isinstance(value, dict) else {"msg": value}
    message = fields.get("msg")
    if not isinstance(message, str):
        return "it returned something that is neither a string nor an object with a string msg"
    if not message.strip():
        return "it returned an empty message, which says nothing"
    return Result(code, "fail", message[:MAX_MESSAGE], _place(fields, document))


def loc_of(value: Json) -> tuple[str, int | None]:
    """File ("" where there is none) and line of conftest's `_loc`, if the message carries one."""
    loc = value.get("_loc") if isinstance(value, dict) else None
    if not isinstance(loc, dict):
        return "", None
    file, line = loc.get("file"), loc.get("line")
    if isinstance(line, str) and line.isascii() and line.isdigit() and len(line) < 10:
        line = int(line)
    good = isinstance(line, int) and not isinstance(line, bool) and 0 < line < 10**9
    return file if isinstance(file, str) else "", line if good and isinstance(line, int) else None


def _place(fields: dict[str, Json], document: Document) -> At:
    metadata = fields.get("metadata")
    at = fields.get("at")
    if at is None and isinstance(metadata, dict):
        at = metadata.get("at")
    if isinstance(at, str):
        at = {"pointer": at}
    if not isinstance(at, dict):
        return At(document.id)
    pointer, missing = at.get("pointer"), at.get("missing")
    good = isinstance(pointer, str) and (not pointer or pointer.startswith("/"))
    return At(
        document.id, pointer if good and isinstance(pointer, str) else "", missing if isinstance(missing, str) else None
    )


def _at(value: Json, documents: frozenset[str]) -> At | str:
    if not isinstance(value, dict):
        return "it returned a result without `at`"
    document, pointer, missing = value.get("document"), value.get("pointer", ""), value.get("missing")
    if not isinstance(document, str) or document not in documents:
        return f"it points at {document!r}, which is no document of this deployment"
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        return f"it points at {pointer!r}, which is no JSON pointer"
    return At(document, pointer, missing if isinstance(missing, str) else None)


def _related(value: Json, documents: frozenset[str]) -> tuple[tuple[str, At], ...] | str:
    related: list[tuple[str, At]] = []
    for item in value if isinstance(value, list) else []:
        at = _at(item.get("at"), documents) if isinstance(item, dict) else "it returned a related place without `at`"
        if isinstance(at, str):
            return at
        message = item.get("msg") if isinstance(item, dict) else None
        related.append((message if isinstance(message, str) else "", at))
    return tuple(related)


def _edit(value: Json) -> Fix | None:
    if not isinstance(value, dict):
        return None
    op, pointer = value.get("op"), value.get("pointer")
    if op not in ("replace", "add", "remove") or not isinstance(pointer, str):
        return None
    return Fix(str(op), pointer, value.get("value"))
