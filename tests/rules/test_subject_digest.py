"""What is approved has a digest: the same however the files are written and called, another one for any other fact."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import changes

if TYPE_CHECKING:
    from collections.abc import Callable

    Edit = Callable[[Path], None]

CASE = Path(__file__).parent / "promotion" / "approved" / "fail" / "another_digest"
MANIFEST, SERVING = "deploy/production/deployment.yaml", "deploy/production/replicate.yaml"
SYSTEM, REPORT = "deploy/system.yaml", "evidence/eval.yaml"


def digest(folder: Path, edit: Edit) -> str:
    """The digest that PRO005 prints once the head was edited."""
    case = shutil.copytree(CASE, folder / "case")
    shutil.copytree(case / "base" / "deploy", case / "head" / "deploy", dirs_exist_ok=True)
    edit(case / "head")
    messages = [each["message"] for each in changes.judge(case, folder / "repository") if each["code"] == "PRO005"]
    return next(found[1] for each in messages if (found := re.search(r"its digest is (sha256:\w{64})", each)))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    return digest(tmp_path_factory.mktemp("plain"), lambda _: None)


def replaced(path: str, old: str, new: str) -> Edit:
    def edit(head: Path) -> None:
        text = (head / path).read_text(encoding="utf-8")
        assert old in text
        (head / path).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def moved(head: Path) -> None:
    """Another path, and other names of what is not served."""
    (head / REPORT).rename(head / "evidence" / "november.yaml")
    replaced(MANIFEST, REPORT, "evidence/november.yaml")(head)
    replaced("evidence/november.yaml", "{name: eval}", "{name: november}")(head)


def turned(head: Path) -> None:
    """Keys and entries in another order, with a comment."""
    lines = (head / SERVING).read_text(encoding="utf-8").splitlines(keepends=True)
    (head / SERVING).write_text("# sent as it stands\n" + "".join(reversed(lines)), encoding="utf-8")
    head_of, mark, entries = (head / SYSTEM).read_text(encoding="utf-8").partition("  thresholds:\n")
    backwards = "".join(reversed(entries.splitlines(keepends=True)))
    (head / SYSTEM).write_text(head_of + mark + backwards, encoding="utf-8")


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(moved, id="paths"),
        pytest.param(turned, id="order"),
        pytest.param(replaced(SYSTEM, "min: 0.92", "min: 0.920"), id="numbers"),
        pytest.param(replaced(SERVING, "max_instances: 4", "max_instances: 6"), id="capacity"),
    ],
)
def test_how_it_is_written_does_not_count(edit: Edit, plain: str, tmp_path: Path) -> None:
    assert digest(tmp_path, edit) == plain


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(replaced(SERVING, "version: 5", "version: 6"), id="version"),
        pytest.param(replaced(SYSTEM, "min: 0.92", "min: 0.85"), id="threshold"),
        pytest.param(replaced(REPORT, "value: 0.951", "value: 0.952"), id="report"),
        pytest.param(
            replaced(MANIFEST, "  artefacts:", "  access: {network: {exposure: external}}\n  artefacts:"), id="access"
        ),
    ],
)
def test_what_is_approved_counts(edit: Edit, plain: str, tmp_path: Path) -> None:
    assert digest(tmp_path, edit) != plain
