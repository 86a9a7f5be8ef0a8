"""The installed `policylint` command, run as people run it: a process in a folder, with its streams and its end."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.checkout import surroundings
from support.engine import shared
from support.hostile import may_be_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BESIDE = Path(sys.executable).parent / ("policylint.exe" if os.name == "nt" else "policylint")
COMMAND = str(_BESIDE) if _BESIDE.exists() else shutil.which("policylint") or "policylint"
PATIENCE = 120.0
FORMATS = ("text", "json", "sarif", "github", "junit", "gitlab", "markdown")
# The rules that these tests speak of. No other judges unless a test asks for it, so that a new rule changes no test.
RULES = "REL001,SUP001,SPC004,SCH"
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
    def messages(self) -> list[tuple[str, str, str]]:
        """(path, code, message) of each finding of the JSON report."""
        return [(each["path"], each["code"], each["message"]) for each in self.report["findings"]]

    @property
    def codes(self) -> set[str]:
        """The codes of the findings of the JSON report."""
        return {each["code"] for each in self.report["findings"]}

    @property
    def problems(self) -> list[tuple[str | None, int | None, str]]:
        """(path, line, message) of each problem of the JSON report."""
        return [(each["path"], each["line"], each["message"]) for each in self.report["problems"]]

    @property
    def reasons(self) -> list[str]:
        """The message of each problem of the JSON report."""
        return [each["message"] for each in self.report["problems"]]

    @property
    def said(self) -> str:
        """Everything that was printed, as one line."""
        return " ".join((self.out + self.err).split())


def words(*arguments: str | bytes | Path, every_rule: bool = False) -> list[str | bytes | Path]:
    """The arguments of a run: `check` judges by RULES, unless they choose rules or policies, or all are wanted."""
    chosen = any(str(word).startswith(("--select", "--policy", "-p")) for word in arguments)
    if every_rule or chosen or arguments[:1] != ("check",):
        return list(arguments)
    return ["check", "--select", RULES, *arguments[1:]]


def run(
    *arguments: str | bytes | Path,
    folder: Path,
    stdin: bytes | int | None = None,
    before: Callable[[], None] | None = None,
    every_rule: bool = False,
    **environment: str | None,
) -> Done:
    """Run the command to its end; `before` runs in the new process. A variable that is None is not set.

    Whatever a test is about: no traceback, no internal error, and nothing on the streams that a terminal would obey.
    """
    given: dict[str, Any] = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin or subprocess.DEVNULL}
    done = subprocess.run(
        [COMMAND, *words(*arguments, every_rule=every_rule)],
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


def inside(*arguments: str | Path, folder: Path, every_rule: bool = False, **options: Any) -> Done:
    """The same without a process of its own, with one engine for all: for tests of what is said and decided.

    What needs a process (variables, standard input) gets one all the same.
    """
    from policylint.cli.root import run as command

    if options:
        return run(*arguments, folder=folder, every_rule=every_rule, **options)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with chdir(folder), redirect_stdout(out), redirect_stderr(err), shared():
        code = command(list(map(str, words(*arguments, every_rule=every_rule))))
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


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder, and give the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder
