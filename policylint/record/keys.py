"""Signs and checks with keys, by securesystemslib, which is imported only here: Ed25519 and ECDSA on P-256, in PEM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.errors import UsageError
from policylint.record.files import bounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policylint.model.documents import Json

PAYLOAD = "application/vnd.in-toto+json"
_MOST = 64 * 1024
_KINDS = "Ed25519 or ECDSA on P-256"


class SigningKey:
    """A private key; reading it before the run means that a run is not lost because of it."""

    def __init__(self, path: str) -> None:
        crypto, data = _crypto(), bounded(path, f"--sign-key: {path}", _MOST)
        try:
            key = crypto.load_pem_private_key(data, password=None)
        except TypeError:
            message = f"--sign-key: the key in {path} is protected by a password, which policylint does not ask for"
            raise UsageError(message, hint="Give the key as the CI's secret, in a file only for this step.") from None
        except Exception:  # noqa: BLE001 - the library raises whatever its parser raises
            raise _no_key("--sign-key", path, "private") from None
        self._public = _public("--sign-key", path, key.public_key())
        from securesystemslib.signer import CryptoSigner

        self._signer = CryptoSigner(key, self._public)

    def sign(self, payload: bytes) -> Json:
        """The DSSE envelope around a payload."""
        from securesystemslib.dsse import Envelope

        envelope = Envelope(payload, PAYLOAD, {})
        envelope.sign(self._signer)
        sealed: Json = envelope.to_dict()
        return sealed


class PublicKeys:
    """Keys of which one has to have signed."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._keys = [_read(path) for path in paths]

    def signed(self, payload: bytes, signatures: Sequence[bytes]) -> bool:
        """Whether one of the signatures over the payload is by one of the keys, whatever the envelope says of it."""
        from securesystemslib.dsse import Envelope

        text = Envelope(payload, PAYLOAD, {}).pae()
        return any(self._fits(key, signature, text) for signature in signatures for key in self._keys)

    def _fits(self, key: Any, signature: bytes, text: bytes) -> bool:
        from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
        from securesystemslib.signer import Signature

        try:
            key.verify_signature(Signature(key.keyid, signature.hex()), text)
        except (UnverifiedSignatureError, VerificationError):
            return False
        return True


def _read(path: str) -> Any:
    crypto = _crypto()
    data = bounded(path, f"--key: {path}", _MOST)
    if b"PRIVATE KEY" in data:
        message = f"--key: {path} holds a private key: records are checked with the public one"
        raise UsageError(message, hint="openssl pkey -in KEY -pubout -out KEY.pub")
    try:
        return _public("--key", path, crypto.load_pem_public_key(data))
    except UsageError:
        raise
    except Exception:  # noqa: BLE001 - the library raises whatever its parser raises
        raise _no_key("--key", path, "public") from None


def _public(option: str, path: str, key: Any) -> Any:
    from securesystemslib.signer import SSlibKey

    curve = getattr(getattr(key, "curve", None), "name", None)
    if type(key).__name__.lstrip("_").casefold() != "ed25519publickey" and curve != "secp256r1":
        raise UsageError(f"{option}: the key in {path} is not {_KINDS}", hint=_make())
    return SSlibKey.from_crypto(key)


def _crypto() -> Any:
    """The parser of PEM; UsageError where the extra is not installed."""
    try:
        import securesystemslib.signer  # noqa: F401 - both halves have to be there
        from cryptography.hazmat.primitives import serialization
    except ImportError:
        message = "signed records need a library that is not installed"
        raise UsageError(message, hint="pip install 'policylint[sign]'") from None
    return serialization


def _no_key(option: str, path: str, half: str) -> UsageError:
    return UsageError(f"{option}: {path} holds no {half} key in PEM", hint=_make())


def _make() -> str:
    return "openssl genpkey -algorithm ed25519 -out KEY && openssl pkey -in KEY -pubout -out KEY.pub"
