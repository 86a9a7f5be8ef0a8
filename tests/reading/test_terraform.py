"""Terraform: the resources of both community providers for Hugging Face and of Replicate's own, as API bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.reading import only, source_of

from policylint.kinds import classify
from policylint.positions import locate, source_text
from policylint.readers import read

if TYPE_CHECKING:
    from policylint.model.documents import Reading

ENDPOINT = """\
# An endpoint.
resource "huggingface_endpoint" "chat" {
  name     = "chat"
  count    = 1
  provider = huggingface.eu
  type     = "private"

  cloud = { vendor = "aws", region = "eu-west-1" }

  compute = {
    accelerator   = "gpu"
    instance_size = "x1"
    scaling = {
      min_replica = 1 // never asleep
      max_replica = 2
    }
  }
  model = {
    repository = "acme/chat"
    revision   = var.revision
    image      = { custom = { url = "acme/server:1", health_route = "/health", env = { MAX_LEN = 512 } } }
    env        = { MY_KEY = "a-${var.name}" }
  }
}
"""


def read_text(text: str, path: str = "main.tf") -> Reading:
    """The reading of a text as a run without policies has it."""
    return read(source_of(text, path), classify)


def values(text: str) -> dict[str, Any]:
    """The attributes of a resource whose body is the text, by the names of the file."""
    body = f'resource "replicate_deployment" "a" {{\nmodel = "a/b"\nhardware = "cpu"\nversion = "1"\n{text}\n}}\n'
    content: Any = only(read_text(body)).content
    return {key: value for key, value in content.items() if key not in ("model", "hardware", "version")}


def test_an_endpoint_is_the_body_that_the_api_takes() -> None:
    document = only(read_text(ENDPOINT))
    assert (document.kind, document.line, document.id) == ("hf/endpoint", 2, "main.tf#0")
    assert document.content == {
        "name": "chat",
        "type": "private",
        "provider": {"vendor": "aws", "region": "eu-west-1"},
        "compute": {"accelerator": "gpu", "instanceSize": "x1", "scaling": {"minReplica": 1, "maxReplica": 2}},
        "model": {
            "repository": "acme/chat",
            "revision": "${var.revision}",
            "image": {"custom": {"url": "acme/server:1", "healthRoute": "/health", "env": {"MAX_LEN": 512}}},
            "env": {"MY_KEY": "a-${var.name}"},
        },
    }


@pytest.mark.parametrize(
    ("pointer", "missing", "expected", "line", "column"),
    [
        ("", None, "/resource/huggingface_endpoint/chat", 2, 33),
        (
            "/compute/scaling/minReplica",
            None,
            "/resource/huggingface_endpoint/chat/compute/scaling/min_replica",
            14,
            21,
        ),
        ("/provider/region", None, "/resource/huggingface_endpoint/chat/cloud/region", 8, 38),
        ("/model/image/custom/url", None, "/resource/huggingface_endpoint/chat/model/image/custom/url", 21, 37),
        ("/model/env/MY_KEY", None, "/resource/huggingface_endpoint/chat/model/env/MY_KEY", 22, 29),
        ("/model", "secrets", "/resource/huggingface_endpoint/chat/model", 18, 3),
        ("/compute/scaling", "scaleToZeroTimeout", "/resource/huggingface_endpoint/chat/compute/scaling", 13, 5),
    ],
)
def test_places_are_those_of_the_file(pointer: str, missing: str | None, expected: str, line: int, column: int) -> None:
    source = source_of(ENDPOINT, "main.tf")
    place = locate(source, only(read_text(ENDPOINT)), pointer, missing)
    assert (place.pointer, place.line, place.column) == (expected, line, column)


def test_the_text_of_a_value_is_that_of_the_file() -> None:
    document = only(read_text(ENDPOINT))
    assert source_text(source_of(ENDPOINT, "main.tf"), document, "/model/revision") == "var.revision"


def test_blocks_and_the_other_providers_names_are_read_alike() -> None:
    text = """
resource huggingface_endpoint "b" {
  cloud_provider {
    vendor = "aws"
  }
  compute {
    instance_type = "nvidia-l4"
    scaling { min_replica = 0 }
  }
  model {
    repository = "acme/chat"
    image {
      huggingface {}
    }
  }
}
resource "replicate_deployment" "a" {
  owner = "acme"
  model = "acme/chat"
  version       = "1"
  hardware      = "gpu-t4"
  min_instances = 0
  max_instances = 1
}
"""
    endpoint, deployment = read_text(text, "infra/main.tf").documents
    assert endpoint.content == {
        "provider": {"vendor": "aws"},
        "compute": {"instanceType": "nvidia-l4", "scaling": {"minReplica": 0}},
        "model": {"repository": "acme/chat", "image": {"huggingface": {}}},
    }
    assert (deployment.kind, deployment.id, deployment.line) == ("replicate/deployment", "infra/main.tf#1", 17)
    place = locate(source_of(text, "infra/main.tf"), deployment, "/min_instances")
    assert (place.pointer, place.line) == ("/resource/replicate_deployment/a/min_instances", 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\nb = -2.5\nc = 1e3\nd = true\ne = null", {"a": 1, "b": -2.5, "c": 1000.0, "d": True, "e": None}),
        ('a = "x\\"\\n\\u00e9 $${y} %%{z}"', {"a": 'x"\né ${y} %{z}'}),
        ('a = "${f("}", "${b}")}"', {"a": '${f("}", "${b}")}'}),
        ('a = "$5 100%"', {"a": "$5 100%"}),
        ("a = <<EOT\n x\nEOT\nb = 1", {"a": " x\n", "b": 1}),
        ("a = <<-EOT\n   x\n    y\n  EOT\nb = 1", {"a": "x\n y\n", "b": 1}),
        ("a = [1, [2,\n 3,], {}]", {"a": [1, [2, 3], {}]}),
        ('a = {b = 1, "c" = 2\n d : 3\n 4 = 5}', {"a": {"b": 1, "c": 2, "d": 3, "4": 5}}),
        ("a = {b : 1} /* why\n not */\nc = 2", {"a": {"b": 1}, "c": 2}),
        ("a = var.x # a\nb = 1", {"a": "${var.x}", "b": 1}),
        ("a = 1 + 1", {"a": "${1 + 1}"}),
        ('a = "x" == "y" ? 1 : 2', {"a": '${"x" == "y" ? 1 : 2}'}),
        ("a = f(1,\n  [2])\nb = 1", {"a": "${f(1,\n  [2])}", "b": 1}),
        ("a = [for x in y : z]", {"a": "${[for x in y : z]}"}),
        ("a = {for x in y : x => z}", {"a": "${{for x in y : x => z}}"}),
        ("a = {(b) = 1}", {"a": "${{(b) = 1}}"}),
        ("a = x < 3", {"a": "${x < 3}"}),
        ("a = [var.x , 1]", {"a": ["${var.x}", 1]}),
        ("a {\n b = 1\n}\na {\n b = 2\n}", {"a": [{"b": 1}, {"b": 2}]}),
        ("lifecycle {\n prevent_destroy = true\n}\nfor_each = toset([])\na = 1", {"a": 1}),
    ],
)
def test_what_has_to_be_computed_is_a_placeholder(text: str, expected: dict[str, Any]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'provider "huggingface" {\n  token = ""\n}\n',
        'data "huggingface_endpoints" "a" {\n  namespace = "b"\n}\n',
        'resource "huggingface_endpoint" "a" {\n  name = "b"\n}\n',
        'module "huggingface_endpoint" {\n  source = "./m"\n}\n',
        'resource "aws_instance" "a" { ami = "b\n',  # not ours, so not parsed
        "",
    ],
)
def test_other_resources_are_not_ours(text: str) -> None:
    assert read_text(text).state == "not_ours"


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ('\nresource "huggingface_endpoint" "a" {\n  name = "b\n}\n', "a text in quotes has no end", 3),
        ('resource "huggingface_endpoint" "a" {\n', "the block resource has no end", 1),
        ('resource "huggingface_endpoint" "a"\n', "an equals sign or a block is expected here", 1),
        ('resource "huggingface_endpoint" "a" {\n  name =\n}\n', "a value is expected here", 2),
        ('resource "huggingface_endpoint" "a" {\n  b = 1\n  b = 2\n}\n', "the attribute b stands twice", 3),
        ('resource "huggingface_endpoint" "a" {\n  b = "\\q"\n}\n', "a backslash begins no known escape", 2),
        ('resource "huggingface_endpoint" "a" {\n  b = <<EOT\n}\n', "the heredoc EOT has no end", 2),
        ('# huggingface_endpoint\n/* a\n', "a comment has no end", 2),
        ('# huggingface_endpoint\na = "${b', "${ has no end", 2),
        ("# huggingface_endpoint\n}\n", "this is no block and no attribute", 2),
        ("# huggingface_endpoint\na = " + "[" * 300, "it is nested deeper than 200 levels", 2),
        ("# huggingface_endpoint\n" + "a {\n" * 300, "it is nested deeper than 200 levels", 202),
        ('# huggingface_endpoint\na = "' + '${"' * 300, "it is nested deeper than 200 levels", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(text: str, message: str, line: int) -> None:
    reading = read_text(text)
    (problem,) = reading.problems
    assert reading.state in ("unreadable", "template")
    assert (message.lower() in problem.message.lower(), problem.line) == (True, line), problem
