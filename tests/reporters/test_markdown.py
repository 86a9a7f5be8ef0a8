"""Markdown for job summaries: read back by a CommonMark parser."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.hostile import reports, texts
from support.sample_report import blocked, compliant, options, sample

from policylint.reporters import Options, render
from policylint.reporters.clean import clean
from policylint.reporters.markdown import SIZE_LIMIT, md

if TYPE_CHECKING:
    from policylint.model.reports import Report

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
OURS = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "code", "br", "strong", "a", "hr"}


def tags(html: str) -> set[str]:
    return set(re.findall(r"</?(\w+)", html))


@settings(max_examples=25)
@given(reports)
def test_nothing_of_the_repository_is_markup(report: Report) -> None:
    text = render("markdown", report, Options())
    html = PARSER.render(text)
    assert tags(html) <= OURS
    assert not re.search(r"@\w|://(?!docs)|www\.", re.sub(r'href="[^"]*"', "", html).replace("@\u200b", ""))
    assert html.count("<tr>") == (len(report.findings) + 1 if report.findings else 0)
    assert all(row.count("<td>") == 5 for row in html.split("<tr>")[2:])


@given(texts | st.text(max_size=30))
def test_text_comes_out_as_it_went_in(text: str) -> None:
    """What a reader sees is the cleaned text, character by character."""
    (inline,) = [token for token in PARSER.parse(f"x{md(text)}x") if token.type == "inline"]
    seen = "".join("\n" if child.type == "html_inline" else child.content for child in inline.children or [])
    expected = "\n".join(map(clean, text.strip("\r\n").replace("\r\n", "\n").split("\n")))
    assert seen.replace("\u200b", "")[1:-1].replace("\\r\n", "\n") == expected.replace("\\r\n", "\n")


def test_verdict_and_exit_code_come_first() -> None:
    lines = render("markdown", blocked(), options()).splitlines()
    assert lines[0] == "## policylint: blocked: 1 error"
    assert "Exit code 1." in lines[2]


def test_a_compliant_run_has_no_table() -> None:
    assert "|" not in render("markdown", compliant(), options())


def test_a_link_is_made_only_of_a_plain_https_address() -> None:
    finding = blocked().findings[0]
    for url, linked in (
        ("https://rules.acme.example/REL001", True),
        ("javascript:alert(1)", False),
        ("https://a/)b", False),
    ):
        text = render("markdown", replace(blocked(), findings=(replace(finding, url=url),)), options())
        assert (f"]({url})" in text) is linked


def test_a_summary_stays_below_what_github_takes() -> None:
    finding = replace(blocked().findings[0], message="x" * 5000)
    text = render("markdown", replace(blocked(), findings=(finding,) * 3000), options())
    assert len(text.encode()) < SIZE_LIMIT
    assert re.search(r"\d,?\d* more findings in the other reports", text)


def test_the_unknown_stage_and_the_problems_are_told() -> None:
    text = render("markdown", sample(), options())
    assert "1 deployment has no known stage" in text
    assert text.index("### Could not be checked") < text.index("### Passed over")
