"""Checks a Sigstore bundle, which anybody may have written: whether an identity has signed what is inside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from policylint.errors import UsageError
from policylint.record.envelope import is_bundle
from policylint.record.keys import PAYLOAD
from policylint.record.trust import Trust, reason

if TYPE_CHECKING:
    from policylint.record.envelope import Proof


def by_identity(identity: str, issuer: str, trust: str | None) -> Proof:
    """The proof that this identity, which this issuer vouched for, has signed."""
    verifier = Trust(trust).verifier()

    def payload(path: str, value: Any) -> bytes:
        if not is_bundle(value):
            message = f"{path} is no Sigstore bundle: no identity has signed it"
            raise UsageError(message, hint="One that a key has signed: policylint verify RECORD --key PUB")
        try:
            kind, content = _verified(verifier, value, identity, issuer)
        except Exception as error:  # noqa: BLE001 - the library raises whatever its parsers raise
            message = f"{path} cannot be shown to be signed by {identity}, so it says nothing: {reason(error)}"
            raise UsageError(message, hint=f"Asked for was an identity of {issuer}.") from None
        if kind != PAYLOAD:
            raise UsageError(f"{path} is no signed record: its payloadType is not {PAYLOAD}")
        return content

    return payload


def _verified(verifier: Any, value: Any, identity: str, issuer: str) -> tuple[str, bytes]:
    from sigstore.models import Bundle
    from sigstore.verify.policy import Identity

    bundle = Bundle.from_json(json.dumps(value))
    found: tuple[str, bytes] = verifier.verify_dsse(bundle, Identity(identity=identity, issuer=issuer))
    return found
