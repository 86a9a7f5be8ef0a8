"""Words for messages."""

from __future__ import annotations

import pytest

from policylint import words


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("fial_on", ["fail_on", "select"], "fail_on"),
        ("rel001", ["REL001", "REL002"], "REL001"),
        ("prod", ["space", "staging", "production"], "production"),
        ("st", ["staging", "stable"], None),
        ("quite-else", ["fail_on"], None),
        ("anything", [], None),
    ],
)
def test_the_nearest_word(word: str, known: list[str], found: str | None) -> None:
    """Case does not count, a clear beginning does, and nothing alike gives nothing."""
    assert words.nearest(word, known) == found


def test_a_list_in_a_sentence() -> None:
    """Commas, and one word before the last."""
    assert [words.either(some) for some in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a or b", "a, b or c"]


def test_a_value_is_shown_on_one_line() -> None:
    """Long values are cut, and what could steer a terminal is escaped."""
    assert words.shown("\x1b[31m\n\u202e") == r'"\u001b[31m\n\u202e"'
    assert len(words.shown("x" * 1000)) == 40
