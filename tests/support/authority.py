"""A Sigstore of our own on this machine: a job's token, a certificate authority, a log of certificates, one of entries.

What signs and checks against it is the real library. The services say what Fulcio, a CT log and Rekor would say.
"""

from __future__ import annotations

import hashlib
import json
import struct
import time
from base64 import b64decode, b64encode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from support.keys import TYPE, Pair

if TYPE_CHECKING:
    Private = ec.EllipticCurvePrivateKey

ISSUER = "https://token.actions.githubusercontent.com"
WORKFLOW = "https://github.com/acme/serving/.github/workflows/gate.yml@refs/heads/main"
_SHA256 = ec.ECDSA(hashes.SHA256())
_ISSUER_OID = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1")
_SCT_OID = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_LOG = "rekor.example.org - 1"


def text64(data: bytes) -> str:
    """base64, as text."""
    return b64encode(data).decode()


def spki(key: Private) -> bytes:
    """The public half of a key, as logs name it."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, form)


def log_id(key: Private) -> bytes:
    """The id of a log."""
    return hashlib.sha256(spki(key)).digest()


class Authority:
    """The keys of all services, and what each of them makes."""

    def __init__(self, identity: str = WORKFLOW, issuer: str = ISSUER) -> None:
        self.identity, self.issuer = identity, issuer
        self.late = timedelta()  # how long the log waits with what was signed
        self.broken = ""  # the path of a service that does not work
        self.resumes = Event()
        self.resumes.set()
        self._ca, self._ct, self._rekor = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sigstore of a test")])
        self._born = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
        self.root = self._self_signed()

    def token(self, audience: str = "sigstore", lifetime: int = 300) -> str:
        """The token that CI gives to a job. Nobody but a real authority checks its signature."""
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "repo:acme/serving", "aud": audience, "iat": now, "exp": now + lifetime}
        parts = (b'{"alg":"RS256"}', json.dumps(claims).encode(), b"signature")
        return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts)

    def certificate(self, public: Any) -> x509.Certificate:
        """A certificate for the identity, of ten minutes, that the log of certificates has promised to show."""
        now = datetime.now(UTC).replace(microsecond=0) - self.late
        plain = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self._name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(seconds=2))
            .not_valid_after(now + timedelta(minutes=10))
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._ca.public_key()), critical=False)
            .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(self.identity)]), critical=True)
            .add_extension(x509.UnrecognizedExtension(_ISSUER_OID, self.issuer.encode()), critical=False)
        )
        promise = self._promise(plain.sign(self._ca, hashes.SHA256()).tbs_certificate_bytes)
        promised = plain.add_extension(x509.UnrecognizedExtension(_SCT_OID, promise), critical=False)
        return promised.sign(self._ca, hashes.SHA256())

    def entry(self, envelope: dict[str, Any], certificate: bytes) -> dict[str, Any]:
        """What the log of entries says of an envelope: when it came in, and where it stands in the tree."""
        payload, rows = b64decode(envelope["payload"]), envelope["signatures"]
        spec = {
            "envelopeHash": _sha256(json.dumps(envelope).encode()),
            "payloadHash": _sha256(payload),
            "signatures": [{"signature": row["sig"], "verifier": text64(certificate)} for row in rows],
        }
        body = json.dumps({"apiVersion": "0.0.1", "kind": "dsse", "spec": spec}).encode()
        first = hashlib.sha256(b"\0first").digest()
        root = hashlib.sha256(b"\x01" + first + hashlib.sha256(b"\0" + body).digest()).digest()
        told = {"body": text64(body), "integratedTime": int(time.time()), "logID": self._log().hex(), "logIndex": 1}
        promise = self._rekor.sign(json.dumps(told, sort_keys=True, separators=(",", ":")).encode(), _SHA256)
        proof = {"checkpoint": self._checkpoint(root), "hashes": [first.hex()], "logIndex": 1, "rootHash": root.hex()}
        verification = {"signedEntryTimestamp": text64(promise), "inclusionProof": {**proof, "treeSize": 2}}
        return {"0" * 80: {**told, "verification": verification}}

    def bundle(self, payload: bytes, kind: str = TYPE) -> dict[str, Any]:
        """A Sigstore bundle around any bytes, made without the code under test and without the library."""
        pair = Pair(Path(), Path(), ec.generate_private_key(ec.SECP256R1()))
        certificate, envelope = self.certificate(pair.key.public_key()), pair.sign(payload, kind)
        pem, der = (certificate.public_bytes(form) for form in (serialization.Encoding.PEM, serialization.Encoding.DER))
        ((_, entry),) = self.entry(envelope, pem).items()
        proof = entry["verification"]["inclusionProof"]
        told = {
            "logIndex": str(entry["logIndex"]),
            "logId": {"keyId": text64(self._log())},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(entry["integratedTime"]),
            "inclusionPromise": {"signedEntryTimestamp": entry["verification"]["signedEntryTimestamp"]},
            "inclusionProof": {
                "logIndex": str(proof["logIndex"]),
                "rootHash": text64(bytes.fromhex(proof["rootHash"])),
                "treeSize": str(proof["treeSize"]),
                "hashes": [text64(bytes.fromhex(each)) for each in proof["hashes"]],
                "checkpoint": {"envelope": proof["checkpoint"]},
            },
            "canonicalizedBody": entry["body"],
        }
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {"certificate": {"rawBytes": text64(der)}, "tlogEntries": [told]},
            "dsseEnvelope": envelope,
        }

    def trust_config(self, path: Path, url: str) -> Path:
        """A client trust config: these keys, and the services at a URL."""
        since = {"start": self._born.isoformat()}

        def service(place: str = "") -> dict[str, Any]:
            return {"url": url + place, "majorApiVersion": 1, "validFor": since, "operator": "test"}

        def log(key: Private) -> dict[str, Any]:
            public = {"rawBytes": text64(spki(key)), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": since}
            identity = {"keyId": text64(log_id(key))}
            return {"baseUrl": url, "hashAlgorithm": "SHA2_256", "publicKey": public, "logId": identity}

        chain = {"certificates": [{"rawBytes": text64(self.root.public_bytes(serialization.Encoding.DER))}]}
        named = {"organization": "acme", "commonName": "sigstore of a test"}
        trusted = {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log(self._rekor)],
            "certificateAuthorities": [{"subject": named, "uri": url, "certChain": chain, "validFor": since}],
            "ctlogs": [log(self._ct)],
            "timestampAuthorities": [],
        }
        signing = {
            "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
            "caUrls": [service()],
            "oidcUrls": [service("/auth")],
            "rekorTlogUrls": [service()],
            "rekorTlogConfig": {"selector": "ANY"},
            "tsaUrls": [],
            "tsaConfig": {"selector": "ANY"},
        }
        kind = "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json"
        path.write_text(json.dumps({"mediaType": kind, "trustedRoot": trusted, "signingConfig": signing}))
        return path

    def _self_signed(self) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(self._name)
            .issuer_name(self._name)
            .public_key(self._ca.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._born)
            .not_valid_after(self._born + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._ca.public_key()), critical=False)
            .sign(self._ca, hashes.SHA256())
        )

    def _promise(self, certificate: bytes) -> bytes:
        """A signed certificate timestamp (RFC 6962) as the content of its extension."""
        at = int(time.time() * 1000)
        entry = log_id(self._ca) + len(certificate).to_bytes(3, "big") + certificate
        signature = self._ct.sign(struct.pack("!BBQH", 0, 0, at, 1) + entry + b"\0\0", _SHA256)
        promise = b"\0" + log_id(self._ct) + struct.pack("!QH", at, 0) + b"\x04\x03" + _long(signature)
        promises = _long(_long(promise))
        return (b"\x04" if len(promises) < 128 else b"\x04\x81") + bytes([len(promises)]) + promises

    def _checkpoint(self, root: bytes) -> str:
        note = f"{_LOG}\n2\n{text64(root)}\n"
        signature = self._log()[:4] + self._rekor.sign(note.encode(), _SHA256)
        return f"{note}\n\u2014 rekor.example.org {text64(signature)}\n"

    def _log(self) -> bytes:
        return log_id(self._rekor)


def _usage(**wanted: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    every = (*names, "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**(dict.fromkeys(every, False) | wanted))


def _sha256(data: bytes) -> dict[str, str]:
    return {"algorithm": "sha256", "value": hashlib.sha256(data).hexdigest()}


def _long(data: bytes) -> bytes:
    return struct.pack("!H", len(data)) + data
