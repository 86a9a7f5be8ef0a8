"""The generated pages are current, and what they show is true."""

from __future__ import annotations

import subprocess
import sys
from json import loads
from typing import TYPE_CHECKING

import pytest
from support.checkout import ROOT

from policylint.cli import rulebook
from policylint.cli.root import run

if TYPE_CHECKING:
    from pathlib import Path

    from policylint.model.rules import Rule

RULES = tuple(rule for rule in rulebook.rules() if rule.path.startswith("policies/"))


def test_pages_are_current() -> None:
    """`python docs/generate.py` would change nothing."""
    command = [sys.executable, "docs/generate.py", "--check"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr, ran.returncode) == ("", "", 0)


@pytest.mark.parametrize("rule", rulebook.rules(), ids=lambda rule: rule.code)
def test_the_address_of_a_rule_is_its_page(rule: Rule) -> None:
    """`url` in reports, with its root at the root of this repository."""
    assert rule.url == f"docs/rules/{rule.code}.md"
    assert (ROOT / rule.url).read_text(encoding="utf-8").startswith(f"# {rule.code}: {rule.title}\n")


def findings(rule: Rule, text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The outcomes of one rule on an example, judged by the real command."""
    (folder / rule.examples["file"]).write_text(text)
    run(["check", str(folder), "--select", rule.code, "--format", "json"])
    report = loads(capsys.readouterr().out)
    assert report["problems"] == []
    return [finding["outcome"] for finding in report["findings"]]


def test_every_rule_that_needs_no_change_has_examples() -> None:
    """What a promotion is held to shows in two commits, and in no file alone."""
    assert {rule.code for rule in RULES if not rule.examples} <= {r.code for r in RULES if r.scope == "promotion"}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.examples], ids=lambda rule: rule.code)
def test_examples_are_true(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example that passes has no finding of its rule; the one that fails has a failure."""
    monkeypatch.chdir(tmp_path)
    assert findings(rule, rule.examples["pass"], tmp_path, capsys) == []
    assert "fail" in findings(rule, rule.examples["fail"], tmp_path, capsys)
