"""The benchmark's thousand files and thirty policies: the 667 findings that conftest has, and no others."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.command import check

BENCH = Path(__file__).parents[2] / "../shared/bench"
LEVELS = {"deny": "error", "warn": "warning"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Any:
    if not BENCH.is_dir():
        pytest.skip("the benchmark's generators are not here")
    folder = tmp_path_factory.mktemp("bench")
    bench = BENCH.resolve()
    subprocess.run([sys.executable, bench / "gen.py", "data/n1000", "1000"], cwd=folder, check=True)
    subprocess.run([sys.executable, bench / "genpol.py"], cwd=folder, check=True)
    return check(folder, "-p", "policies/30", "data/n1000").report


def test_the_findings_are_the_expected_ones(report: Any) -> None:
    """File, level, rule and message of each."""
    with (BENCH / "expected_n1000.tsv").open(newline="", encoding="utf-8") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        expected = sorted((path, LEVELS[level], f"main/{rule}", message) for path, level, rule, message in rows)
    found = sorted((each["path"], each["level"], each["code"], each["message"]) for each in report["findings"])
    assert len(found) == 667
    assert found == expected


def test_each_has_a_line_and_the_run_is_whole(report: Any) -> None:
    assert all(each["line"] >= 1 and each["outcome"] == "fail" for each in report["findings"])
    assert (report["summary"]["documents"], report["summary"]["evaluated"]) == (1000, 30_000)
    assert not any(each["blocks"] for each in report["problems"])
    assert report["exit_code"] == 1
