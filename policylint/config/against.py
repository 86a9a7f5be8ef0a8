"""A configuration against the rules that are loaded: every rule, pack, collection and parameter in it must be known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policylint import words
from policylint.config.checks import Checks, below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.config import Config
    from policylint.config.terms import Terms
    from policylint.model.documents import Json, Problem
    from policylint.model.rules import Rule

Params = dict[str, dict[str, "Json"]]


def settle(config: Config, terms: Terms) -> tuple[Config, tuple[Problem, ...]]:
    """The configuration with codes in place of all names, and a Problem for every name that is unknown."""
    settler = _Settler(config, terms)
    settled = replace(
        config,
        select=tuple(settler.select()),
        disable=tuple(settler.disable()),
        params=dict(settler.params()),
    )
    return settled, settler.problems(config.path, config.locate)


class _Settler(Checks):
    def __init__(self, config: Config, terms: Terms) -> None:
        super().__init__()
        self.config = config
        self.terms = terms

    def select(self) -> Iterator[str]:
        seen: set[str] = set()
        for index, term in enumerate(self.config.select):
            codes = self.terms.codes(term)
            if codes is None:
                what = "collection" if term.startswith("@") else "rule, pack or collection"
                self.fault(
                    f"/select/{index}", f"select: there is no {what} {words.shown(term)}.", self.terms.hint(term)
                )
            elif not codes:
                self.fault(f"/select/{index}", f"select: the collection {words.shown(term)} holds no rule.")
            yield from (code for code in codes or () if code not in seen)
            seen.update(codes or ())

    def disable(self) -> Iterator[tuple[str, str]]:
        for index, (term, reason) in enumerate(self.config.disable):
            rule = self._rule(f"/disable/{index}", "disable", term)
            if rule:
                yield rule.code, reason

    def params(self) -> Iterator[tuple[str, dict[str, Json]]]:
        seen: set[str] = set()
        for term, given in self.config.params.items():
            pointer = below("/params", term)
            rule = self._rule(pointer, "params", term, key=True)
            if rule and rule.code in seen:
                self.fault(pointer, f"params: {rule.code} is given twice, by its code and by a name.", key=True)
            elif rule:
                seen.add(rule.code)
                yield rule.code, dict(self._given(pointer, rule, given))

    def _given(self, pointer: str, rule: Rule, given: dict[str, Json]) -> Iterator[tuple[str, Json]]:
        for name, value in given.items():
            place = below(pointer, name)
            if name not in rule.params:
                self.fault(place, f"{rule.code} has no parameter {words.shown(name)}.", _known(rule, name), key=True)
            elif not fits(rule.params[name], value):
                default = rule.params[name]
                wanted = f"{words.kind_of(default)} such as {words.shown(default)}"
                self.fault(place, f"{rule.code}: {name} must be {wanted}; it is {words.kind_of(value)}.")
            else:
                yield name, value

    def _rule(self, pointer: str, where: str, term: str, *, key: bool = False) -> Rule | None:
        rule = self.terms.rule(term)
        if rule is None:
            hint = self.terms.hint(term, one=True)
            self.fault(pointer, f"{where}: there is no rule {words.shown(term)}.", hint, key=key)
        return rule


def fits(default: Json, given: Json) -> bool:
    """Whether a value has the type of a parameter's default: null takes anything, items are like the first item."""
    if default is None:
        return True
    if isinstance(default, (int, float)) and not isinstance(default, bool):
        return isinstance(given, (int, float)) and not isinstance(given, bool)
    if isinstance(default, list) and default:
        return isinstance(given, list) and all(fits(default[0], item) for item in given)
    return type(given) is type(default)


def _known(rule: Rule, name: str) -> str:
    if not rule.params:
        return "It takes none."
    return words.did_you_mean(name, rule.params) or f"Known here: {words.either(rule.params, 'and')}."
