"""The services of an authority, on one port of this machine: what GitHub, Fulcio and Rekor would answer."""

from __future__ import annotations

import json
from base64 import b64decode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.authority import Authority


class _Services(BaseHTTPRequestHandler):
    """One server that plays all services of an authority."""

    authority: Authority

    def do_GET(self) -> None:
        """The token of the job, as GitHub gives it to who shows the other token."""
        allowed = self.headers["Authorization"] == "bearer of the job"
        self._answer(200 if allowed else 403, {"value": self.authority.token()} if allowed else {})

    def do_POST(self) -> None:
        """A certificate, or an entry in the log."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.authority.resumes.wait()
        if self.path == self.authority.broken:
            self._answer(500, {})
        elif self.path == "/api/v2/signingCert":
            request = x509.load_pem_x509_csr(b64decode(asked["certificateSigningRequest"]))
            made = (self.authority.certificate(request.public_key()), self.authority.root)
            chain = [each.public_bytes(serialization.Encoding.PEM).decode() for each in made]
            self._answer(201, {"signedCertificateEmbeddedSct": {"chain": {"certificates": chain}}})
        elif self.path == "/api/v1/log/entries":
            given = asked["spec"]["proposedContent"]
            made_entry = self.authority.entry(json.loads(given["envelope"]), b64decode(given["verifiers"][0]))
            self._answer(201, made_entry)
        else:
            self._answer(404, {})

    def log_message(self, *_: object) -> None:
        """Nothing is said."""

    def _answer(self, code: int, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serving(authority: Authority) -> Iterator[str]:
    """The URL where the services of an authority answer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Services", (_Services,), {"authority": authority}))
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def job(url: str) -> dict[str, str]:
    """The variables by which a job of GitHub asks for its token."""
    return {
        "GITHUB_ACTIONS": "true",
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{url}/token?api-version=2",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of the job",
    }
