"""OPA servers for tests: real ones, and stand-ins that do what no OPA would."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from policylint.engine.embedded import Embedded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Answer = Callable[[BaseHTTPRequestHandler, bytes], None]

GUARD = """package system.authz

default allow := false

allow if input.identity == "secret"
"""


def opa() -> str:
    """The OPA program; skips where there is none."""
    return shutil.which("opa") or pytest.skip("opa is not on PATH: no real server was asked")


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running `opa run --server`, as other people might have it."""

    def __init__(self, *arguments: str, token: str | None = None, environment: dict[str, str] | None = None) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._token = token
        self.process = subprocess.Popen(
            [opa(), "run", "--server", "--disable-telemetry", f"--addr=127.0.0.1:{port}", *arguments],
            env=environment or {},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(500):
            try:
                self.request("GET", "/health")
                return
            except OSError:
                assert self.process.poll() is None, "opa run ended at once"
                time.sleep(0.02)
        raise AssertionError("opa run is not ready")

    def request(self, method: str, path: str, body: bytes | None = None) -> Any:
        """What the server answers, as JSON; raises HTTPError."""
        request = urllib.request.Request(self.url + path, data=body, method=method)
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read() or b"null")

    def evaluations(self) -> int:
        """How often it was asked to evaluate."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=10) as response:
            found = re.findall(r'_count\{code="\d+",handler="v1/data",method="post"\} (\d+)', response.read().decode())
        return sum(map(int, found))

    def holds(self) -> tuple[Any, Any]:
        """Everything that others may have put there: policies by id and text, and data."""
        policies = self.request("GET", "/v1/policies")["result"]
        return sorted((each["id"], each["raw"]) for each in policies), self.request("GET", "/v1/data")["result"]

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


@contextmanager
def running(*arguments: str, **options: Any) -> Iterator[Server]:
    """A server for the length of a block."""
    server = Server(*arguments, **options)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def guarded(folder: Path) -> Iterator[Server]:
    """A server that wants the token "secret"."""
    (folder / "authz.rego").write_text(GUARD)
    arguments = ("--authentication=token", "--authorization=basic", str(folder / "authz.rego"))
    with running(*arguments, token="secret") as server:
        yield server


@contextmanager
def stand_in(answer: Answer) -> Iterator[str]:
    """The URL of a server made for the test: it says it is OPA and takes policies, and `answer` does the evaluating."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            with suppress(ConnectionError):  # whoever asked may have had enough
                answer(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        do_GET = do_PUT = do_POST = do_DELETE = handle_any

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def say(handler: BaseHTTPRequestHandler, status: int, body: str | bytes, kind: str = "application/json") -> None:
    """Answer with a whole body."""
    data = body.encode() if isinstance(body, str) else body
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


@cache
def our_opa() -> str:
    """The version of OPA that policylint wants of a server."""
    engine = Embedded()
    try:
        return engine.opa_version
    finally:
        engine.close()


def pretend(handler: BaseHTTPRequestHandler, version: str | None = None) -> bool:
    """Do what OPA does for everything but evaluation; gives whether it was that."""
    if handler.command == "GET":
        say(handler, 200, json.dumps({"result": {"version": version or our_opa()}}))
    elif handler.command in ("PUT", "DELETE"):
        data = "/v1/data/" in handler.path
        say(handler, 204 if data else 200, "" if data else "{}")
    else:
        return False
    return True
