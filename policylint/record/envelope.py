"""The file of a record, which anybody may have written: bytes, envelope and statement, each strictly of one form."""

from __future__ import annotations

from typing import Any

from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.record.canonical import strict
from policylint.record.keys import PAYLOAD, PublicKeys

MAX_BYTES = 32 * 1024 * 1024
_MOST_SIGNATURES = 16
_LONGEST_SIGNATURE = 1024


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload and the signatures beside it, none of them checked."""

    payload: bytes
    signatures: tuple[bytes, ...]


def opened(path: str, keys: PublicKeys) -> Any:
    """What a record says, once one of the keys is known to have signed it; UsageError for everything else."""
    envelope = _envelope(path, _bytes(path))
    if not keys.signed(envelope.payload, envelope.signatures):
        message = f"{path} is not signed with the key that was given, or was changed since: it says nothing"
        raise UsageError(message, hint="Is it the public half of the key that --sign-key was given?")
    try:
        return strict(envelope.payload)
    except ValueError as error:
        raise UsageError(f"{path} is signed, but holds no JSON: {error}") from None


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"the record {path} cannot be read: {reason.lower()}") from None
    if len(data) > MAX_BYTES:
        raise UsageError(f"the record {path} is too large: up to {MAX_BYTES // 2**20} MiB are read")
    return data


def _envelope(path: str, data: bytes) -> Envelope:
    try:
        value = strict(data)
        if isinstance(value, dict) and "_type" in value and "signatures" not in value:
            raise UsageError(f"{path} is not signed", hint="policylint gate --record FILE --sign-key KEY")
        return _sealed(value)
    except ValueError as error:
        raise UsageError(f"{path} is no signed record: {error}") from None


def _sealed(value: Any) -> Envelope:
    from base64 import b64decode

    if not isinstance(value, dict) or not isinstance(value.get("payload"), str):
        raise ValueError("it is no DSSE envelope")
    if value.get("payloadType") != PAYLOAD:
        raise ValueError(f"its payloadType is not {PAYLOAD}")
    rows = value.get("signatures")
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_SIGNATURES:
        raise ValueError(f"it does not hold 1 to {_MOST_SIGNATURES} signatures")
    found = [row.get("sig") if isinstance(row, dict) else None for row in rows]
    texts = [text for text in found if isinstance(text, str) and len(text) <= _LONGEST_SIGNATURE]
    if len(texts) != len(rows):
        raise ValueError("one of its signatures is none")
    return Envelope(b64decode(value["payload"], validate=True), tuple(b64decode(each, validate=True) for each in texts))
