"""What zizmor and actionlint say of the action, the templates, and the workflows that we run and show."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from support import checkout

WORKFLOWS = ("templates/github/policylint.yml", ".github/workflows/ci.yml")
SHOWN = tuple(f"examples/{state}/.github/workflows/release.yml" for state in ("before", "after"))


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


@pytest.mark.parametrize(
    ("persona", "names"), [("pedantic", ("action.yml", WORKFLOWS[0])), ("regular", SHOWN)], ids=["ours", "examples"]
)
def test_zizmor_finds_nothing(persona: str, names: tuple[str, ...]) -> None:
    command = (program("zizmor"), "--offline", "--no-progress", f"--persona={persona}", "--no-config")
    said = checkout.run(*command, *names, folder=checkout.ROOT)
    assert "No findings to report" in said


def test_actionlint_finds_nothing() -> None:
    assert checkout.run(program("actionlint"), *present(*WORKFLOWS, *SHOWN), folder=checkout.ROOT) == ""


def test_bash_reads_every_script() -> None:
    checkout.run("bash", "-n", "templates/policylint.sh", folder=checkout.ROOT)
    if found := shutil.which("shellcheck"):
        checkout.run(found, "templates/policylint.sh", folder=checkout.ROOT)
