"""What holds for every format."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from support.hostile import may_be_shown, reports
from support.sample_report import blocked, compliant, options, sample

from policylint.errors import UsageError
from policylint.model.reports import Report, Summary
from policylint.reporters import REPORTERS, Options, render

HEAVY = {
    "textwrap",
    "rich",
    "pathlib",
    "subprocess",
    "jsonschema",
    "unicodedata",
    "importlib.resources",
    "enum",
    "shutil",
}


def hostile_excerpt(path: str, first: int, last: int) -> list[str]:
    return ["\x1b[31m\u202e::error::\t<b>##[x]\r\n"]


@settings(max_examples=25)
@given(reports)
def test_hostile_text_reaches_no_terminal_and_no_file(report: Report) -> None:
    for name in REPORTERS:
        text = render(name, report, Options(verbose=True, excerpt=hostile_excerpt))
        assert text.endswith("\n")
        assert {char for char in text if not may_be_shown(char)} <= {"\n"}


@settings(max_examples=25)
@given(reports)
def test_a_build_log_obeys_no_command_of_the_repository(report: Report) -> None:
    ours = ("::error ", "::warning ", "::notice ", "::group::policylint", "::endgroup::")
    for name in REPORTERS:
        text = render(name, report, Options(excerpt=hostile_excerpt))
        commands = [line for line in map(str.lstrip, text.split("\n")) if line.startswith("::")]
        assert all(name == "github" and line.startswith(ours) for line in commands)
        assert not re.search(r"##\w*\[", text)


@pytest.mark.parametrize("name", list(REPORTERS))
@pytest.mark.parametrize("make", [sample, blocked, compliant])
def test_the_same_report_gives_the_same_text(name: str, make: object) -> None:
    assert callable(make)
    assert render(name, make(), options()) == render(name, make(), options())


@pytest.mark.parametrize("name", list(REPORTERS))
@pytest.mark.parametrize("make", [sample, blocked])
def test_every_format_but_json_for_programs_says_the_verdict_in_words(name: str, make: object) -> None:
    assert callable(make)
    report = make()
    assert report.verdict in render(name, report, options())


@pytest.mark.parametrize("name", list(REPORTERS))
def test_every_format_shows_a_problem_that_has_no_file(name: str) -> None:
    assert "The engine stopped." in render(name, sample(), options())


@pytest.mark.parametrize("name", list(REPORTERS))
def test_a_report_of_nothing_renders(name: str) -> None:
    empty = Report(sample().tool, "not decided", Summary())
    assert render(name, empty, options())


@pytest.mark.parametrize("name", list(REPORTERS))
def test_a_source_that_is_gone_is_no_fault(name: str) -> None:
    assert render(name, sample(), options(excerpt=lambda *_: [])) == render(name, sample(), options(excerpt=None))


@pytest.mark.parametrize("name", ["sarif", "json", "junit", "markdown", "gitlab", "github"])
def test_colour_and_width_are_for_text_only(name: str) -> None:
    assert render(name, sample(), options(colour=True, width=200)) == render(name, sample(), options())


def test_an_unknown_format_is_a_usage_error_that_lists_the_formats() -> None:
    with pytest.raises(UsageError, match=r"no format 'html'.*text, json, sarif"):
        render("html", sample(), options())


def test_the_verdict_is_the_reports_and_not_recounted() -> None:
    """A report that says "blocked" stays blocked, whatever its findings look like."""
    report = replace(compliant(), verdict="blocked")
    assert '"exit_code": 1' in render("json", report, options())
    assert render("text", report, options()).rstrip().split("\n")[-1].startswith("blocked")


def test_the_text_reporter_loads_nothing_heavy() -> None:
    """Start-up is a feature: the module that every run needs brings no costly import with it."""
    code = (
        "import sys, dataclasses, json, re, typing; before = set(sys.modules);"
        "import policylint.reporters.text; print(*sorted(set(sys.modules) - before))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    names = set(loaded.stdout.split())
    assert "policylint.reporters.text" in names
    assert not names & HEAVY
    assert {one.split(".")[0] for one in names if not one.startswith("policylint")} <= {"importlib", "warnings"}
