"""What no rule could read is never called compliant for want of anything else to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.command import inside_check, write

if TYPE_CHECKING:
    from pathlib import Path

TRAINED = "apiVersion: serving.kserve.io/v1alpha1\nkind: TrainedModel\nmetadata: {name: llm}\nspec: {}\n"
OLD = "apiVersion: serving.kubeflow.org/v1beta1\nkind: InferenceService\nmetadata: {name: old}\n"
OLD_WEB = "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: web}\n"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"
TEMPLATE = "kind: {{ .Values.kind }}\n"
SPACE = "---\nsdk: static\ntitle: Page\n---\n"


@pytest.mark.parametrize(
    ("files", "code", "blocking"),
    [
        ({"model.yaml": TRAINED}, 2, [True]),
        ({"old.yaml": OLD}, 2, [True]),
        ({"model.yaml": TRAINED, "README.md": SPACE}, 0, [False]),
        ({"old.yaml": OLD, "README.md": SPACE}, 0, []),
        ({"web.yaml": OLD_WEB}, 2, []),
    ],
    ids=["kind", "version", "kind beside a Space", "version beside a Space", "no serving document"],
)
def test_serving_documents_are_not_decided_unless_something_else_was_judged(
    files: dict[str, str], code: int, blocking: list[bool], tmp_path: Path
) -> None:
    done = inside_check(write(tmp_path, files))
    assert done.code == code
    assert [each["blocks"] for each in done.report["problems"] if each["kind"] == "not covered"] == blocking


@pytest.mark.parametrize(
    ("more", "options", "code", "blocking"),
    [
        ({}, (), 2, ["template"]),
        ({"README.md": SPACE}, (), 0, []),
        ({}, ("--rendered", "map.yaml"), 2, ["nothing"]),
        ({"out/README.md": SPACE}, ("--rendered", "out"), 0, []),
    ],
    ids=["alone", "beside a Space", "rendered to nothing", "rendered"],
)
def test_a_template_blocks_where_it_may_be_all_there_is(
    more: dict[str, str], options: tuple[str, ...], code: int, blocking: list[str], tmp_path: Path
) -> None:
    write(tmp_path, {"llm.yaml": TEMPLATE, "map.yaml": CONFIG_MAP, **more})
    done = inside_check(tmp_path, *options, ".")
    assert done.code == code
    assert [each["kind"] for each in done.report["problems"] if each["blocks"]] == blocking
    assert "template" in [each["kind"] for each in done.report["problems"]]
