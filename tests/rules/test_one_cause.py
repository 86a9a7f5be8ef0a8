"""A model that nothing is promised about: one thing for people, every rule for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from policylint.cli.root import run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SERVER = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: drafter, namespace: text-production}
spec:
  template:
    spec:
      containers: [{name: vllm, image: "vllm/vllm-openai:v0.12.0", args: [--model=northwind/drafter]}]
"""
RULES = "SLA001,SLA002,OBS005"


def test_no_objective_is_one_finding_in_words_and_three_in_the_json_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "vllm.yaml").write_text(SERVER)
    monkeypatch.chdir(tmp_path)
    assert run(["check", "--select", RULES, "--format", "json", "."]) == 1
    report = json.loads(capsys.readouterr().out)
    assert {one["code"]: one["suppressed_by"] for one in report["findings"]} == {
        "SLA001": None,
        "SLA002": "SLA001",
        "OBS005": "SLA001",
    }
    assert report["summary"]["findings"] == {"error": 1, "warning": 0, "note": 0}
    assert run(["check", "--select", RULES, "."]) == 1
    words = capsys.readouterr().out
    assert words.count("\n  error ") == 1
    assert "2 findings of the same cause not shown (OBS005, SLA002)" in words
