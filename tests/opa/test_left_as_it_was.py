"""A server that others use: what it holds is the same before and after a run, however the run ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from support.checkout import ROOT, surroundings
from support.command import COMMAND, check, variables, write
from support.engines import policies
from support.servers import our_opa, pretend, running, say, stand_in

from policylint.engine import guests
from policylint.engine.opa import OpaServer
from policylint.errors import EngineError, PolicyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from support.servers import Server

THEIRS = """package main

deny contains "theirs"

helper(x) := x
"""
OURS = {
    "policy/lib.rego": "package lib.kinds\n\nis_thing(x) if x.n\n",
    "policy/deny.rego": (
        "package main\n\nimport data.lib.kinds\n\n"
        "deny contains sprintf(`%v over %v in %v`, [input.n, data.limit, data.conftest.file.name]) if {\n"
        "\tkinds.is_thing(input)\n}\n"
    ),
    "data/limit.yaml": "limit: 3\n",
    "x.yaml": "n: 1\n",
}
ONLY_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
MANY = "---\n".join(f"n: {number}\n" for number in range(2_000))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a package `main`, a package elsewhere, and data of the same names as ours."""
    folder = write(
        tmp_path_factory.mktemp("theirs"),
        {
            "main.rego": THEIRS,
            "lib.rego": "package lib.kinds\n\nother := 1\n",
            "data.json": '{"limit": 9, "a": {"b": []}}',
        },
    )
    with running(str(folder)) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, OURS)


def arguments(server: Server) -> tuple[str, ...]:
    return ("-p", "policy", "-d", "data", "--engine", "opa", "--opa-url", server.url)


def test_after_a_run(folder: Path, shared: Server) -> None:
    before = shared.holds()
    ran = check(folder, *arguments(shared), "x.yaml")
    assert ran.messages == [("x.yaml", "main/deny", "1 over 3 in x.yaml")]
    assert shared.holds() == before


BROKEN = {
    "a policy that does not compile": ("policy/bad.rego", "package main\n\ndeny contains x if y\n"),
    "a policy that cannot be on a server": (
        "policy/bad.rego",
        "package main\n\ndeny_x contains `m` if time.now_ns() > 0\n",
    ),
    "a policy that fails": ("policy/bad.rego", "package main\n\ndeny_x contains `m` if to_number(`x`) > 0\n"),
    "data that cannot be read": ("data/bad.yaml", "a: [\n"),
    "an input that cannot be read": ("x.yaml", "a: [\n"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_after_an_error(case: str, folder: Path, shared: Server) -> None:
    before = shared.holds()
    name, text = BROKEN[case]
    write(folder, {name: text})
    assert check(folder, *arguments(shared), "x.yaml").code == 2
    assert shared.holds() == before


def begun(folder: Path, server: Server) -> subprocess.Popen[str]:
    """A run on its way."""
    hangup = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may ignore it, and so would a child
    process = subprocess.Popen(
        [COMMAND, "check", *arguments(server), "x.yaml"],
        cwd=folder,
        env=variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    signal.signal(signal.SIGHUP, hangup)
    return process


def until(done: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    while not done():
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.01)


@ONLY_POSIX
@pytest.mark.parametrize("names", [["SIGINT"], ["SIGTERM"], ["SIGHUP"], ["SIGTERM", "SIGINT", "SIGTERM"]])
def test_after_a_signal(names: list[str], folder: Path, shared: Server) -> None:
    """Also after several: somebody who presses Ctrl-C again does not stop the cleaning up."""
    before, asked = shared.holds(), shared.evaluations()
    write(folder, {"x.yaml": MANY})
    process = begun(folder, shared)
    until(lambda: shared.evaluations() >= asked + 5, process)
    assert shared.holds() != before, "the run is under way"
    for name in names:
        process.send_signal(getattr(signal, name))
    said = process.communicate(timeout=30)[0]
    assert process.returncode == 130, said
    assert "interrupted" in said
    assert shared.holds() == before


@ONLY_POSIX
def test_after_a_signal_while_policies_are_put(folder: Path, shared: Server) -> None:
    """One thread puts them while another is told to stop: nothing arrives after the cleaning up."""
    before = shared.holds()
    write(folder, {f"policy/{n}.rego": f"package main\n\ndeny contains `{n}` if input.n == {n}\n" for n in range(300)})
    process = begun(folder, shared)
    until(lambda: shared.holds() != before, process)  # data comes first
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=30)[0]
    assert process.returncode == 130, said
    assert shared.holds() == before


def test_after_a_crash_of_ours(folder: Path, shared: Server) -> None:
    """An exception that nobody foresaw, in the middle of judging."""
    crash = (
        "import sys\nfrom policylint.judging.documents import DocumentJudge\n"
        "def crash(*_): raise ZeroDivisionError\nDocumentJudge._finding = crash\n"
        "from policylint.cli import main\nsys.argv[0] = 'policylint'\nmain()"
    )
    before = shared.holds()
    done = subprocess.run(
        [sys.executable, "-c", crash, "check", *arguments(shared), "x.yaml"],
        cwd=folder,
        env=surroundings(PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stdout
    assert "ZeroDivisionError" in done.stderr
    assert shared.holds() == before


def test_after_a_load_that_the_server_refuses_half_way(shared: Server) -> None:
    """The second set of policies does not load; the first goes, too."""
    before = shared.holds()
    engine = OpaServer(shared.url)
    engine.load(policies("package main\ndeny contains `x`", data={"a": 1}))
    with pytest.raises(PolicyError):
        engine.load(policies("package main\ndeny contains x"))
    assert shared.holds() != before
    engine.close()
    assert shared.holds() == before


def test_files_arrive_as_one_that_stands_beside_what_is_there(shared: Server) -> None:
    """They need functions of each other, so that a server would take none of them first."""
    before = shared.holds()
    ring = [f"package p{n}\nf(x) := data.p{(n + 1) % 5}.g(x)\ng(x) := x + {n}\ndeny contains f(1)" for n in range(5)]
    engine = OpaServer(shared.url)
    engine.load(policies(*ring))
    assert len(shared.holds()[0]) == len(before[0]) + 1
    engine.close()
    assert shared.holds() == before


def test_what_has_to_stay_is_said() -> None:
    """A server that takes policies and does not give them back: exit 2, and the first name to remove by hand."""

    def answer(handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        if handler.command == "DELETE":
            say(handler, 500, '{"code": "internal_error", "message": "disk full"}')
        elif not pretend(handler, our_opa()):
            say(handler, 200, '{"result": {"ask_0": []}}')

    with stand_in(answer) as url:
        engine = OpaServer(url)
        engine.load(policies("package main\ndeny contains `x`", data={"a": 1}))
        with pytest.raises(EngineError, match=r"still there, 2 in all: .* refused: disk full") as raised:
            engine.close()
    assert str(raised.value.hint).startswith("Remove it by hand, beginning with: DELETE v1/policies/policylint_")


@pytest.mark.parametrize("data", [{}, {"a": 1}])
def test_a_server_whose_bundles_own_everything_takes_nothing_and_nothing_is_said_to_stay(
    data: dict[str, Any], tmp_path: Path
) -> None:
    """It is another server's business what it holds: a sentence, and what to do."""
    write(tmp_path, {"theirs/x.rego": "package theirs\n\nx := 1\n"})
    with running("--bundle", str(tmp_path / "theirs")) as server:
        before = server.holds()
        engine = OpaServer(server.url)
        with pytest.raises(EngineError, match="owned by bundle") as raised:
            engine.load(policies("package main\ndeny contains `x`", data=data))
        engine.close()
        assert server.holds() == before
    assert "give the bundle roots" in str(raised.value.hint)


def test_something_that_is_gone_already_is_no_fault(shared: Server) -> None:
    """Somebody else tidied up meanwhile."""
    before = shared.holds()
    engine = OpaServer(shared.url)
    engine.load(policies("package main\ndeny contains `x`", data={"a": 1}))
    for name, _text in shared.holds()[0]:
        if name.startswith("policylint_"):
            shared.request("DELETE", f"/v1/policies/{name}")
    engine.close()
    assert shared.holds() == before


def test_leaving_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answers each removal, but none of them in time."""
    monkeypatch.setattr(guests, "LEAVING", 0.0)
    with stand_in(lambda handler, _body: pretend(handler) and None) as url:
        engine = OpaServer(url)
        engine.load(policies("package main\ndeny contains `x`"))
        with pytest.raises(EngineError, match="it takes too long"):
            engine.close()
