"""How serious a result is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policylint.judging.levels import announced, higher, level_of, lower, reaches, severity
from policylint.model.rules import LEVELS, Rule

if TYPE_CHECKING:
    from policylint.model.deployments import Stage
    from policylint.model.rules import Level, Outcome


def rule(uncapped: bool = False, effective_on: str | None = None, **levels: Level) -> Rule:
    return Rule("REL001", "release.x", "p", "x.rego", "", "", "", levels, uncapped=uncapped, effective_on=effective_on)  # type: ignore[arg-type]


def test_levels_are_ordered() -> None:
    for number, one in enumerate(LEVELS):
        for other in LEVELS[number:]:
            assert (lower(one, other), higher(one, other)) == (one, other)
            assert (lower(other, one), higher(other, one)) == (one, other)
            assert reaches(other, one)
            assert reaches(one, other) == (one == other)


@pytest.mark.parametrize(
    ("stage", "uncapped", "expected"),
    [
        ("production", False, "error"),
        ("staging", False, "note"),
        ("space", False, None),
        (None, False, "warning"),
        (None, True, "error"),
    ],
)
def test_a_rule_has_a_level_for_each_stage_and_at_most_a_warning_where_it_is_not_known(
    stage: Stage | None, uncapped: bool, expected: Level | None
) -> None:
    assert severity(rule(uncapped, production="error", staging="note"), stage) == expected


def test_a_rule_that_does_not_apply_in_production_does_not_apply_where_the_stage_is_not_known() -> None:
    assert severity(rule(space="error"), None) is None


@pytest.mark.parametrize(
    ("base", "stage", "outcome", "cap", "blocks", "expected"),
    [
        ("error", "production", "fail", None, True, "error"),
        ("error", "production", "fail", "note", True, "note"),
        ("note", "production", "fail", "error", True, "note"),
        ("error", "production", "undecided", None, True, "error"),
        ("error", "production", "undecided", None, False, "warning"),
        ("error", "staging", "undecided", None, True, "warning"),
        ("note", "staging", "undecided", None, True, "note"),
        ("error", None, "undecided", None, True, "warning"),
        ("note", "space", "not_evaluated", "note", False, "error"),
    ],
)
def test_a_result_may_be_milder_than_its_rule_and_what_was_not_evaluated_never_is(
    base: Level, stage: Stage | None, outcome: Outcome, cap: Level | None, blocks: bool, expected: Level
) -> None:
    assert level_of(base, stage, outcome, cap, blocks) == expected


@pytest.mark.parametrize(
    ("effective_on", "expected"), [(None, False), ("2026-11-23", False), ("2026-11-24", False), ("2026-11-25", True)]
)
def test_a_rule_is_announced_until_its_day(effective_on: str | None, expected: bool) -> None:
    assert announced(rule(effective_on=effective_on, production="error"), "2026-11-24T00:00:00Z") == expected
