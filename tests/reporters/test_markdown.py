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

from policylint.model.documents import Position
from policylint.model.reports import Change, Related
from policylint.reporters import Options, render
from policylint.reporters.clean import clean
from policylint.reporters.markdown import SIZE_LIMIT, md

if TYPE_CHECKING:
    from policylint.model.reports import Report

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
OURS = {
    "h2",
    "h3",
    "p",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "ul",
    "li",
    "code",
    "br",
    "strong",
    "a",
    "hr",
    "details",
    "summary",
}


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


@given(texts, st.integers(1, 10**6))
def test_a_link_leads_to_the_line_whatever_the_file_is_called(path: str, line: int) -> None:
    finding = replace(blocked().findings[0], position=Position(path, line, 1, line, 2), related=())
    change = Change(base="1" * 40, head="2" * 40, policies="1" * 40)
    site = "https://github.example/acme/digest/blob"
    text = render("markdown", replace(blocked(), findings=(finding,), change=change), replace(options(), site=site))
    html = PARSER.render(text)
    assert tags(html) <= OURS
    assert re.search(rf'<a href="{site}/{"2" * 40}/[\w%./~-]*#L{line}"><code>', html)


def test_what_was_there_before_is_linked_at_its_commit() -> None:
    past = Related("before", Position("deploy/llm.yaml@1f0b8b7f6c2d", 3, 1, 3, 2))
    report = replace(blocked(), findings=(replace(blocked().findings[0], related=(past,)),))
    report = replace(report, change=Change(base="1" * 40, head="2" * 40, policies="1" * 40))
    for site, links in (
        ("https://github.example/acme/digest/blob", True),
        ("javascript:alert(1)//", False),
        ("", False),
    ):
        text = render("markdown", report, replace(options(), site=site))
        assert ("/blob/1f0b8b7f6c2d/deploy/llm.yaml#L3)" in text) is links
        assert ("](" in text.replace("](https://rules.acme.example", "")) is links


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
