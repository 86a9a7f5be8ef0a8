"""Copies of this checkout, and what the tests do with them: build, install, run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = "Scripts" if os.name == "nt" else "bin"
IDENTITY = {
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@example.org",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def surroundings(**changes: str) -> dict[str, str]:
    """The environment for programs under test: ours, less what a hook or a test run of ours adds to it."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "PRE_COMMIT"))}
    return ours | IDENTITY | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"} | changes


def run(*command: str | Path, folder: Path, code: int = 0, **changes: str) -> str:
    """Run a command in a folder and return what it printed; any other exit code than `code` fails the test."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=surroundings(**changes),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code, f"{command[0]} ended with {done.returncode}, expected {code}:\n{done.stdout}"
    return done.stdout


def tracked(*paths: str) -> list[str]:
    """The files that are in git or would be with the next `git add`, below the paths; skips where there is no git."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths, folder=ROOT).split(
        "\0"
    )
    return sorted({name for name in names if name and (ROOT / name).is_file()})


def copy(target: Path) -> Path:
    """Copy this checkout as it stands, uncommitted changes too, and nothing that git ignores."""
    for name in tracked():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    return target


def files(folder: Path, *below: str) -> set[str]:
    """The names of the files in a copy, from its top; only those below the paths where some are given."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name for name in names if not below or name.startswith(below)}


def repository(target: Path) -> Path:
    """Make a copy a git repository of its own, with one commit."""
    run("git", "init", "--quiet", "--initial-branch=main", folder=target)
    run("git", "add", "--all", folder=target)
    run("git", "commit", "--quiet", "--message=A copy", folder=target)
    return target


def pip(*words: str | Path, folder: Path, into: Path | None = None, **changes: str) -> str:
    """Run this Python's pip, for the virtual environment `into` where one is named."""
    target = ("--python", into / PROGRAMS / "python") if into else ()
    return run(sys.executable, "-m", "pip", *target, *words, folder=folder, **changes)


def build_wheel(tree: Path, target: Path, **changes: str) -> Path:
    """Build a wheel from a source tree or an sdist, as pip does it."""
    pip("wheel", "--no-deps", "--wheel-dir", target, tree, folder=target.parent, **changes)
    (wheel,) = target.glob("*.whl")
    return wheel


def environment(target: Path, python: str = sys.executable) -> Path:
    """Make an empty virtual environment."""
    run(python, "-m", "venv", "--without-pip", target, folder=target.parent)
    return target


def python_of(version: str) -> str:
    """A Python of this version (3.12), from PATH or from pyenv; skips where this machine has none."""
    if sysconfig.get_python_version() == version:
        return sys.executable
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for command in (shutil.which(f"python{version}"), *map(str, pyenv)):
        if command and not subprocess.run([command, "-c", ""], capture_output=True, check=False).returncode:
            return command
    pytest.skip(f"this machine has no Python {version}")


def without_go(folder: Path) -> str:
    """A PATH on which everything is but Go."""
    folder.mkdir()
    for place in reversed(os.get_exec_path()):
        for program in Path(place).glob("*") if Path(place).is_dir() else ():
            if program.name not in {"go", "gofmt"} and not (folder / program.name).is_symlink():
                (folder / program.name).symlink_to(program)
    return str(folder)
