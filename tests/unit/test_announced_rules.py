"""A rule that was added or tightened warns before the day from which it blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.command import inside_check, write

if TYPE_CHECKING:
    from pathlib import Path

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
BODY = "{name: a-production, model: acme/a, version: main, hardware: cpu, min_instances: 1, max_instances: 2}\n"


@pytest.mark.parametrize(
    ("now", "level", "code"), [("2026-05-31T23:59:59Z", "warning", 0), ("2026-06-01T00:00:00Z", "error", 1)]
)
def test_before_its_day_a_rule_warns_and_says_when_it_blocks(tmp_path: Path, now: str, level: str, code: int) -> None:
    write(tmp_path, {"rules/owner.rego": RULE, ".policylint.yaml": "rules: [rules]\n", "replicate.yaml": BODY})
    done = inside_check(tmp_path, "--select", "XOW001", "--now", now)
    (finding,) = done.report["findings"]
    assert (done.code, finding["level"]) == (code, level)
    assert ("from 2026-06-01" in finding["message"]) == (level == "warning")
