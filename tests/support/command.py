"""The installed `policylint` command, run as people run it: a process in a folder, with its streams and its end."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.checkout import surroundings
from support.hostile import may_be_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BESIDE = Path(sys.executable).parent / ("policylint.exe" if os.name == "nt" else "policylint")
COMMAND = str(_BESIDE) if _BESIDE.exists() else shutil.which("policylint") or "policylint"
PATIENCE = 60.0
FORMATS = ("text", "json", "sarif", "github", "junit", "gitlab", "markdown")
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc, or needs what only Linux has")

# One finding that blocks: REL001, at the revision in line 4.
BLOCKED = """\
name: summariser-production
type: protected
compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
model: {repository: acme/summariser, revision: main}
"""
COMPLIANT = BLOCKED.replace("main", "5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210")
DENY_ALL = 'package main\n\ndeny contains "denied"\n'


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code, and what it wrote to its two streams."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report; anything else that was printed fails the test."""
        assert self.out, self.err
        report: dict[str, Any] = json.loads(self.out)
        return report

    @property
    def found(self) -> list[tuple[str, int, str]]:
        """(path, line, code) of each finding of the JSON report."""
        return [(each["path"], each["line"], each["code"]) for each in self.report["findings"]]

    @property
    def problems(self) -> list[tuple[str | None, int | None, str]]:
        """(path, line, message) of each problem of the JSON report."""
        return [(each["path"], each["line"], each["message"]) for each in self.report["problems"]]

    @property
    def said(self) -> str:
        """Everything that was printed, as one line."""
        return " ".join((self.out + self.err).split())


def run(
    *arguments: str | bytes | Path,
    folder: Path,
    stdin: bytes | int | None = None,
    before: Callable[[], None] | None = None,
    **environment: str | None,
) -> Done:
    """Run the command to its end; `before` runs in the new process. A variable that is None is not set.

    Whatever a test is about: no traceback, no internal error, and nothing on the streams that a terminal would obey.
    """
    given: dict[str, Any] = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin or subprocess.DEVNULL}
    done = subprocess.run(
        [COMMAND, *arguments],
        cwd=folder,
        env=variables(**environment),
        capture_output=True,
        timeout=PATIENCE,
        preexec_fn=before,
        check=False,
        **given,
    )
    return ended(done.returncode, done.stdout, done.stderr)


def ended(code: int, out: bytes, err: bytes) -> Done:
    """What a finished process says, after the checks that every end must stand."""
    told = Done(code, out.decode("utf-8"), err.decode("utf-8"))
    both = told.out + told.err
    assert "Traceback" not in both, both
    assert "internal error" not in both, both
    assert "Exception ignored" not in both, both
    harmless(both)
    return told


def harmless(text: str) -> str:
    """The text, after a look for characters that a terminal would obey or nobody could see."""
    assert {char for char in text if not may_be_shown(char)} <= {"\n"}, ascii(text)
    return text


def variables(**changes: str | None) -> dict[str, str]:
    """The environment of a run: ours without what would change colour or width, and with these changes."""
    unwanted = ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "LINES")
    ours = {name: value for name, value in surroundings().items() if name not in unwanted}
    for name, value in changes.items():
        if value is None:
            ours.pop(name, None)
        else:
            ours[name] = value
    return ours


def check(folder: Path, *arguments: str | bytes | Path, **options: Any) -> Done:
    """`policylint check --format json` with arguments."""
    return run("check", "--format", "json", *arguments, folder=folder, **options)


def inside(*arguments: str | Path, folder: Path, **options: Any) -> Done:
    """The same without a process of its own: a third of the time, for tests of what is said and decided.

    What needs a process (variables, standard input) gets one all the same.
    """
    from policylint.cli.root import run as command

    if options:
        return run(*arguments, folder=folder, **options)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        code = command([str(argument) for argument in arguments])
    for stream in (out, err):
        stream.flush()
    return ended(code, out.buffer.getvalue(), err.buffer.getvalue())  # type: ignore[attr-defined]


def inside_check(folder: Path, *arguments: str | Path, **options: Any) -> Done:
    """`policylint check --format json` with arguments, without a process of its own where that will do."""
    return inside("check", "--format", "json", *arguments, folder=folder, **options)


def reports(folder: Path, target: Path, *arguments: str | Path, **options: Any) -> tuple[Done, dict[str, str]]:
    """One run of `policylint check` that writes its report in every format into a new folder, and the reports."""
    target.mkdir()
    wanted = [word for name in FORMATS for word in ("--output", f"{name}={target / name}")]
    done = run("check", *wanted, *arguments, folder=folder, **options)
    return done, {name: harmless((target / name).read_text(encoding="utf-8")) for name in FORMATS}


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder, and give the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


class Running:
    """A command that is still at work, and its children."""

    def __init__(self, *arguments: str, folder: Path, stdin: int = subprocess.DEVNULL, **environment: str) -> None:
        self.process = subprocess.Popen(
            [COMMAND, *arguments],
            cwd=folder,
            env=variables(**environment),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def children(self) -> list[int]:
        """The processes that it has started and not collected."""
        return children(self.process.pid)

    def wait_for_children(self, name: str = "policylint-engi") -> list[int]:
        """Those of a name (its first 15 characters), as soon as there is one."""
        self.until(lambda: bool(self._named(name)))
        return self._named(name)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so; fail with what it said when it ends before that."""

        def settled() -> bool:
            assert self.process.poll() is None, self.end()
            return true()

        until(settled)

    def idle(self) -> bool:
        """Whether it waits for something: it uses no processor time any more."""
        before = busy(self.process.pid)
        time.sleep(0.2)
        return busy(self.process.pid) == before

    def _named(self, name: str) -> list[int]:
        return [pid for pid in self.children() if _name(pid) == name]

    def end(self) -> Done:
        """Wait for the end."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return ended(self.process.returncode, out, err)


def children(pid: int) -> list[int]:
    """The processes that a process has started and not collected."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in listed.split()]


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; fail when it does not come to be."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def gone(pids: Sequence[int]) -> None:
    """Wait until processes have ended."""
    until(lambda: not any(_name(pid) for pid in pids))


def busy(pid: int) -> float:
    """The processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _name(pid: int) -> str:
    """The name of a process; empty when it has ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    name, rest = state.partition("(")[2].rsplit(")", 1)
    return "" if rest.split()[0] in ("Z", "X") else name
