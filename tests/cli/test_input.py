"""`policylint input`: what rules get, for those who write them."""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING

import pytest

from policylint.cli.root import run

if TYPE_CHECKING:
    from pathlib import Path

ENDPOINT = """\
name: summariser-production
type: private
compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
model: {repository: acme/summariser, revision: main}
"""
SPACE = """\
---
title: Summariser
sdk: gradio
models: [acme/summariser]
---
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an endpoint and a Space, in which the command runs."""
    (tmp_path / "endpoint.yaml").write_text(ENDPOINT)
    (tmp_path / "space").mkdir()
    (tmp_path / "space" / "README.md").write_text(SPACE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("repository")
def test_a_list_of_inputs(capsys: pytest.CaptureFixture[str]) -> None:
    """--json gives a list with the input of each deployment: time, parameters, documents with their content."""
    assert run(["input", ".", "--json", "--now", "2026-11-23T01:00:00+01:00"]) == 0
    inputs = loads(capsys.readouterr().out)
    assert [each["subject"]["platform"] for each in inputs] == ["hf-endpoint", "hf-space"]
    assert inputs[0]["now"] == "2026-11-23T00:00:00Z"
    document = inputs[0]["subject"]["documents"]["endpoint.yaml#0"]
    assert document["kind"] == "hf/endpoint"
    assert document["content"]["model"] == {"repository": "acme/summariser", "revision": "main"}
    assert inputs[1]["params"]["SPC004"] == {"disclaimer_words": []}


@pytest.mark.usefixtures("repository")
def test_one_deployment_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    """--deployment with --json gives the input itself, as `opa eval -I` takes it."""
    assert run(["input", ".", "--json", "--deployment", "summariser-production"]) == 0
    assert loads(capsys.readouterr().out)["subject"]["name"] == "summariser-production"


@pytest.mark.usefixtures("repository")
def test_a_page_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json a heading says which deployment it is and lists its documents."""
    assert run(["input", "endpoint.yaml"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "# summariser-production: deployment on hf-endpoint, at production"
    assert lines[1].split() == ["#", "endpoint.yaml#0", "hf/endpoint"]
    assert loads("\n".join(lines[2:]))["subject"]["primary"] == "endpoint.yaml#0"


def test_parameters_of_the_configuration(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`params` of .policylint.yaml stand over the defaults."""
    (repository / ".policylint.yaml").write_text("params: {space.demo_labelled: {disclaimer_words: [try-out]}}\n")
    assert run(["input", "space", "--json"]) == 0
    (value,) = loads(capsys.readouterr().out)
    assert value["params"]["SPC004"] == {"disclaimer_words": ["try-out"]}


def test_excluded_files_are_left_out(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`exclude` of .policylint.yaml counts here as in check."""
    (repository / ".policylint.yaml").write_text("exclude: [{path: space/, reason: not ours}]\n")
    assert run(["input", ".", "--json"]) == 0
    assert len(loads(capsys.readouterr().out)) == 1


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "nowhere"),
        (["--deployment", "summariser-prod", "."], "Did you mean summariser-production?"),
        (["--config", "nowhere.yaml", "."], "nowhere.yaml"),
        (["--now", "yesterday", "."], "yesterday"),
    ],
)
def test_bad_usage(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong path, deployment, file or time is exit 2 with its name."""
    assert run(["input", *arguments]) == 2
    assert says in capsys.readouterr().err


def test_a_named_file_that_cannot_be_read(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The others are shown, the fault is told on standard error, and the exit code is 2."""
    (repository / "broken.yaml").write_text("name: [\n")
    assert run(["input", "endpoint.yaml", "broken.yaml", "--json"]) == 2
    captured = capsys.readouterr()
    assert len(loads(captured.out)) == 1
    assert captured.err.startswith("broken.yaml:")


def test_a_faulty_configuration(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its faults are told at their lines."""
    (repository / ".policylint.yaml").write_text("select: [REL01]\nparams: {DOC002: {min_word: 1}}\n")
    assert run(["input", ".", "--json"]) == 2
    assert [line.split(" ")[0] for line in capsys.readouterr().err.splitlines()] == [
        ".policylint.yaml:1:10:",
        ".policylint.yaml:2:19:",
    ]


def test_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without a deployment is exit 2, with the command that lists what is recognised."""
    (tmp_path / "notes.yaml").write_text("a: 1\n")
    monkeypatch.chdir(tmp_path)
    assert run(["input", "."]) == 2
    assert "policylint kinds" in capsys.readouterr().err
