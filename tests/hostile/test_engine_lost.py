"""An engine that is killed, missing, broken or talks nonsense: not decided, with a sentence, and never a hang."""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

import policylint.policies
import pytest
from support.command import BLOCKED, DENY_ALL, ONLY_LINUX, check, run, write
from support.running import Running, busy, gone

import policylint
from policylint.spawn import NAME

pytestmark = ONLY_LINUX
SLOW = """\
package main

deny contains "found" if {
	some a in numbers.range(1, 100000)
	some b in numbers.range(1, 100000)
	a * b < 0
}

deny_other contains "other"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"good.yaml": BLOCKED, "p/deny.rego": DENY_ALL, "slow/deny.rego": SLOW})


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """policylint without its engine, as a build that went wrong leaves it; it runs when it stands in PYTHONPATH."""
    without = shutil.ignore_patterns(NAME, "__pycache__", "*_test.rego")
    shutil.copytree(Path(policylint.__file__).parent, tmp_path / "copy" / "policylint", ignore=without)
    policies = Path(str(policylint.policies.__file__)).parent
    shutil.copytree(policies, tmp_path / "copy" / "policylint" / "policies", ignore=without, dirs_exist_ok=True)
    return tmp_path / "copy"


@pytest.mark.parametrize("policy", [(), ("--policy", "p")], ids=["rules", "policies"])
def test_an_engine_that_is_killed_before_it_judges_is_told(policy: tuple[str, ...], folder: Path) -> None:
    """The command waits for standard input while the engine gets ready, and finds it dead afterwards."""
    read_end, write_end = os.pipe()
    running = Running("check", "--format", "json", *policy, "-", folder=folder, stdin=read_end)
    (engine,) = running.wait_for_children()
    running.until(running.idle)
    os.kill(engine, signal.SIGKILL)
    os.write(write_end, BLOCKED.encode())
    os.close(write_end)
    os.close(read_end)
    done = running.end()
    assert done.code == 2
    message = "The engine was killed from outside; perhaps the machine ran out of memory."
    assert [said for _, _, said in done.problems] == [message]


def test_an_engine_that_is_killed_while_it_judges_is_replaced(folder: Path) -> None:
    """What it was judging is judged again; the verdict is that of an undisturbed run."""
    running = Running("check", "--format", "json", "-p", "slow", "good.yaml", folder=folder)
    (engine,) = running.wait_for_children()
    running.until(lambda: busy(engine) > 0.5)
    os.kill(engine, signal.SIGKILL)
    done = running.end()
    assert done.code == 2
    assert [(each["code"], each["outcome"]) for each in done.report["findings"]] == [
        ("main/deny", "not_evaluated"),
        ("main/deny_other", "fail"),
    ]
    gone([engine])


def test_engines_that_are_all_killed_end_the_run(folder: Path) -> None:
    running = Running("check", "-p", "slow", "good.yaml", folder=folder)
    running.wait_for_children()
    while running.process.poll() is None:
        for child in running.children():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
    done = running.end()
    assert done.code == 2
    assert "The engine was killed from outside" in done.said


def test_a_missing_engine_is_told_with_what_to_do(folder: Path, copy: Path) -> None:
    done = run("check", "good.yaml", folder=folder, PYTHONPATH=str(copy))
    assert done.code == 2
    assert f"The engine is not built: {copy}" in done.said.replace("- ", "-")
    assert "Run: pip install" in done.said


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        (b"", 0o644, "cannot be started: Permission denied"),
        (b"\x7fELF of another machine", 0o755, "cannot be started: Exec format error"),
        (b"#!/bin/sh\necho hello\n", 0o755, "The engine"),
        (b"#!/bin/sh\nexit 0\n", 0o755, "ended without an answer"),
        (b"#!/bin/sh\nexec cat\n", 0o755, "gave an answer of a wrong shape"),
        (b"#!/bin/sh\nkill -SEGV $$\n", 0o755, "ended by signal 11"),
        (b"#!/bin/sh\nexec cat /dev/zero\n", 0o755, "gave an answer of more than"),
    ],
    ids=["not executable", "not a program", "hello", "nothing", "echo", "crash", "endless"],
)
def test_a_broken_engine_is_told(content: bytes, mode: int, says: str, folder: Path, copy: Path) -> None:
    binary = copy / "policylint" / "engine" / NAME
    binary.write_bytes(content)
    binary.chmod(mode)
    done = check(folder, "good.yaml", PYTHONPATH=str(copy))
    assert done.code == 2
    assert [says in message for _, _, message in done.problems] == [True]
    assert run("explain", "REL001", folder=folder, PYTHONPATH=str(copy)).code == 2
    version = run("--version", folder=folder, PYTHONPATH=str(copy))
    assert (version.code, "OPA not available: " in version.out) == (0, True)
