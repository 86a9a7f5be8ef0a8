"""A private OPA server: `opa run --server` from PATH on a free loopback port, with an empty environment and a token.

The engine's own program runs it in a folder of its own, and ends it and takes the folder away when its standard input
closes: however this process ends, neither stays behind.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from secrets import token_urlsafe
from tempfile import mkdtemp
from typing import IO, cast

import requests

from policylint.errors import EngineError
from policylint.spawn import BINARY

READY = 15.0
PATIENCE = 2.0
_ARGUMENTS = ("run", "--server", "--disable-telemetry", "--log-level=error", "--log-format=text")
_GUARDED = ("--authentication=token", "--authorization=basic")
_AUTHZ = 'package system.authz\n\ndefault allow := false\n\nallow if input.identity == "{}"\n'


class PrivateServer:
    """Runs from the moment it is made until `close`. `token` opens it to nobody else on this machine."""

    def __init__(self) -> None:
        binary = shutil.which("opa")
        if binary is None:
            raise EngineError(
                "There is no opa on PATH to start a server with.",
                hint="Install OPA, give the address of a server with --opa-url, or leave out --engine opa.",
            )
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.token = token_urlsafe(32)
        self._folder = mkdtemp(prefix="policylint-")
        opa = [binary, *_ARGUMENTS, *_GUARDED, f"--addr=127.0.0.1:{port}", self._file("authz.rego")]
        try:
            self._write("authz.rego", _AUTHZ.format(self.token))
            self._process = self._start([BINARY, "keep", self._folder, *opa])
            self._wait()
        except BaseException:
            self.close()
            raise

    def _file(self, name: str) -> str:
        return os.path.join(self._folder, name)

    def _write(self, name: str, text: str) -> None:
        with open(self._file(name), "x", encoding="utf-8") as stream:
            stream.write(text)

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        """A session of its own keeps Ctrl-C away from it: it is needed until the end."""
        environment = {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}
        with open(self._file("words"), "xb") as words:
            return subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=words,
                start_new_session=True,
            )

    def _wait(self) -> None:
        deadline = time.monotonic() + READY
        with requests.Session() as session:
            session.trust_env = False
            session.headers["Authorization"] = f"Bearer {self.token}"
            while time.monotonic() < deadline:
                if self._process.poll() is not None:
                    code = self._process.returncode
                    raise EngineError(f"The OPA server ended at once, with exit code {code}{self._last_words()}.")
                try:
                    if session.get(f"{self.url}/health", timeout=1, allow_redirects=False).ok:
                        return
                except requests.exceptions.RequestException:
                    time.sleep(0.02)
        raise EngineError(f"The OPA server was not ready after {READY:g} seconds{self._last_words()}.")

    def _last_words(self) -> str:
        with open(self._file("words"), encoding="utf-8", errors="replace") as stream:
            lines = stream.read()[-4_000:].splitlines()
        return f": {lines[-1][:300]}" if lines else ""

    def close(self) -> None:
        """End the server. May be called twice."""
        process: subprocess.Popen[bytes] | None = getattr(self, "_process", None)
        if process is not None:
            with suppress(BrokenPipeError):
                cast("IO[bytes]", process.stdin).close()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
