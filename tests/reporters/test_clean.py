"""Nothing that a terminal, a log or a browser would obey gets through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.hostile import may_be_shown, texts

from policylint.reporters.clean import clean, clean_lines, defuse, escape, shorten

anything = texts | st.text(st.characters(codec=None), max_size=30)


@given(anything)
def test_what_is_cleaned_holds_only_what_a_person_can_see(text: str) -> None:
    assert all(map(may_be_shown, clean(text)))


@given(anything)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(categories=["L", "N", "P"], exclude_characters="\u115f\u1160\u3164\uffa0"), max_size=30))
def test_letters_digits_and_punctuation_of_every_script_stay(text: str) -> None:
    assert clean(text) == text


@given(anything)
def test_lines_split_at_line_feeds_alone_and_each_is_clean(text: str) -> None:
    lines = clean_lines(text)
    assert lines
    assert all(may_be_shown(char) for line in lines for char in line)
    assert len(lines) == text.strip("\r\n").count("\n") + 1


@pytest.mark.parametrize(
    ("char", "shown"),
    [
        ("\x1b", "\\x1b"),
        ("\n", "\\n"),
        ("\t", "\\t"),
        ("\x9b", "\\x9b"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\u200b", "\\u200b"),
        ("\ufeff", "\\ufeff"),
        ("\u2028", "\\u2028"),
        ("\u3164", "\\u3164"),
        ("\udc80", "\\udc80"),
        ("\ufe01", "\\ufe01"),
        ("\U000e0041", "\\U000e0041"),
        ("\U000e0101", "\\U000e0101"),
        ("\xa0", "\xa0"),
        ("\u3000", "\u3000"),
        ("\ufe0f", "\ufe0f"),
        ("\u6a21", "\u6a21"),
    ],
)
def test_each_kind_of_character_has_its_form(char: str, shown: str) -> None:
    assert escape(char) == shown


@given(texts)
def test_no_line_of_a_build_log_is_a_command(text: str) -> None:
    safe = defuse("\n".join(clean_lines(text)))
    assert not any(line.lstrip().startswith("::") for line in safe.split("\n"))
    assert not re.search(r"##\w*\[", safe)


def test_an_ordinary_heading_is_not_touched_by_defuse() -> None:
    assert defuse("## [link] and a::b") == "## [link] and a::b"


def test_shorten_says_how_much_is_left_out() -> None:
    assert shorten("x" * 12, 10) == "x" * 10 + "... (2 more characters)"
    assert shorten("x" * 10, 10) == "x" * 10
