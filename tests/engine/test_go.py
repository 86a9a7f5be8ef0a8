"""The engine's own tests, among them OPA's conformance cases, where Go is there to run them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "engine"


@pytest.fixture(scope="module")
def output() -> str:
    if shutil.which("go") is None:
        pytest.skip("Go is not on PATH: the engine's own tests and OPA's cases were not run")
    done = subprocess.run(["go", "test", "-v", "."], cwd=ENGINE, capture_output=True, text=True, check=False)
    if "dial tcp" in done.stderr or "no required module" in done.stderr:
        pytest.skip(f"Go cannot get OPA's module here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize(("version", "least", "cases"), [("v1", 2398, 2400), ("v0", 2025, 2027)])
def test_opa_agrees_with_itself(
    version: str, least: int, cases: int, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figure is printed: it belongs in release notes."""
    found = re.search(rf"conformance {version}: (\d+) of (\d+) .*", output)
    assert found is not None
    with capsys.disabled():
        print(f"\n{found.group(0)}")
    assert int(found.group(1)) >= least
    assert int(found.group(2)) == cases
