"""Reports whose every text was written by somebody who means harm."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

from policylint.model.documents import Position, Problem
from policylint.model.reports import Finding, Judged, Related, Report, SourceState, Summary, Tool
from policylint.model.rules import Fix, Rule

FRAGMENTS = (
    *("\x1b[2J", "\x1b]8;;https://evil.example\x07", "\x9b31m", "\x85", "\x7f", "\x00", "\r\n", "\n", "\t"),
    *("\u202e", "\u2066", "\u200b", "\u2028", "\ud800", "\udcff", "\ufffe", "\U000e0041", "\u3164"),
    *("::error::", "::add-mask::x", "##[set-output name=a]b", "##vso[task.complete]", "%0A::notice::"),
    *("]]>", "<script>", "&amp;", '"', "'", "<!--", "|", "`", "``", "@team", "![a](http://x)", "[a](b)", "$x$", "#1"),
    *("www.evil.example", "https://evil.example", "{0}", ",", ":", "\\", "\u6a21", "\u0301", " "),
)

texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=5).map("".join)
names = texts.filter(bool)
numbers = st.integers(1, 200)


def may_be_shown(char: str) -> bool:
    """Whether a terminal shows this character as itself, and a person can see that it is there or that a gap is."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")


@st.composite
def positions(draw: st.DrawFn) -> Position:
    """A place that need not exist."""
    line, column = draw(numbers), draw(numbers)
    return Position(
        draw(names), line, column, line + draw(st.integers(0, 2)), column + draw(st.integers(0, 9)), draw(texts)
    )


frameworks = st.dictionaries(names, st.lists(texts, max_size=2).map(tuple), max_size=2)
findings = st.builds(
    Finding,
    code=names,
    rule=names,
    outcome=st.sampled_from(["fail", "undecided", "not_evaluated"]),
    level=st.sampled_from(["error", "warning", "note"]),
    message=texts,
    position=positions(),
    fix=texts,
    why=texts,
    title=texts,
    deployments=st.lists(names, max_size=2).map(tuple),
    stage=st.sampled_from([None, "staging", "production"]),
    related=st.lists(st.builds(Related, texts, positions()), max_size=2).map(tuple),
    edit=st.none()
    | st.builds(Fix, st.sampled_from(["replace", "add", "remove"]), texts, texts | st.none() | st.integers()),
    fingerprint=st.sampled_from(["", "a" * 64]),
    frameworks=frameworks,
    waiver=st.none() | texts,
    url=st.none() | texts,
    hides=st.lists(names, max_size=2).map(tuple),
)
problems = st.builds(
    Problem,
    kind=names,
    message=texts,
    path=st.none() | names,
    line=st.none() | numbers,
    column=st.none() | numbers,
    blocks=st.booleans(),
    hint=st.none() | texts,
)
rules = st.builds(
    Rule,
    code=names,
    name=names,
    package=texts,
    path=texts,
    title=texts,
    description=texts,
    fix=texts,
    severity=st.dictionaries(
        st.sampled_from(["space", "staging", "production"]), st.sampled_from(["error", "warning", "note"]), max_size=2
    ),
    confidence=texts,
    frameworks=frameworks,
    url=st.none() | texts,
)
sources = st.builds(
    SourceState, names, st.sampled_from(["read", "unreadable"]), st.just(((0, "hf/space", 1, "\x1b[31m\u202e"),))
)
reports = st.builds(
    Report,
    tool=st.just(Tool("0.1.0", "1.22.2", "sha256:" + "0" * 64)),
    verdict=st.sampled_from(["compliant", "blocked", "not decided"]),
    summary=st.just(Summary(unknown_stage=2)),
    findings=st.lists(findings, max_size=4).map(tuple),
    problems=st.lists(problems, max_size=3).map(tuple),
    sources=st.lists(sources, max_size=2).map(tuple),
    rules=st.lists(rules, max_size=2, unique_by=lambda rule: rule.code).map(tuple),
    deployments=st.lists(st.builds(Judged, names, st.none(), names, names, numbers), max_size=2).map(tuple),
    fail_on=st.sampled_from(["error", "warning"]),
)
