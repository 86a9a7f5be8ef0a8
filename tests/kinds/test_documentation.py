"""docs/kinds.md and docs/input.md name what is there."""

from __future__ import annotations

import re
from pathlib import Path

from policylint.kinds import KINDS
from policylint.kinds.check import NOTES, WORDS

DOCS = Path(__file__).parents[2] / "docs"


def test_every_kind_is_in_the_table_and_nothing_else_is() -> None:
    table = (DOCS / "kinds.md").read_text(encoding="utf-8").partition("## What is recognised")[2]
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", table, re.MULTILINE)
    assert rows == [(kind.name, f"{kind.title}".strip()) for kind in sorted(KINDS.values(), key=lambda each: each.name)]


def test_the_words_that_a_schema_may_use_are_documented() -> None:
    text = (DOCS / "kinds.md").read_text(encoding="utf-8").partition("## The schema")[2]
    assert {word for word in {*WORDS, *NOTES} if f"`{word}`" not in text} == set()
