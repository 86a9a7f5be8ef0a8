"""Ctrl-C at any moment: exit code 130, one line, nothing left running, nothing half-written."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from support.command import BLOCKED, DENY_ALL, ONLY_LINUX, write
from support.running import Running, busy, gone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

try:
    from fcntl import ioctl
    from termios import FIONREAD
except ImportError:
    pytest.skip("speaks of signals and pipes", allow_module_level=True)

pytestmark = ONLY_LINUX
PIPE = 65_536
SAID = "policylint: interrupted"
ENDLESS = """\
package main

deny contains "found" if {
	some a in numbers.range(1, 100000)
	some b in numbers.range(1, 100000)
	a * b < 0
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write(tmp_path, {"good.yaml": BLOCKED, "p/deny.rego": DENY_ALL, "endless/deny.rego": ENDLESS})
    return write(made, {"slow/deny.rego": slow_to_load()})


def slow_to_load() -> str:
    """Thousands of rules, each of which needs the one before: the compiler has work for many seconds."""
    rules = [f"r{n} := [x | some x in input.a{n}; x.c == r{n - 1}]" for n in range(1, 30_000)]
    return "\n".join(["package main", 'deny contains "found" if input.x', "r0 := input", *rules]) + "\n"


def interrupt(run: Running, whole_group: bool) -> None:
    """What a terminal does is send the signal to all processes of the group; `kill` sends it to one."""
    (os.killpg if whole_group else os.kill)(run.process.pid, signal.SIGINT)


def stops(run: Running, whole_group: bool = False) -> None:
    """Interrupt a run in which an engine is at work, and see what is left of it."""
    children = run.children()
    interrupt(run, whole_group)
    done = run.end()
    assert (done.code, done.out, done.err.strip()) == (130, "", SAID)
    gone(children)


GROUP = pytest.mark.parametrize("whole_group", [False, True], ids=["process", "group"])


@pytest.mark.parametrize("milliseconds", [0, 2, 5, 10, 20, 30])
@pytest.mark.parametrize("policy", [(), ("--policy", "p")], ids=["rules", "policies"])
def test_while_it_starts(milliseconds: int, policy: tuple[str, ...], folder: Path) -> None:
    """From the moment when the engine is there, whatever Python is importing meanwhile."""
    run = Running("check", *policy, folder=folder)
    children = run.wait_for_children()
    time.sleep(milliseconds / 1000)
    interrupt(run, whole_group=False)
    done = run.end()
    if done.code != 1:  # it had already come to its end
        assert (done.code, done.out, done.err.strip()) == (130, "", SAID)
    gone(children)


@GROUP
def test_while_it_waits_for_standard_input(whole_group: bool, folder: Path) -> None:
    read_end, write_end = os.pipe()
    run = Running("check", "-", folder=folder, stdin=read_end)
    run.wait_for_children()
    run.until(run.idle)
    stops(run, whole_group)
    os.close(read_end)
    os.close(write_end)


@GROUP
@pytest.mark.parametrize("policy", ["endless", "slow"])
def test_while_the_engine_works(policy: str, whole_group: bool, folder: Path) -> None:
    """An evaluation without end, and policies that take long to load."""
    run = Running("check", "--policy", policy, "good.yaml", folder=folder)
    (engine,) = run.wait_for_children()
    run.until(lambda: busy(engine) > 0.5)
    stops(run, whole_group)


@GROUP
def test_while_git_does_not_answer(whole_group: bool, folder: Path) -> None:
    """git is a child, too: it is not left to go on alone."""
    (folder / ".git").mkdir()
    write(folder, {"bin/git": f"#!/bin/sh\nexec {shutil.which('sleep')} 1000\n"})
    os.chmod(folder / "bin" / "git", 0o755)
    run = Running("check", folder=folder, PATH=f"{folder / 'bin'}:{os.environ['PATH']}")
    assert len(run.wait_for_children("sleep")) == 1
    run.until(run.idle)
    stops(run, whole_group)


@GROUP
def test_while_nobody_reads_what_it_prints(whole_group: bool, folder: Path) -> None:
    """The report is larger than a pipe; what came out before the signal is all there is."""
    write(folder, {f"many/{number}.yaml": BLOCKED.replace("summariser-", f"s{number}-") for number in range(300)})
    run = Running("check", "--format", "json", "--output", "sarif=out.sarif", folder=folder)
    children = run.wait_for_children()
    run.until(lambda: held(run) >= PIPE)
    interrupt(run, whole_group)
    done = run.end()
    assert (done.code, done.err.strip()) == (130, SAID)
    gone(children)
    assert (folder / "out.sarif").read_text().endswith("\n")
    assert list(folder.glob("*.tmp")) == []


def test_twice(folder: Path) -> None:
    """Somebody who is impatient ends it all the same."""
    run = Running("check", "--policy", "endless", "good.yaml", folder=folder)
    (engine,) = run.wait_for_children()
    run.until(lambda: busy(engine) > 0.2)
    interrupt(run, whole_group=True)
    with suppress(ProcessLookupError):
        interrupt(run, whole_group=True)
    done = run.end()
    assert done.code == 130
    assert set(done.err.split("\n")) <= {SAID, ""}
    gone([engine])


def test_other_signals_leave_no_engine_behind(folder: Path) -> None:
    """Also SIGKILL, after which nobody can tidy up: the engine ends when its pipe does."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
        run = Running("check", "--policy", "endless", "good.yaml", folder=folder)
        (engine,) = run.wait_for_children()
        run.until(busier(engine, 0.2))
        run.process.send_signal(number)
        assert run.end().code == -number
        gone([engine])


def busier(pid: int, seconds: float) -> Callable[[], bool]:
    return lambda: busy(pid) > seconds


def held(run: Running) -> int:
    """How many bytes of output wait for a reader."""
    assert run.process.stdout is not None
    return int.from_bytes(ioctl(run.process.stdout, FIONREAD, bytes(4)), sys.byteorder)
