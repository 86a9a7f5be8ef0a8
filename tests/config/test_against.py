"""A configuration names rules, packs, collections and parameters; all of them must be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.trees import Everything

from policylint import settings
from policylint.config import Config, check_against
from policylint.config.against import fits
from policylint.config.terms import Terms
from policylint.model.documents import Problem, Source
from policylint.model.rules import Rule

if TYPE_CHECKING:
    from policylint.model.documents import Json


def rule(code: str, name: str, aliases: tuple[str, ...] = (), **params: Json) -> Rule:
    """A rule as the catalogue gives it, with only what names it."""
    return Rule(code, name, f"policylint.rules.{name}", "", "", "", "", {}, params=params, aliases=aliases)


RULES = (
    rule("REL001", "release.model_version_pinned", ("release.version_pinned",)),
    rule("REL002", "release.rollback_ready", max_age_days=30, triggers=["error_rate"]),
    rule("DOC002", "documentation.model_card_complete", min_words=12),
    rule("PRO005", "promotion.approved", roles={}, strict=False, scope="all"),
)
COLLECTIONS = {"native": ("REL001", "DOC002"), "spaces": ()}


def settled(text: str) -> tuple[Config, tuple[Problem, ...]]:
    """A configuration text, parsed and held against RULES."""
    config, problems = settings.of_source(Source(".policylint.yaml", text.encode(), named=True), Everything())
    assert not any(problem.blocks for problem in problems)
    return check_against(config, RULES, COLLECTIONS)


@pytest.mark.parametrize(
    ("term", "codes"),
    [
        ("REL001", ("REL001",)),
        ("release.model_version_pinned", ("REL001",)),
        ("release.version_pinned", ("REL001",)),
        ("REL", ("REL001", "REL002")),
        ("release", ("REL001", "REL002")),
        ("'@native'", ("DOC002", "REL001")),
    ],
)
def test_a_term_selects(term: str, codes: tuple[str, ...]) -> None:
    """Codes, names, former names, packs and collections become codes."""
    config, problems = settled(f"select: [{term}]\n")
    assert (config.select, problems) == (codes, ())


def test_selected_twice_is_once() -> None:
    """A rule that several terms name is selected once."""
    assert settled("select: [REL, REL001, '@native']\n")[0].select == ("REL001", "REL002", "DOC002")


def test_names_become_codes() -> None:
    """`disable` and `params` by name mean the same as by code."""
    config, problems = settled(
        "disable: [{rule: release.version_pinned, reason: r}]\nparams: {release.rollback_ready: {max_age_days: 14.5}}\n"
    )
    assert problems == ()
    assert config.disable == (("REL001", "r"),)
    assert config.params == {"REL002": {"max_age_days": 14.5}}


FAULTS = [
    ("select: [REL01]\n", 1, 10, '"REL01"', "Did you mean REL001?"),
    ("select: [rel001]\n", 1, 10, '"rel001"', "Did you mean REL001?"),
    ("select: [REL001, release.rolback_ready]\n", 1, 18, "rolback", "Did you mean release.rollback_ready (REL002)?"),
    ("select: ['@natve']\n", 1, 10, "no collection", "Did you mean @native?"),
    ("select: ['@spaces']\n", 1, 10, "holds no rule", None),
    ("select: [quite-else]\n", 1, 10, "quite-else", "rules list"),
    ("disable:\n  - rule: REL009\n    reason: r\n", 2, 5, "REL009", "Did you mean REL00"),
    ("disable: [REL]\n", 1, 11, '"REL"', "one by one: REL001, REL002."),
    ("disable: ['@native']\n", 1, 11, "@native", "one by one: DOC002, REL001."),
    ("params:\n  REL020: {a: 1}\n", 2, 3, "REL020", "Did you mean"),
    ("params:\n  REL002:\n    max_age_day: 1\n", 3, 5, '"max_age_day"', "Did you mean max_age_days?"),
    ("params: {REL002: {zzz: 1}}\n", 1, 19, '"zzz"', "max_age_days and triggers"),
    ("params: {REL001: {zzz: 1}}\n", 1, 19, '"zzz"', "takes none"),
    ("params: {REL002: {max_age_days: '14'}}\n", 1, 33, "a number such as 30; it is text", None),
    ("params: {REL002: {triggers: error_rate}}\n", 1, 29, "a list", None),
    ("params:\n  REL002: {max_age_days: 1}\n  release.rollback_ready: {}\n", 3, 3, "given twice", None),
]


@pytest.mark.parametrize(("text", "line", "column", "says", "hint"), FAULTS, ids=[row[0].strip() for row in FAULTS])
def test_an_unknown_word_stands_at_its_line(text: str, line: int, column: int, says: str, hint: str | None) -> None:
    """Every unknown rule, collection and parameter blocks, at its line, with the nearest right word."""
    _, (problem,) = settled(text)
    assert problem.blocks
    assert (problem.path, problem.line, problem.column) == (".policylint.yaml", line, column)
    assert says in problem.message
    assert hint is None or hint in (problem.hint or "")


def test_a_bare_configuration_asks_nothing() -> None:
    """A configuration that names no rule comes back as it is."""
    config = Config(fail_on="warning")
    assert check_against(config, ()) == (config, ())


def test_an_unknown_term_is_none() -> None:
    """Flags such as --select ask the same index."""
    terms = Terms(RULES, COLLECTIONS)
    assert terms.codes("nothing") is None
    assert terms.codes("@spaces") == ()


@pytest.mark.parametrize(
    ("default", "given", "fine"),
    [
        (None, [1], True),
        (1, 2.5, True),
        (1, True, False),
        (True, 1, False),
        ("a", "b", True),
        ("a", None, False),
        ([], ["a", 1], True),
        (["a"], ["b", "c"], True),
        (["a"], [1], False),
        ({}, {"a": 1}, True),
        ({}, [], False),
    ],
)
def test_a_parameter_has_the_type_of_its_default(default: Json, given: Json, fine: bool) -> None:
    """Numbers are one type; booleans are not numbers; items follow the first item of the default."""
    assert fits(default, given) is fine
