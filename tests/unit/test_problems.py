"""The problems of a run: their order, and each of them once."""

from __future__ import annotations

from policylint.model.documents import Problem
from policylint.problems import in_order, nothing_judged


def test_problems_stand_in_the_order_of_their_places() -> None:
    first, second, third = Problem("a", "m"), Problem("a", "m", "x.yaml", 2), Problem("a", "l", "y.yaml")
    assert in_order((third, second, first)) == (first, second, third)


def test_what_is_said_twice_is_told_once_and_blocks_if_one_of_them_does() -> None:
    note = Problem("unreadable", "The key stands twice.", ".policylint.yaml", 2, 1, blocks=False)
    fault = Problem("config", "The key stands twice.", ".policylint.yaml", 2, 1)
    assert in_order((note, fault)) == (fault,)
    assert in_order((fault, note)) == (fault,)


def test_nothing_to_judge_says_what_was_seen() -> None:
    seen = nothing_judged({"read": 0, "not_ours": 3, "template": 1, "unreadable": 0})
    assert (seen.blocks, seen.hint) == (
        True,
        "files seen: 3 not ours, 1 template; `policylint kinds` lists what is recognised",
    )
    none = nothing_judged({"read": 0, "not_ours": 0, "template": 0, "unreadable": 0})
    assert none.hint == "Run it where the deployment files are, or name them: policylint check PATH"
