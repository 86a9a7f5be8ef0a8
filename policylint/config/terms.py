"""What people may write for rules (codes, names, former names, packs, @collections) -> codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policylint.model.rules import Rule


class Terms:
    """An index of the rules that are loaded. A pack is the letters of its codes or the first part of its names."""

    def __init__(self, rules: Iterable[Rule], collections: Mapping[str, Iterable[str]] | None = None) -> None:
        self.rules = {rule.code: rule for rule in rules}
        self._single = {name: rule for rule in self.rules.values() for name in (rule.code, rule.name, *rule.aliases)}
        self._groups: dict[str, list[str]] = {}
        for rule in self.rules.values():
            for pack in (rule.code.rstrip("0123456789"), rule.name.partition(".")[0]):
                self._groups.setdefault(pack, []).append(rule.code)
        for name, codes in (collections or {}).items():
            self._groups[f"@{name.removeprefix('@')}"] = [code for code in codes if code in self.rules]

    def rule(self, term: str) -> Rule | None:
        """The one rule with this code, name or former name."""
        return self._single.get(term)

    def codes(self, term: str) -> tuple[str, ...] | None:
        """The codes a term stands for; None when nothing is called so."""
        rule = self.rule(term)
        if rule:
            return (rule.code,)
        found = self._groups.get(term)
        return None if found is None else tuple(sorted(found))

    def hint(self, term: str, *, one: bool = False) -> str:
        """What to write in place of an unknown term; with `one` only single rules are proposed."""
        if one and term in self._groups:
            return f"Name its rules one by one: {', '.join(sorted(self._groups[term]))}."
        near = words.nearest(term, self._single if one else (*self._single, *self._groups))
        if near and near in self._single and near != self._single[near].code:
            near = f"{near} ({self._single[near].code})"
        return f"Did you mean {near}?" if near else "`policylint rules list` shows the rules."
