"""`policylint rules list` and `explain`: what the rules are, for people and for programs."""

from __future__ import annotations

from json import loads

import pytest

from policylint.catalog.tables import frameworks
from policylint.cli import rulebook
from policylint.cli.explaining import explain, waivers
from policylint.cli.root import run
from policylint.config.terms import Terms
from policylint.model.deployments import STAGES
from policylint.model.rules import Rule
from policylint.reporters.pen import Pen

RULES = rulebook.rules()


def plain(rule: Rule, width: int = 80) -> list[str]:
    """The explanation of a rule without colour."""
    return list(explain(rule, Terms(RULES), Pen(width, False)))


def test_the_list_is_readable_at_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """Every rule with its code, name, levels and title; no line is longer than a small terminal."""
    assert run(["rules", "list"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    for rule in RULES:
        (line,) = (line for line in out.splitlines() if line.startswith(rule.code))
        assert line.split()[1:] == [rule.name, *(rule.severity.get(stage, "-") for stage in STAGES)]
        assert rule.title in " ".join(out.split())


def test_rules_alone_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    """`policylint rules` is `policylint rules list`."""
    assert run(["rules"]) == 0
    alone = capsys.readouterr().out
    assert run(["rules", "list"]) == 0
    assert capsys.readouterr().out == alone


def test_colour_changes_no_word(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """With FORCE_COLOR the same text comes in colour."""
    run(["rules", "list"])
    without = capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    run(["rules", "list"])
    coloured = capsys.readouterr().out
    assert "\x1b[1;31merror\x1b[0m" in coloured
    for style in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m"):
        coloured = coloured.replace(style, "")
    assert coloured == without


def test_the_json_list(capsys: pytest.CaptureFixture[str]) -> None:
    """A list of objects with code, name, title, levels per stage, kinds and parameters."""
    assert run(["rules", "list", "--format", "json"]) == 0
    rows = {row["code"]: row for row in loads(capsys.readouterr().out)}
    assert list(rows) == sorted(rule.code for rule in RULES)
    row = rows["DOC002"]
    assert row["name"] == "documentation.model_card_complete"
    assert row["title"] == "The model card is filled in"
    assert row["levels"] == {"space": "note", "staging": "warning", "production": "error"}
    assert row["kinds"] == ["hf/model-card"]
    assert row["parameters"] == {"min_words": 12}
    assert rows["SPC004"]["levels"] == {"space": "warning", "staging": None, "production": None}


@pytest.mark.parametrize("word", ["REL001", "rel001", "release.model_version_pinned"])
def test_explain_takes_a_code_or_a_name(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Either leads to the same page."""
    assert run(["explain", word]) == 0
    assert capsys.readouterr().out.startswith("REL001  release.model_version_pinned\n")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("REL01", "Did you mean REL001?"),
        ("release.version_pinned", "release.model_version_pinned (REL001)"),
        ("SUP", f"one by one: {', '.join(rule.code for rule in RULES if rule.code.startswith('SUP'))}."),
        ("main/deny", "policylint rules list"),
    ],
)
def test_an_unknown_rule_is_named(word: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, what was asked for, and the nearest right word."""
    assert run(["explain", word]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f'"{word}"' in captured.err
    assert hint in " ".join(captured.err.split())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_says_everything(rule: Rule) -> None:
    """Why, how to comply, levels, kinds, parameters, both examples and every framework id, at 80 columns."""
    lines = plain(rule)
    text = " ".join(" ".join(lines).split())
    for part in (rule.code, rule.name, rule.title, rule.description, rule.fix, *rule.reads, *rule.params):
        assert part in text
    for stage in STAGES:
        assert f"{stage} {rule.severity.get(stage, 'does not apply')}" in text
    for verdict in ("pass", "fail"):
        for line in rule.examples.get(verdict, "").splitlines():
            assert f"  {line}".rstrip() in [shown.rstrip() for shown in lines]
    titles = {framework.key: framework.title for framework in frameworks()}
    for key, ids in rule.frameworks.items():
        assert f"{titles[key]}: {', '.join(ids)}" in text


def test_prose_fits_the_terminal() -> None:
    """Only examples and links may be wider than the terminal; prose stops at 100 columns where there is more room."""
    rule = Rule("XAA001", "a.b", "", "", "t " * 100, "word " * 200, "fix " * 100, {}, reads=("k/kind",) * 40)
    assert max(map(len, plain(rule, 60))) <= 60
    assert 80 < max(map(len, plain(rule, 200))) <= 100


def test_what_else_is_known() -> None:
    """Opt-in, confidence, the date it blocks from, what hides it, former names and waivers each have a sentence."""
    rule = Rule(
        "XAA001", "own.rule", "", "", "T", "W", "F", {"production": "error"},
        confidence="medium", default=False, effective_on="2027-01-31", depends_on=("REL001", "XZZ009"),
        shown_with=("SUP001",), aliases=("own.older",), waivable={"max_days": 30, "approver": "legal"},
    )  # fmt: skip
    text = " ".join(" ".join(plain(rule)).split())
    for sentence in (
        "Off by default: turn it on with `select: [XAA001]`.",
        "Confidence medium",
        "Blocks from 2027-01-31",
        "Hidden by a finding of REL001 (release.model_version_pinned) with the same cause.",
        "Hidden by a finding of XZZ009 with the same cause.",
        "Shown as one with a finding of SUP001 (supply_chain.image_pinned) at the same place.",
        "Formerly own.older.",
        "Can be waived for at most 30 days, approved by legal.",
    ):
        assert sentence in text
    assert waivers(False) == "Cannot be waived."


def test_a_rule_cannot_steer_the_terminal() -> None:
    """Escapes in the text of a rule are shown, not obeyed."""
    rule = Rule("XAA001", "own.rule", "", "", "a\x1b[2J", "b\x07", "c\u202e", {}, examples={"pass": "x\x1b]0;t\x07\n"})
    text = "\n".join(plain(rule))
    assert not any(character in text for character in "\x1b\x07\u202e")
    assert "\\x1b[2J" in text
