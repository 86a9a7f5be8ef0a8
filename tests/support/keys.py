"""Key pairs for signed records, in files, and envelopes made and checked without the code under test."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

if TYPE_CHECKING:
    from pathlib import Path

TYPE = "application/vnd.in-toto+json"
CURVES = {"p256": ec.SECP256R1, "p384": ec.SECP384R1}


@dataclass(frozen=True)
class Pair:
    """A key pair in two PEM files."""

    private: Path
    public: Path
    key: Any

    def sign(self, payload: bytes, kind: str = TYPE) -> dict[str, Any]:
        """An envelope around any bytes."""
        text = pae(payload, kind)
        ours = isinstance(self.key, ed25519.Ed25519PrivateKey)
        sig = self.key.sign(text) if ours else self.key.sign(text, ec.ECDSA(hashes.SHA256()))
        rows = [{"keyid": "", "sig": b64encode(sig).decode()}]
        return {"payload": b64encode(payload).decode(), "payloadType": kind, "signatures": rows}


def pae(payload: bytes, kind: str = TYPE) -> bytes:
    """The bytes that DSSE signs."""
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)


def pair(folder: Path, kind: str = "ed25519", name: str = "key", password: bytes | None = None) -> Pair:
    """A new pair of a kind: ed25519, p256, p384, rsa."""
    key: Any
    if kind == "ed25519":
        key = ed25519.Ed25519PrivateKey.generate()
    else:
        key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(CURVES[kind]())
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    found = Pair(folder / f"{name}.pem", folder / f"{name}.pub", key)
    found.private.write_bytes(key.private_bytes(pem, form, lock))
    public = serialization.PublicFormat.SubjectPublicKeyInfo
    found.public.write_bytes(key.public_key().public_bytes(pem, public))
    return found


def payload(path: Path) -> Any:
    """What is inside of an envelope."""
    return json.loads(b64decode(json.loads(path.read_bytes())["payload"]))
