"""Which reader takes a file, and in which state it ends."""

from __future__ import annotations

import pytest
from support.reading import any_mapping, nothing, only, read_text, source_of

from policylint.positions.formats import format_of, format_of_name
from policylint.readers import read


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("a.yaml", "yaml"),
        ("a.YML", "yaml"),
        ("dir.d/a.json", "json"),
        ("README.md", "markdown"),
        ("a.markdown", "markdown"),
        ("model.pkl.dvc", "yaml"),
        ("mlruns/0/MLmodel", "yaml"),
        ("requirements.txt", "requirements"),
        ("requirements-dev.txt", "requirements"),
        ("requirements/base.txt", None),
        ("notes.txt", None),
        ("yaml", None),
        ("a.yaml.bak", None),
        (".json", "json"),
        ("tsconfig.base.json", None),
        ("x/.vscode/settings.json", None),
        (".devcontainer/devcontainer.json", None),
        ("Dockerfile", "dockerfile"),
        ("a/dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("Dockerfile.gpu", "dockerfile"),
        ("api.Dockerfile", "dockerfile"),
        ("docker/api.dockerfile", "dockerfile"),
        ("Dockerfile.dockerignore", None),
        ("Dockerfile.md", "markdown"),
        ("dockerfile.py", None),
        ("Dockerfile-gpu", None),
    ],
)
def test_a_name_promises_a_format(path: str, form: str | None) -> None:
    assert format_of_name(path) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('{"a": 1}', "json"),
        ('\n [ {"a": 1}]', "json"),
        ("[1, 2]", "json"),
        ("a: 1\n", "yaml"),
        ("# c\n\n---\na: 1\n", "yaml"),
        ("%YAML 1.2\n---\n", "yaml"),
        ("- a\n- b\n", "yaml"),
        ("\ufeffapiVersion: v1\n", "yaml"),
        ("[tool.x]\na = 1\n", None),
        ("#!/bin/sh\necho a: b\n", None),
        ("import os\n", None),
        ("resource \"x\" \"y\" {\n", None),
        ("\x7fELF\0\0", None),
        ("", None),
        ("# only a comment\n", None),
    ],
)  # fmt: skip
def test_a_named_file_without_a_promising_name_is_looked_into(text: str, form: str | None) -> None:
    assert format_of("file", text.encode(), named=True) == form
    assert format_of("file", text.encode(), named=False) is None


def test_a_file_is_read_when_a_document_of_it_has_a_kind() -> None:
    text = "a: 1\n---\n- 1\n"
    reading = read(source_of(text), any_mapping)
    assert (reading.state, [each.kind for each in reading.documents]) == ("read", ["test/mapping"])


def test_a_file_without_a_known_kind_is_not_ours() -> None:
    reading = read(source_of("a: 1\n"), nothing)
    assert (reading.state, reading.documents, reading.problems) == ("not_ours", (), ())


def test_document_policies_keep_every_document() -> None:
    reading = read(source_of("a: 1\n---\n2\n"), nothing, keep_all=True)
    assert (reading.state, [each.content for each in reading.documents]) == ("read", [{"a": 1}, 2])


@pytest.mark.parametrize(("named", "state"), [(True, "read"), (False, "not_ours")])
@pytest.mark.parametrize(("path", "text"), [("README.md", "# Title\n"), ("requirements.txt", "x==1\n")])
def test_document_policies_judge_markdown_and_requirements_only_when_named(
    path: str, text: str, named: bool, state: str
) -> None:
    assert read(source_of(text, path, named=named), nothing, keep_all=True).state == state


def test_a_fault_shows_even_when_nothing_before_it_is_ours() -> None:
    reading = read(source_of("a: 1\n---\nb: [\n"), nothing)
    assert (reading.state, reading.documents, len(reading.problems)) == ("unreadable", (), 1)


def test_requirements_are_lines_with_their_numbers() -> None:
    text = "# comment\n\nvllm==0.6.3  # pinned\ntorch>=2 \\\n  --hash=sha256:ab \\\n  --hash=sha256:cd\r\n"
    text += "-r base.txt\nx @ https://h/x#sha256=1\n"
    assert only(read_text(text, "requirements.txt")).content == {
        "lines": [
            {"text": "vllm==0.6.3", "line": 3},
            {"text": "torch>=2   --hash=sha256:ab   --hash=sha256:cd", "line": 4},
            {"text": "-r base.txt", "line": 7},
            {"text": "x @ https://h/x#sha256=1", "line": 8},
        ]
    }


def test_a_continued_line_at_the_end_is_kept() -> None:
    assert only(read_text("x==1 \\\n", "requirements.txt")).content == {"lines": [{"text": "x==1", "line": 1}]}
