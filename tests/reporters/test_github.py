"""GitHub's workflow commands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from support.hostile import reports
from support.sample_report import blocked, compliant, options, sample

from policylint.reporters import Options, render

if TYPE_CHECKING:
    from policylint.model.reports import Report

ESCAPES = {"%25": "%", "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}


def unescape(text: str) -> str:
    for escaped, char in reversed(ESCAPES.items()):
        text = text.replace(escaped, char)
    return text


def parse(line: str) -> tuple[str, dict[str, str], str]:
    """A command as the runner reads it: name, properties, message."""
    assert line.startswith("::")
    head, message = line[2:].split("::", 1)
    command, _, fields = head.partition(" ")
    pairs = [field.split("=", 1) for field in fields.split(",") if field]
    return command, {key: unescape(value) for key, value in pairs}, unescape(message)


def commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    return [parse(line) for line in render("github", report, options()).splitlines() if line.startswith("::")]


def test_an_annotation_is_on_the_value() -> None:
    command, fields, message = commands(blocked())[0]
    assert command == "error"
    assert fields["file"] == "deploy/production/llm.yaml"
    assert (fields["line"], fields["col"], fields["endLine"], fields["endColumn"]) == ("9", "19", "9", "44")
    assert fields["title"] == "REL001 release.model_version_pinned"
    assert "\nFix: Give the full commit" in message


def test_properties_cannot_be_added_by_a_file_name() -> None:
    (fields,) = (fields for _, fields, _ in commands(sample()) if fields["title"] == "main/deny_hostile")
    assert fields["file"] == "policy-input/a b,c:d%\\x1b\\u202e.yaml"


@settings(max_examples=25)
@given(reports)
def test_every_line_is_one_of_our_commands_or_plain(report: Report) -> None:
    for line in render("github", report, Options()).rstrip("\n").split("\n"):
        if line.startswith("::") and not line.startswith(("::group::", "::endgroup::")):
            command, fields, _ = parse(line)
            assert command in ("error", "warning", "notice")
            assert set(fields) <= {"file", "line", "endLine", "col", "endColumn", "title"}


def test_what_github_would_drop_is_in_the_log_and_counted() -> None:
    finding = blocked().findings[0]
    many = tuple(replace(finding, message=f"number {number}") for number in range(25))
    lines = render("github", replace(blocked(), findings=many), options()).splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert sum(line.startswith("error deploy/production/llm.yaml:9:19 REL001") for line in lines) == 15
    assert lines[-1] == "::notice title=policylint::blocked: 25 errors. 15 more entries in the log of this step."


def test_the_first_finding_of_each_rule_is_shown_before_the_second_of_any() -> None:
    finding = blocked().findings[0]
    of_one = [replace(finding, message=f"number {number}") for number in range(12)]
    report = replace(blocked(), findings=(*of_one, replace(finding, code="ACC005", message="a key")))
    assert [message.split("\n")[0] for command, _, message in commands(report) if command == "error"] == [
        "number 0",
        "a key",
        *(f"number {number}" for number in range(1, 9)),
    ]


def test_a_waived_finding_is_counted_and_not_annotated() -> None:
    assert not any("The runtime image has no digest." in message for _, _, message in commands(sample()))
    assert commands(sample())[-1][2].endswith("1 waived.")


def test_a_compliant_run_says_so_in_one_line() -> None:
    assert render("github", compliant(), options()) == "::notice title=policylint::compliant.\n"
