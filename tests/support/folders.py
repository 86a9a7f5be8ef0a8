"""Folders and repositories for tests of discovery."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from policylint.discovery import Passed, discover
from policylint.model.documents import Problem, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
_IDENTITY = {
    "GIT_AUTHOR_NAME": "t",
    "GIT_AUTHOR_EMAIL": "t@example.org",
    "GIT_COMMITTER_NAME": "t",
    "GIT_COMMITTER_EMAIL": "t@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def write(root: Path, *names: str, text: str = "a: 1\n") -> None:
    """Files of these names, with folders as needed."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def git(root: Path, *arguments: str) -> str:
    """What git prints in a folder."""
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, env=_CLEAN | _IDENTITY, capture_output=True, text=True, check=True)
    return done.stdout


def repository(root: Path, *tracked: str) -> Path:
    """A repository that tracks these files."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    write(root, *tracked)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "first")
    return root


def found(
    root: Path, *paths: str, cwd: Path | None = None, excluded: Callable[[str], bool] | None = None
) -> list[tuple[str, str]]:
    """(what, name) of everything that discovery gives for paths: "source", "passed", or the problem's kind."""
    items = discover(paths or (".",), str(root), cwd=str(cwd or root), excluded=excluded)
    return [(_what(item), item.path or "") for item in items]


def sources(root: Path, *paths: str, cwd: Path | None = None) -> list[str]:
    """The names of the sources alone."""
    return [name for what, name in found(root, *paths, cwd=cwd) if what == "source"]


def problems(root: Path, paths: Sequence[str] = (".",)) -> list[Problem]:
    """The problems alone."""
    return [item for item in discover(paths, str(root), cwd=str(root)) if isinstance(item, Problem)]


def _what(item: Source | Passed | Problem) -> str:
    if isinstance(item, Source):
        return "source"
    return "passed" if isinstance(item, Passed) else item.kind
