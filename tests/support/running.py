"""Runs policylint as people do, in a folder, and reads its JSON report."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from support.checkout import ROOT, surroundings

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "policylint"]


class Ran:
    """An exit code, what was printed, and the report where there is one."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    @property
    def said(self) -> str:
        """Everything that was printed."""
        return self.out + self.err

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report; anything else that was printed fails the test."""
        assert self.out, self.err
        report: dict[str, Any] = json.loads(self.out)
        return report

    @property
    def findings(self) -> list[tuple[str, str, str]]:
        """(path, code, message) of each finding, in order."""
        return [(each["path"], each["code"], each["message"]) for each in self.report["findings"]]

    @property
    def problems(self) -> list[str]:
        """What could not be checked, in words."""
        return [each["message"] for each in self.report["problems"]]


def policylint(folder: Path, *arguments: str | Path, text: str | None = None, **environment: str) -> Ran:
    """Run a command in a folder, with `text` on standard input."""
    return Ran(
        subprocess.run(
            [*COMMAND, *map(str, arguments)],
            cwd=folder,
            env=surroundings(PYTHONPATH=str(ROOT), **environment),
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    )


def check(folder: Path, *arguments: str | Path, **options: Any) -> Ran:
    """`policylint check --format json` with arguments."""
    return policylint(folder, "check", "--format", "json", *arguments, **options)


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files below a folder, and give the folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
