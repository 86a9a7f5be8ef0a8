"""Values of the protocol to and from the lines of the engine's process. What has a wrong shape is an EngineError."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from policylint.engine import Answer, Entry, Fault, Loaded, Package
from policylint.errors import EngineError, PolicyError
from policylint.model.documents import Problem

if TYPE_CHECKING:
    from policylint.engine import Ask, Policies

NOTHING = Answer()
_BROKEN = (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError)


def encode(request: dict[str, Any], body: list[str] | None = None) -> bytes:
    """A request as lines: the request itself, then one line for each text of `body`."""
    lines = [json.dumps(request, separators=(",", ":"))]
    for text in body or ():
        lines.append(text if "\n" not in text else text.replace("\n", " "))
    lines.append("")
    return "\n".join(lines).encode("utf-8", "replace")


def decode(line: bytes) -> dict[str, Any]:
    """One line as an object; raises EngineError."""
    try:
        reply = json.loads(line)
    except (ValueError, RecursionError):
        raise wrong_shape() from None
    if not isinstance(reply, dict):
        raise wrong_shape()
    return reply


def content(reply: dict[str, Any]) -> dict[str, Any]:
    """What a reply holds; raises PolicyError or EngineError where it is a failure."""
    ok, error = reply.get("ok"), reply.get("error")
    if isinstance(ok, dict):
        return ok
    if not isinstance(error, dict) or not isinstance(error.get("message"), str):
        raise wrong_shape()
    if error.get("kind") != "policy":
        raise EngineError(f"The engine refused: {error['message']}.")
    try:
        problems = tuple(_problem(p, blocks=True) for p in error["problems"])
    except _BROKEN:
        raise wrong_shape() from None
    raise PolicyError(error["message"], problems)


def load_request(policies: Policies) -> dict[str, Any]:
    """The request that loads policies."""
    return {
        "op": "load",
        "role": policies.role,
        "rego": policies.rego,
        "now": policies.now or "",
        "modules": [(module.name, module.text) for module in policies.modules],
        "data": policies.data,
        "file_info": policies.files,
        "combined": policies.combined,
        "lazy": policies.trusted,
        "frozen": policies.inside,
    }


def loaded(ok: dict[str, Any]) -> Loaded:
    """The reply to a load."""
    try:
        packages = tuple(
            Package(p["name"], tuple(_entry(p["name"], **e) for e in p["entries"]), p["annotations"])
            for p in ok["packages"]
        )
        return Loaded(int(ok["handle"]), packages, notes(ok))
    except _BROKEN:
        raise wrong_shape() from None


def notes(ok: dict[str, Any]) -> tuple[Problem, ...]:
    """The notes of a reply to a load."""
    try:
        return tuple(_problem(note, blocks=False) for note in ok["notes"] or ())
    except _BROKEN:
        raise wrong_shape() from None


def _entry(package: str, *, files: list[str], trouble: dict[str, Any] | None, **rest: Any) -> Entry:
    return Entry(package, files=tuple(files), trouble=_problem(trouble, blocks=True) if trouble else None, **rest)


def answers(ok: dict[str, Any], asks: tuple[Ask, ...], count: int) -> list[Answer]:
    """The reply to a chunk of `count` inputs: one answer an input."""
    try:
        result = [NOTHING] * ok["n"]
        for some in ok["some"]:
            result[some["i"]] = Answer(
                tuple((asks[ask], tuple(values)) for ask, values in some.get("v", ())),
                tuple(Fault(asks[ask], kind, message) for ask, kind, message in some.get("f", ())),
                tuple(some.get("p", ())),
            )
    except _BROKEN:
        raise wrong_shape() from None
    if len(result) != count:
        raise wrong_shape()
    return result


def number(ok: dict[str, Any], key: str) -> int:
    """A number that a reply must hold."""
    value = ok.get(key)
    if not isinstance(value, int):
        raise wrong_shape()
    return value


def _problem(p: dict[str, Any], *, blocks: bool) -> Problem:
    return Problem("policy", p["message"], p.get("path"), p.get("line"), p.get("column"), blocks)


def wrong_shape() -> EngineError:
    """What to raise for an answer that makes no sense."""
    return EngineError(
        "The engine gave an answer of a wrong shape.", hint="Install policylint again: pip install --force-reinstall"
    )
