"""--approvals FILE: who approved the change, as the CI that runs the gate says. Trusted input, strictly of one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.errors import UsageError

if TYPE_CHECKING:
    from policylint.model.documents import Json

_MOST = 4 * 1024 * 1024
_KEYS = ("by", "role", "at", "commit")


def approvals_of(path: str) -> list[Json]:
    """The entries of the file; UsageError when it is not a JSON list of {"by", "role", "at", "commit"}."""
    import json

    try:
        with open(path, "rb") as stream:
            content = json.loads(stream.read(_MOST))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"--approvals: {path} cannot be read: {reason}") from None
    if not isinstance(content, list):
        raise UsageError(f"--approvals: {path} must hold a JSON list", hint=_example())
    return [_entry(each, number, path) for number, each in enumerate(content)]


def _entry(entry: Any, number: int, path: str) -> Json:
    if not isinstance(entry, dict) or not isinstance(entry.get("by"), str) or not entry["by"].strip():
        raise UsageError(f"--approvals: entry {number} of {path} does not say who approved", hint=_example())
    for key in _KEYS[1:]:
        if not isinstance(entry.get(key), (str, type(None))):
            raise UsageError(f"--approvals: `{key}` of entry {number} of {path} is not a text", hint=_example())
    return {key: entry.get(key) for key in _KEYS}


def _example() -> str:
    return '[{"by": "ada", "role": "risk-owner", "at": "2026-11-20T09:00:00Z", "commit": "40 hex digits"}]'
