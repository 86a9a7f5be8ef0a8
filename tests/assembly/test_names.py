"""Deployment names: what the platform calls it, and never twice the same."""

from __future__ import annotations

import pytest
from support.repository import deployments_of


def _pod(name: str, namespace: str = "") -> str:
    place = f", namespace: {namespace}" if namespace else ""
    pod = "containers: [{image: 'ollama/ollama'}]"
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{{name}{place}}}\nspec: {{{pod}}}\n"


def _names(files: dict[str, str]) -> list[str]:
    return [each.name for each in deployments_of(files)]


@pytest.mark.parametrize(
    ("metadata", "name"),
    [("name: llm", "llm"), ("generateName: llm-", "llm"), ("name: ''", "pool"), ("name: 5", "pool"), ("", "pool")],
)
def test_a_deployment_without_a_name_is_called_after_its_file(metadata: str, name: str) -> None:
    assert _names({"deploy/pool.v2.yaml": _pod(metadata)}) == [name]


def test_one_name_in_two_namespaces_is_told_apart_by_namespace() -> None:
    files = {"a.yaml": _pod("name: llm", "eu"), "b.yaml": _pod("name: llm", "us"), "c.yaml": _pod("name: other", "eu")}
    assert _names(files) == ["eu/llm", "us/llm", "other"]


def test_one_name_in_one_namespace_is_told_apart_by_path() -> None:
    files = {"a.yaml": _pod("name: llm", "eu"), "b.yaml": _pod("name: llm", "eu")}
    assert _names(files) == ["eu/llm (a.yaml)", "eu/llm (b.yaml)"]


def test_one_name_in_one_file_is_told_apart_by_the_number_of_the_document() -> None:
    files = {"a.yaml": f"{_pod('name: llm')}---\n{_pod('name: llm')}", "b.yaml": _pod("name: llm")}
    assert _names(files) == ["llm (a.yaml#0)", "llm (a.yaml#1)", "llm (b.yaml)"]
