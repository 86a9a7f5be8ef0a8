"""Which rules judge: those that are on by default, less and more by the configuration, then by the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.config import check_against
from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.words import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policylint.config import Config
    from policylint.model.documents import Problem
    from policylint.model.rules import Rule


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rules that judge, the configuration with every name settled, and what it names that does not exist."""

    rules: tuple[Rule, ...]
    config: Config
    problems: tuple[Problem, ...] = ()


def choose(rules: Sequence[Rule], config: Config, select: Sequence[str], ignore: Sequence[str]) -> Chosen:
    """--select replaces the configuration's choice, --ignore takes away from it; an unknown name is a UsageError."""
    collections = _collections((*config.select, *select, *ignore))
    settled, problems = check_against(config, rules, collections)
    disabled = {code for code, _reason in settled.disable}
    wanted = _codes(select, rules, collections) or set(settled.select)
    unwanted = disabled | _codes(ignore, rules, collections)
    kept = tuple(
        rule for rule in rules if rule.code not in unwanted and (rule.code in wanted if wanted else rule.default)
    )
    if not kept:
        raise UsageError("no rule is left to judge: --select, --ignore or the configuration took them all away")
    return Chosen(kept, settled, problems)


def _collections(terms: Sequence[str]) -> dict[str, Sequence[str]]:
    if not any("@" in term for term in terms):
        return {}
    from policylint.catalog.tables import collections

    return {collection.name: collection.rules for collection in collections()}


def _codes(terms: Sequence[str], rules: Sequence[Rule], collections: Mapping[str, Sequence[str]] | None) -> set[str]:
    if not terms:
        return set()
    from policylint.config.terms import Terms

    index = Terms(rules, collections)
    codes: set[str] = set()
    for term in (part.strip() for value in terms for part in value.split(",")):
        found = index.codes(term)
        if not found:
            raise UsageError(f"there is no rule, pack or collection {shown(term)}", hint=index.hint(term))
        codes.update(found)
    return codes
