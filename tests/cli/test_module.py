"""`python -m policylint` is the command, and imports nothing from the folder in which it runs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("flags", [(), ("-P",)], ids=["plain", "safe path"])
def test_no_module_of_the_repository_is_imported(tmp_path: Path, flags: tuple[str, ...]) -> None:
    for name in ("click", "json", "yaml"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')\n")
    command = [sys.executable, *flags, "-m", "policylint", "kinds"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "hf/space" in ran.stdout
