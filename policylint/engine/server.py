"""A private OPA server: `opa run --server` from PATH on a free loopback port, with an empty environment."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time

import requests

from policylint.errors import EngineError

READY = 15.0
_ARGUMENTS = ("run", "--server", "--disable-telemetry", "--log-level=error")


class PrivateServer:
    """Runs from the moment it is made until `close`."""

    def __init__(self) -> None:
        binary = shutil.which("opa")
        if binary is None:
            raise EngineError(
                "There is no opa on PATH to start a server with.",
                hint="Install OPA, give the address of a server with --opa-url, or leave out --engine opa.",
            )
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [binary, *_ARGUMENTS, f"--addr=127.0.0.1:{port}"],
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def _wait(self) -> None:
        deadline = time.monotonic() + READY
        with requests.Session() as session:
            session.trust_env = False
            while time.monotonic() < deadline:
                if self._process.poll() is not None:
                    raise EngineError(f"The OPA server ended at once, with exit code {self._process.returncode}.")
                try:
                    if session.get(f"{self.url}/health", timeout=1, allow_redirects=False).ok:
                        return
                except requests.exceptions.RequestException:
                    time.sleep(0.02)
        raise EngineError(f"The OPA server was not ready after {READY:g} seconds.")

    def close(self) -> None:
        """End the server."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
