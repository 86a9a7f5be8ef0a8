"""The JSON report: what other programs rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from support.hostile import reports
from support.sample_report import blocked, compliant, options, sample

from policylint.reporters import Options, render
from policylint.reporters.dump import dump

if TYPE_CHECKING:
    from policylint.model.reports import Report

SCHEMA = json.loads(files("policylint.reporters").joinpath("report.schema.json").read_text("utf-8"))

# The sources come with --verbose, the others in runs of the gate.
OPTIONAL = {"sources", "standing", "commits", "promotions", "removed", "untouched", "gate"}


def closed(schema: Any) -> Any:
    """The schema with every object closed: later releases may add keys, this one may not forget any."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    if "required" in inner and "properties" in inner:
        assert set(inner["required"]) | OPTIONAL >= set(inner["properties"])
        inner["additionalProperties"] = False
    return inner


VALIDATOR = jsonschema.Draft202012Validator(closed(SCHEMA))


def test_the_shipped_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("make", [sample, blocked, compliant])
def test_the_report_has_exactly_the_keys_of_the_schema(make: Any, verbose: bool) -> None:
    value = json.loads(render("json", make(), options(verbose=verbose)))
    VALIDATOR.validate(value)
    assert ("sources" in value) is verbose


@settings(max_examples=25)
@given(reports)
def test_any_report_validates_and_keeps_its_text(report: Report) -> None:
    value = json.loads(render("json", report, Options(verbose=True)))
    VALIDATOR.validate(value)
    for finding, shown in zip(report.findings, value["findings"], strict=True):
        assert shown["message"].encode("utf-8") == finding.message.encode("utf-8", "backslashreplace")


def test_the_first_deployment_stands_beside_the_list() -> None:
    first = json.loads(render("json", sample(), options()))["findings"][0]
    assert first["deployment"] == "summariser-production"
    assert first["deployments"] == ["summariser-production", "summariser-shadow"]


def test_a_document_policy_has_no_deployment_and_no_frameworks() -> None:
    found = {one["code"]: one for one in json.loads(render("json", sample(), options()))["findings"]}
    assert found["main/deny_x"]["deployment"] is None
    assert found["main/deny_x"]["deployments"] == []
    assert found["main/deny_x"]["frameworks"] == {}
    assert found["main/deny_x"]["url"] is None


def test_what_is_told_with_another_finding_is_here_and_nowhere_else() -> None:
    """A program that counts by rule gets every one that holds, in order; a person sees the one that stands for it."""
    report = blocked()
    first, *others = report.findings
    report = replace(report, findings=tuple(others), suppressed=(replace(first, suppressed_by="PRO004"),))
    findings = json.loads(render("json", report, options()))["findings"]
    assert [(one["code"], one["suppressed_by"]) for one in findings] == [("REL001", "PRO004"), ("PRO004", None)]
    VALIDATOR.validate(json.loads(render("json", report, options())))
    for name in ("text", "github", "sarif", "junit", "markdown", "gitlab"):
        assert "acme/summariser is pinned" not in render(name, report, options())


def test_the_tool_is_on_a_line_of_its_own() -> None:
    """Two engines give the same report, line by line, but for the tool."""
    lines = render("json", sample(), options()).split("\n")
    assert [line for line in lines if '"opa"' in line] == [lines[2]]


@pytest.mark.parametrize("char", ["\x1b", "\x7f", "\u202e", "\u200b", "\u2028", "\xe9"])
def test_every_character_but_plain_ascii_is_escaped(char: str) -> None:
    text = dump(f"a{char}b")
    assert text.isascii()
    assert text.isprintable()
    assert json.loads(text) == f"a{char}b"


@pytest.mark.parametrize(
    ("value", "read"),
    [("a\udc80", "a\\udc80"), ("\\udc80", "\\udc80"), ("\\\udc80", "\\\\udc80"), ("\U0001f600", "\U0001f600")],
)
def test_half_a_character_becomes_text_that_every_parser_takes(value: str, read: str) -> None:
    assert json.loads(dump(value)) == read
