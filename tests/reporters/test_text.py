"""The report for people."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.hostile import reports
from support.sample_report import blocked, compliant, options, sample

from policylint.model.documents import Position, Problem
from policylint.reporters import Options, render
from policylint.reporters.frame import frame
from policylint.reporters.pen import Pen, cells, wrap
from policylint.reporters.text import FRAMES_PER_CODE

if TYPE_CHECKING:
    from policylint.model.reports import Report


def shown(report: Report, **changes: object) -> str:
    return render("text", report, options(**changes))


def framed(source: str, column: int, end: int, width: int = 80) -> list[str]:
    position = Position("x.yaml", 7, column, 7, end, "/a")
    return frame(position, Options(excerpt=lambda *_: [source]), Pen(width, False), "error", 5)


def test_the_underline_is_below_the_value() -> None:
    _, line, under = framed("key: value # why", 6, 11)
    assert line[under.index("^") : under.rindex("^") + 1] == "value"


@given(st.text("ab\t\u6a21\x1b ", max_size=400), st.integers(1, 420), st.integers(0, 300), st.integers(40, 200))
def test_a_frame_fits_the_width_and_underlines_as_much_as_it_shows(
    source: str, column: int, length: int, width: int
) -> None:
    rows = framed(source, column, column + length, width)
    assert all(cells(row) <= width for row in rows)
    assert not rows or rows[2].count("^") >= 1


@given(st.text("abc", min_size=1, max_size=300), st.data())
def test_a_long_line_is_cut_around_the_value(source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source) - 1))
    end = data.draw(st.integers(start + 1, min(len(source), start + 30)))
    value = source[start:end].upper()
    _, line, under = framed(source[:start] + value + source[end:], start + 1, end + 1)
    assert line[under.index("^") : under.rindex("^") + 1] == value


@given(st.lists(st.text("abcdef", min_size=1, max_size=12)), st.integers(20, 60))
def test_wrapping_loses_no_word_and_keeps_the_width(words: list[str], width: int) -> None:
    lines = wrap(" ".join(words), width, width - 2)
    assert " ".join(lines).split() == words
    assert all(len(line) <= width - 2 * bool(number) for number, line in enumerate(lines))


@pytest.mark.parametrize("width", [80, 200])
def test_prose_keeps_the_width_and_stays_readable_in_wide_terminals(width: int) -> None:
    for line in shown(sample(), width=width).split("\n"):
        assert cells(line) <= width
        assert " |" in line or cells(line) <= 100


@settings(max_examples=25)
@given(reports)
def test_the_last_line_says_the_verdict(report: Report) -> None:
    """No message can look like the end of the report."""
    for quiet in (False, True):
        blocks = render("text", report, Options(quiet=quiet)).rstrip("\n").split("\n\n")
        assert blocks[-1].startswith(report.verdict)


def test_why_and_fix_are_told_once_for_each_code() -> None:
    text = shown(sample())
    assert text.count("PRO004: ") == 3
    assert text.count("= why: Quantization") == 1
    assert text.count("= run: policylint explain PRO004") == 1


def test_why_is_told_once_in_a_report_and_fix_for_each_deployment() -> None:
    finding = blocked().findings[0]
    other = replace(finding, deployments=("translator",))
    text = shown(replace(blocked(), findings=(finding, other)))
    assert text.count("= why: ") == 1
    assert text.count("= fix: ") == 2


def test_a_line_that_holds_a_credential_is_not_shown() -> None:
    """The rule says that what it marks is sensitive; the place is still told."""
    hidden = tuple(replace(rule, sensitive=rule.code == "REL001") for rule in blocked().rules)
    text = shown(replace(blocked(), rules=hidden), verbose=True)
    assert "hf://acme/summariser:main" not in text
    assert "--> deploy/production/llm.yaml:9:19" in text
    assert '"--max-model-len"' in text


def test_the_line_of_a_credential_is_not_shown_for_another_rule_either() -> None:
    """Whatever else is wrong on that line, its frame would print the credential into the log."""
    report = blocked()
    code = report.findings[0].code
    place = report.findings[0].position
    other = replace(report.findings[0], code="SUP003", rule="other", position=place, message="Another fault here.")
    rules = tuple(replace(rule, sensitive=rule.code == code) for rule in report.rules)
    text = shown(replace(report, findings=(*report.findings, other), rules=rules))
    assert "Another fault here." in text
    assert f"{place.line} |" not in text


def test_a_blank_line_is_not_framed() -> None:
    assert (
        frame(Position("x.yaml", 7, 1, 7, 1, "/a"), Options(excerpt=lambda *_: [" \n"]), Pen(80, False), "error", 5)
        == []
    )


def test_a_pointer_that_stands_in_no_file_is_not_shown() -> None:
    finding = blocked().findings[0]
    body = Position("MODEL_CARD.md", 6, 1, 6, 1, "/$body/sections/2")
    assert "$body" not in shown(replace(blocked(), findings=(replace(finding, position=body),)))
    key = Position("queues.yaml", 6, 1, 6, 1, "/lines/0")
    assert "/lines/0" in shown(replace(blocked(), findings=(replace(finding, position=key),)))


def test_after_some_findings_of_a_code_only_the_places_are_listed() -> None:
    finding = blocked().findings[0]
    many = replace(blocked(), findings=tuple(replace(finding, message=f"number {n}.") for n in range(12)))
    text = shown(many)
    assert text.count("number ") == 12
    assert text.count("^^^") // len("^" * 25) <= FRAMES_PER_CODE
    assert len(re.findall(r"(?m)^ +\| +\^+$", text)) == FRAMES_PER_CODE
    assert len(re.findall(r"(?m)^ +\| +\^+$", shown(many, verbose=True))) == 12


def test_a_finding_of_several_deployments_is_told_once() -> None:
    text = shown(blocked())
    assert text.count("pinned to") == 1
    assert "= also in: summariser-shadow" in text


def test_folded_findings_are_counted_under_the_one_that_hides_them() -> None:
    assert "= 2 findings of the same cause not shown (PRO001, PRO002)" in shown(blocked())


def test_a_document_policy_has_no_command_that_explains_it() -> None:
    assert "explain main/" not in shown(sample())


def test_a_code_with_different_advice_gives_each_advice() -> None:
    first = blocked().findings[0]
    other = replace(first, fix="Do something else.")
    text = shown(replace(blocked(), findings=(first, other)))
    assert "= fix: Do something else." in text
    assert f"= fix: {first.fix}" in text


def test_quiet_leaves_what_decides_the_verdict() -> None:
    text = shown(sample(), quiet=True)
    assert "warning" not in text
    assert "Judged" not in text
    assert "Passed over" not in text
    assert "The engine stopped." in text


def test_quiet_keeps_warnings_where_warnings_block() -> None:
    report = replace(blocked(), findings=blocked().findings[1:], fail_on="warning")
    text = shown(report, quiet=True)
    assert "warning PRO004" in text
    assert text.endswith("blocked: 1 warning (warnings block)\n")


def test_verbose_lists_sources_and_rules() -> None:
    text = shown(sample(), verbose=True)
    assert "not ours   notes.yaml" in text
    assert "SUP001 The image is pinned to a digest" in text


def test_colour_adds_nothing_but_colour() -> None:
    assert re.sub(r"\x1b\[[\d;]*m", "", shown(sample(), colour=True)) == shown(sample())


@pytest.mark.parametrize(
    ("report", "last"),
    [
        (compliant(), "compliant"),
        (blocked(), "blocked: 1 error"),
        (replace(blocked(), fail_on="warning"), "blocked: 1 error, 1 warning (warnings block)"),
        (
            replace(blocked(), verdict="compliant", findings=blocked().findings[1:]),
            "compliant: 1 warning, nothing that blocks",
        ),
        (
            replace(compliant(), verdict="not decided", problems=(Problem("nothing", "nothing to judge: no files"),)),
            "not decided: nothing to judge",
        ),
        (
            replace(blocked(), verdict="not decided", problems=(Problem("engine", "gone"),)),
            "not decided: 1 problem; also 1 error",
        ),
    ],
)
def test_the_verdict_is_told_in_words(report: Report, last: str) -> None:
    assert shown(report).split("\n")[-2] == last


def test_unknown_stages_are_told_with_what_to_do() -> None:
    several = replace(sample(), summary=replace(sample().summary, unknown_stage=2))
    text = " ".join(shown(several).split())
    assert (
        "2 deployments have no known stage: their findings are capped at warning. Map stages in .policylint.yaml."
        in text
    )


def test_a_message_without_end_is_cut() -> None:
    endless = replace(blocked().findings[0], message="x" * 100_000)
    assert len(shown(replace(blocked(), findings=(endless,)))) < 10_000
