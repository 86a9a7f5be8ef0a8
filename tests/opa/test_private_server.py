"""The server that policylint starts for itself: nobody else's, and gone when policylint is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.command import COMMAND, check, variables, write
from support.servers import opa

from policylint.engine import server
from policylint.engine.server import PrivateServer
from policylint.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
FILES = {"policy/deny.rego": "package main\n\ndeny contains `bad` if input.n\n", "x.yaml": "n: 1\n"}


@pytest.fixture
def private() -> Iterator[PrivateServer]:
    opa()
    running = PrivateServer()
    yield running
    running.close()


def status(url: str, token: str | None) -> int:
    request = urllib.request.Request(url)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def descendants(pid: int) -> list[int]:
    """Every process below one, from /proc."""
    found = []
    for child in Path("/proc").glob(f"{pid}/task/*/children"):
        for number in map(int, child.read_text().split()):
            found += [number, *descendants(number)]
    return found


def command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


def gone(pid: int) -> bool:
    """Whether a process ends within ten seconds."""
    for _ in range(500):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def vanished(folder: Path) -> bool:
    """Whether a folder is taken away within ten seconds."""
    for _ in range(500):
        if not folder.exists():
            return True
        time.sleep(0.02)
    return False


def test_it_judges_as_the_engine_inside_does(tmp_path: Path) -> None:
    opa()
    ran = check(write(tmp_path, FILES), "-p", "policy", "--engine", "opa", "x.yaml")
    assert (ran.code, ran.messages) == (1, [("x.yaml", "main/deny", "bad")])
    assert ran.report["tool"]["engine"] == "opa"


def test_it_answers_to_nobody_else(private: PrivateServer) -> None:
    """Another user of the machine could otherwise change the policies under a run."""
    url = f"{private.url}/v1/policies"
    assert [status(url, token) for token in (None, "guess", private.token)] == [401, 401, 200]


@ONLY_LINUX
def test_it_has_an_empty_environment_and_no_folder_of_ours(private: PrivateServer) -> None:
    (number,) = descendants(private._process.pid)
    assert command(number)[1:3] == ["run", "--server"]
    assert Path(f"/proc/{number}/environ").read_bytes() == b""
    folder = os.readlink(f"/proc/{number}/cwd")
    assert Path(folder).stat().st_mode & 0o77 == 0
    assert sorted(path.name for path in Path(folder).iterdir()) == ["authz.rego", "words"]
    assert private.token not in " ".join(command(number))


@ONLY_LINUX
def test_closing_ends_it_and_takes_its_folder_away(private: PrivateServer) -> None:
    (number,) = descendants(private._process.pid)
    folder = Path(os.readlink(f"/proc/{number}/cwd"))
    private.close()
    private.close()
    assert gone(number)
    assert not folder.exists()


@ONLY_LINUX
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_it_ends_with_us(name: str, tmp_path: Path) -> None:
    """Also when nothing of ours can run any more."""
    opa()
    write(tmp_path, FILES | {"x.yaml": "---\n".join(f"n: {number}\n" for number in range(3_000))})
    process = subprocess.Popen(
        [COMMAND, "check", "-p", "policy", "--engine", "opa", "x.yaml"],
        cwd=tmp_path,
        env=variables(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    servers: list[int] = []
    while not servers:
        time.sleep(0.02)
        assert process.poll() is None
        servers = [pid for pid in descendants(process.pid) if command(pid)[1:3] == ["run", "--server"]]
    folder = Path(os.readlink(f"/proc/{servers[0]}/cwd"))
    process.send_signal(getattr(signal, name))
    process.wait(30)
    assert gone(servers[0])
    assert vanished(folder)


def test_without_opa_it_says_what_to_do(tmp_path: Path) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    ran = check(write(tmp_path, FILES), "-p", "policy", "--engine", "opa", "x.yaml", PATH=str(empty))
    assert ran.code == 2
    (problem,) = ran.report["problems"]
    assert problem["message"] == "There is no opa on PATH to start a server with."
    assert "--opa-url" in problem["hint"]


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo no such flag >&2; exit 3", "ended at once, with exit code 3: no such flag"),
        ("sleep 30", "was not ready after"),
    ],
)
def test_an_opa_that_does_not_start_is_said(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in on PATH that is no OPA."""
    (tmp_path / "opa").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "opa").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(server, "READY", 0.5 if "sleep" in script else 15.0)
    with pytest.raises(EngineError, match=said):
        PrivateServer()
