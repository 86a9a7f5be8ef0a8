"""Whole runs: with a server the report is that of the engine inside, byte for byte, but for the line about the tool."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.command import check, write
from support.servers import running

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parents[1]
BENCH = TESTS.parents[1] / "shared" / "bench"
FILES = 150
ALL_AT_ONCE = {
    "policy/deny.rego": """package main

# METADATA
# title: Owner
deny_owner contains {"msg": sprintf("%s has no owner", [input.name]), "_loc": {"line": 2}} if not input.owner

warn_size contains "large" if input.size > data.limits.size

exception contains ["owner"] if input.name in data.limits.known

exception contains ["nobody"]
""",
    "policy/failing.rego": """package main

deny_number contains "a" if to_number(input.text) > 1

deny_zero contains "b" if 1 / input.zero > 1

deny_conflict := ["1"] if input.text

deny_conflict := ["2"] if input.text

deny_shape := input.text

deny_member contains 42

deny_undefined := [] if input.nothing

deny_vanishing contains sprintf("%s", [input.nothing]) if input.text

violation_file contains data.conftest.file.name
""",
    "policy/other.rego": "package other.one\n\nimport data.main\n\ndeny contains m if some m in main.warn_size\n",
    "data/limits/limits.yaml": "size: 3\nknown: [b]\n",
    "a.yaml": "name: a\nsize: 4\ntext: high\nzero: 0\n--- # two\nname: b\n---\nowner: c\nname: c\nsize: 1\n",
    "b.json": '[{"name": "d", "text": "5", "zero": 2}, 7]',
}
VERSION_0 = {
    "policy/deny.rego": """package main

deny[msg] { not input.owner; msg = "no owner" }

warn[{"msg": "w"}] { re_match("^a", input.name) }
""",
    "a.yaml": "name: a\n",
}
COMBINED = {
    "policy/deny.rego": "package main\n\ndeny contains file.path if { some file in input; not file.contents.owner }\n",
    "a.yaml": "name: a\n",
    "b.yaml": "owner: b\n",
}
RUNS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "everything that can go wrong, in all namespaces": (ALL_AT_ONCE, ("-d", "data", "--all-namespaces")),
    "two namespaces": (ALL_AT_ONCE, ("-d", "data", "-n", "main", "-n", "other.*")),
    "Rego v0": (VERSION_0, ("--rego-v0",)),
    "combined": (COMBINED, ("--combine",)),
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running() as server:
        yield server.url


def same(folder: Path, url: str, *arguments: str, every_rule: bool = False) -> str:
    """The report that both engines give; one line may differ, and does."""
    inside = check(folder, *arguments, every_rule=every_rule)
    served = check(folder, *arguments, "--engine", "opa", "--opa-url", url, every_rule=every_rule)
    assert inside.code == served.code, served.said
    lines, others = inside.out.splitlines(), served.out.splitlines()
    assert len(lines) == len(others)
    differing = [pair for pair in zip(lines, others, strict=True) if pair[0] != pair[1]]
    assert len(differing) == 1, differing[:5]
    assert differing[0][1].strip().startswith('"tool": {')
    assert differing[0][0].replace('"embedded"', '"opa"') == differing[0][1]
    return inside.out


@pytest.mark.parametrize("case", RUNS)
def test_document_policies(case: str, url: str, tmp_path: Path) -> None:
    files, arguments = RUNS[case]
    report = same(
        write(tmp_path, files), url, "-p", "policy", *arguments, *sorted(path for path in files if "/" not in path)
    )
    assert '"outcome": "fail"' in report


@pytest.mark.thorough
def test_every_case_of_every_rule(url: str, tmp_path: Path) -> None:
    """All that are about a folder, in one run: what a rule finds, and what it must stay silent about."""
    changes = ("base", "base~*", "head")
    left_out = shutil.ignore_patterns("expected.json", "*.py", "__pycache__", *changes)
    shutil.copytree(TESTS / "rules", tmp_path / "rules", ignore=left_out)
    report = same(tmp_path, url, "--verbose", "rules", every_rule=True)
    assert report.count('"outcome": "fail"') > 20


def test_the_files_of_the_benchmark(url: str, tmp_path: Path) -> None:
    if not BENCH.is_dir():
        pytest.skip("the benchmark's generators are not here")
    subprocess.run([sys.executable, BENCH / "gen.py", "data", str(FILES)], cwd=tmp_path, check=True)
    subprocess.run([sys.executable, BENCH / "genpol.py"], cwd=tmp_path, check=True)
    report = same(tmp_path, url, "-p", "policies/30", "data")
    assert report.count('"outcome": "fail"') > 50
