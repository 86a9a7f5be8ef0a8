"""Exceptions: what they waive, what they must not, and which are dead."""

from __future__ import annotations

from typing import Any

from policylint.engine import Answer, Ask, Entry
from policylint.judging.exceptions import Exceptions
from policylint.judging.namespaces import Plan

DENY, OWNER, EXCEPTION = Ask("main", "deny"), Ask("main", "deny_owner"), Ask("main", "exception")
OTHER = Ask("other", "warn_size")
PLAN = Plan((DENY, OWNER, OTHER, EXCEPTION), (), (Entry("main", "exception", "e.rego", 7, 1, "set"),))


def answer(*values: Any, package: str = "main") -> Answer:
    return Answer(((Ask(package, "exception"), values),))


def test_an_exception_waives_the_rules_of_its_package_that_it_names() -> None:
    waived, wrong = Exceptions(PLAN).of(answer(["owner"], ["size"]))
    assert (waived, wrong) == (frozenset({("main", "owner")}), [])


def test_the_empty_name_waives_nothing_and_is_an_error() -> None:
    waived, wrong = Exceptions(PLAN).of(answer(["", "owner"]))
    assert waived == {("main", "owner")}
    assert [ask for ask, _ in wrong] == [EXCEPTION]


def test_a_name_that_no_rule_has_is_a_note_once_and_at_its_line() -> None:
    exceptions = Exceptions(PLAN)
    for _ in range(3):
        exceptions.of(answer(["ownr"], ["owner"]))
    (note,) = exceptions.dead()
    assert (note.path, note.line, note.blocks) == ("e.rego", 7, False)
    assert note.message == 'the exception "ownr" names no rule of main: it waives nothing'
    assert "These can be waived: owner." in str(note.hint)


def test_an_answer_without_exceptions_waives_nothing() -> None:
    exceptions = Exceptions(PLAN)
    assert exceptions.of(Answer(((DENY, ("m",)),))) == (frozenset(), [])
    assert list(exceptions.dead()) == []
