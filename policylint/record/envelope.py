"""The file of a record, which anybody may have written: bytes, envelope and statement, each strictly of one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.record.canonical import strict
from policylint.record.files import bounded
from policylint.record.keys import PAYLOAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.record.keys import PublicKeys

    # From the name of a file and its JSON to what was signed; UsageError where that cannot be shown.
    Proof = Callable[[str, Any], bytes]

MAX_BYTES = 32 * 1024 * 1024
_MOST_SIGNATURES = 16
_LONGEST_SIGNATURE = 1024


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload and the signatures beside it, none of them checked."""

    payload: bytes
    signatures: tuple[bytes, ...]


def opened(path: str, proof: Proof) -> Any:
    """What a record says, once the proof holds; UsageError for everything else."""
    data = bounded(path, f"the record {path}", MAX_BYTES)
    try:
        value = strict(data)
    except ValueError as error:
        raise UsageError(f"{path} is no signed record: {error}") from None
    if isinstance(value, dict) and "_type" in value and "signatures" not in value:
        raise UsageError(f"{path} is not signed", hint="policylint gate --record FILE --sign-key KEY")
    payload = proof(path, value)
    try:
        return strict(payload)
    except ValueError as error:
        raise UsageError(f"{path} is signed, but holds no JSON: {error}") from None


def by_key(keys: PublicKeys) -> Proof:
    """The proof that one of the keys has signed."""

    def payload(path: str, value: Any) -> bytes:
        envelope = _envelope(path, value)
        if not keys.signed(envelope.payload, envelope.signatures):
            message = f"{path} is not signed with the key that was given, or was changed since: it says nothing"
            raise UsageError(message, hint="Is it the public half of the key that --sign-key was given?")
        return envelope.payload

    return payload


def is_bundle(value: Any) -> bool:
    """Whether a file looks like what Sigstore writes around an envelope, and not like the envelope alone."""
    return isinstance(value, dict) and "verificationMaterial" in value


def _envelope(path: str, value: Any) -> Envelope:
    if is_bundle(value):
        message = f"{path} is a Sigstore bundle: an identity has signed it, and not a key"
        raise UsageError(message, hint="policylint verify RECORD --cert-identity ID --cert-oidc-issuer URL")
    try:
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
