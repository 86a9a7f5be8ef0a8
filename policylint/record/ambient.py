"""Signs as who the job is: its identity, which the CI vouches for, in place of a key that somebody has to keep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from policylint.errors import UsageError
from policylint.record.trust import Trust, reason, within

if TYPE_CHECKING:
    from policylint.model.documents import Json

_HOW_TO = (
    "GitHub: permissions: {id-token: write} for the job. GitLab: id_tokens: {SIGSTORE_ID_TOKEN: {aud: sigstore}}. "
    "Elsewhere: --sign-key KEY"
)


class Identity:
    """Who the job is; asking before the run means that a run is not lost because there is nobody."""

    def __init__(self, trust: str | None) -> None:
        self._trust = Trust(trust)
        self._token()

    def sign(self, payload: bytes) -> Json:
        """The Sigstore bundle around a payload."""
        token = self._token()  # anew, because those of CI hold for some minutes only
        try:
            bundle: Json = json.loads(within(lambda: self._signed(payload, token)))
        except Exception as error:  # noqa: BLE001 - the library raises whatever its HTTP client and parsers raise
            raise UsageError(f"the record cannot be signed: {reason(error)}") from None
        return bundle

    def _signed(self, payload: bytes, token: Any) -> str:
        with self._trust.context().signer(token) as signer:
            text: str = signer.sign_dsse(_statement(payload)).to_json()
        return text

    def _token(self) -> Any:
        from sigstore.oidc import IdentityToken, detect_credential

        try:
            found = within(detect_credential)
            if found is not None:
                return IdentityToken(found)
        except Exception as error:  # noqa: BLE001 - the library raises whatever its HTTP client and parsers raise
            message = f"--sign-keyless: the identity of this job is not given: {reason(error)}"
            raise UsageError(message, hint=_HOW_TO) from None
        raise UsageError("--sign-keyless: this is no job that has an identity to sign with", hint=_HOW_TO)


def _statement(payload: bytes) -> Any:
    """The payload as the library wants it, which knows fewer digests than in-toto does: not that of a commit."""
    from sigstore.dsse import Statement
    from sigstore.errors import Error

    try:
        return Statement(payload)
    except Error:
        given = Statement.__new__(Statement)
        given._contents = payload
        return given
