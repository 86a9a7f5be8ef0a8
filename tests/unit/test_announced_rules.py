"""A rule that was added or tightened warns before the day from which it blocks."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULE = """# METADATA
# title: Every endpoint names its owner
# description: Without an owner nobody answers.
# scope: package
# custom:
#   id: XOW001
#   severity: {production: error}
#   confidence: high
#   default: true
#   effective_on: "2026-06-01"
#   waivable: false
#   scope: subject
#   reads: [replicate/deployment]
#   native: full
#   fix: Name the owner.
package acme.rules.owner

deny contains {"msg": "No owner.", "at": {"document": input.subject.primary, "pointer": ""}} if input.subject.name
"""
BODY = {"name": "a-production", "model": "acme/a", "hardware": "cpu", "min_instances": 1, "max_instances": 2}


@pytest.mark.parametrize(
    ("now", "level", "code"), [("2026-05-31T23:59:59Z", "warning", 0), ("2026-06-01T00:00:00Z", "error", 1)]
)
def test_before_its_day_a_rule_warns_and_says_when_it_blocks(tmp_path: Path, now: str, level: str, code: int) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "owner.rego").write_text(RULE)
    (tmp_path / ".policylint.yaml").write_text("rules: [rules]\n")
    (tmp_path / "replicate.json").write_text(json.dumps({**BODY, "version": "a" * 63 + "b"}))
    command = [
        shutil.which("policylint") or "policylint",
        "check",
        "--select",
        "XOW001",
        "--format",
        "json",
        "--now",
        now,
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    (finding,) = json.loads(done.stdout)["findings"]
    assert (done.returncode, finding["level"]) == (code, level)
    assert ("from 2026-06-01" in finding["message"]) == (level == "warning")
