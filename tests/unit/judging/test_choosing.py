"""Which rules judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from policylint.config import Config
from policylint.errors import UsageError
from policylint.judging.choosing import choose
from policylint.model.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence


def rule(code: str, name: str, default: bool = True) -> Rule:
    return Rule(code, name, f"policylint.rules.{name}", "x", "", "", "", {"production": "error"}, default=default)


RULES = (
    rule("REL001", "release.pinned"),
    rule("REL002", "release.tagged", default=False),
    rule("SUP001", "supply_chain.digest"),
)
CASES: list[tuple[dict[str, Any], Sequence[str], Sequence[str], list[str]]] = [
    ({}, (), (), ["REL001", "SUP001"]),
    ({}, ("REL",), (), ["REL001", "REL002"]),
    ({}, ("release",), ("REL001",), ["REL002"]),
    ({}, ("release.pinned,SUP001",), (), ["REL001", "SUP001"]),
    ({}, (), ("SUP",), ["REL001"]),
    ({"select": ("REL002",)}, (), (), ["REL002"]),
    ({"select": ("REL002",)}, ("SUP001",), (), ["SUP001"]),
    ({"disable": (("REL001", "why"),)}, (), (), ["SUP001"]),
    ({"disable": (("REL001", "why"),)}, ("REL",), (), ["REL002"]),
]


@pytest.mark.parametrize(("config", "select", "ignore", "codes"), CASES)
def test_the_command_line_chooses_before_the_configuration_and_less_always_wins(
    config: dict[str, Any], select: Sequence[str], ignore: Sequence[str], codes: list[str]
) -> None:
    assert [rule.code for rule in choose(RULES, Config(**config), select, ignore).rules] == codes


@pytest.mark.parametrize("term", ["REL999", "nothing", "@nobody", "", "REL001,"])
@pytest.mark.parametrize("where", ["select", "ignore"])
def test_a_name_that_is_none_is_bad_usage(term: str, where: str) -> None:
    chosen = {"select": (), "ignore": (), where: (term,)}
    with pytest.raises(UsageError, match="there is no rule, pack or collection"):
        choose(RULES, Config(), chosen["select"], chosen["ignore"])


def test_a_configuration_that_names_no_rule_of_ours_is_a_problem_and_the_rest_judges() -> None:
    chosen = choose(RULES, Config(select=("REL999",)), (), ())
    assert [problem.blocks for problem in chosen.problems] == [True]
    assert [rule.code for rule in chosen.rules] == ["REL001", "SUP001"]


def test_choosing_everything_away_is_bad_usage() -> None:
    with pytest.raises(UsageError, match="no rule is left to judge"):
        choose(RULES, Config(), ("REL",), ("release",))
