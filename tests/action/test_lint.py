"""What others say of the action, the template and our own workflow: zizmor and actionlint, where they are there."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from support import checkout

WORKFLOWS = ("templates/github/policylint.yml", ".github/workflows/ci.yml")


def program(name: str) -> Path:
    """A program from beside this Python, from PATH or from Go's folder; skips where this machine has none."""
    places = (str(Path(sys.executable).parent), None, str(Path.home() / "go" / "bin"))
    found = next((found for place in places if (found := shutil.which(name, path=place))), None)
    if found is None:
        pytest.skip(f"this machine has no {name}")
    return Path(found)


def present(*names: str) -> list[str]:
    """Those files that are here: an sdist has no workflow of its own."""
    return [name for name in names if (checkout.ROOT / name).exists()]


def test_zizmor_finds_nothing() -> None:
    command = (program("zizmor"), "--offline", "--no-progress", "--persona=pedantic", "--no-config")
    said = checkout.run(*command, *present("action.yml", WORKFLOWS[0]), folder=checkout.ROOT)
    assert "No findings to report" in said


def test_actionlint_finds_nothing() -> None:
    assert checkout.run(program("actionlint"), *present(*WORKFLOWS), folder=checkout.ROOT) == ""


def test_bash_reads_every_script() -> None:
    checkout.run("bash", "-n", "templates/policylint.sh", folder=checkout.ROOT)
    if found := shutil.which("shellcheck"):
        checkout.run(found, "templates/policylint.sh", folder=checkout.ROOT)
