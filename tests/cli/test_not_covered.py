"""Serving documents that no rule reads are never called compliant for want of anything else to judge."""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING

import pytest

from policylint.cli.root import run

if TYPE_CHECKING:
    from pathlib import Path

RAY = "apiVersion: ray.io/v1\nkind: RayService\nmetadata: {name: llm}\nspec: {serveConfigV2: ''}\n"
OLD = "apiVersion: serving.kubeflow.org/v1beta1\nkind: InferenceService\nmetadata: {name: old}\n"
OLD_WEB = "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: web}\n"
SPACE = "---\nsdk: static\ntitle: Page\n---\n"


@pytest.mark.parametrize(
    ("files", "code", "blocking"),
    [
        ({"ray.yaml": RAY}, 2, [True]),
        ({"old.yaml": OLD}, 2, [True]),
        ({"ray.yaml": RAY, "README.md": SPACE}, 0, [False]),
        ({"old.yaml": OLD, "README.md": SPACE}, 0, []),
        ({"web.yaml": OLD_WEB}, 0, []),
    ],
    ids=["kind", "version", "kind beside a Space", "version beside a Space", "no serving document"],
)
def test_what_no_rule_reads_is_not_decided_unless_something_else_was_judged(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    files: dict[str, str],
    code: int,
    blocking: list[bool],
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert run(["check", "--format", "json"]) == code
    report = loads(capfd.readouterr().out)
    assert [each["blocks"] for each in report["problems"] if each["kind"] == "not covered"] == blocking
