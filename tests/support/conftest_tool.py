"""conftest itself: its program, its published examples, and what it says about them."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

VERSION = "v0.71.1"
MODULE = f"github.com/open-policy-agent/conftest@{VERSION}"


def conftest() -> str:
    """The program; skips where it is not on PATH."""
    return shutil.which("conftest") or pytest.skip("conftest is not on PATH: policylint was not compared with it")


@cache
def _module() -> str | None:
    """The folder of conftest's Go module, which holds its examples and acceptance tests; None without Go or a proxy."""
    if shutil.which("go") is None:
        return None
    done = subprocess.run(["go", "mod", "download", "-json", MODULE], capture_output=True, text=True, check=False)
    return str(json.loads(done.stdout)["Dir"]) if done.returncode == 0 else None


def examples() -> Path:
    """The folder with examples/ and tests/; skips where it cannot be had."""
    folder = _module()
    return Path(folder) if folder else pytest.skip(f"Go cannot get {MODULE} here: its examples were not compared")


class Said:
    """What conftest says: its exit code, (file, level, message) of each result, (file, rule) of each exception."""

    def __init__(self, folder: Path, *arguments: str, text: str | None = None) -> None:
        done = subprocess.run(
            [conftest(), "test", "--output", "json", *arguments],
            cwd=folder,
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            text=True,
            check=False,
        )
        self.code = done.returncode
        self.err = done.stderr
        self.results: set[tuple[str, str, str]] = set()
        self.exceptions: set[tuple[str, str]] = set()
        for each in json.loads(done.stdout or "[]") or ():
            self._take(each)

    def _take(self, each: dict[str, Any]) -> None:
        name = each["filename"]
        for key, level in (("failures", "error"), ("warnings", "warning")):
            self.results |= {(name, level, result["msg"]) for result in each.get(key) or ()}
        self.exceptions |= {(name, result["msg"].rsplit('"', 2)[1]) for result in each.get("exceptions") or ()}
