"""Document policies: conftest's packages and rule names, asked of one document at a time.

Where conftest passes in silence this says why it cannot decide: no such namespace, no rules, a near miss in a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.engine import Ask
from policylint.errors import PolicyError, UsageError
from policylint.frozen import dataclass
from policylint.model.documents import Problem

if TYPE_CHECKING:
    from policylint.engine import Entry, Loaded, Package
    from policylint.judging.bundles import Bundle

_JUDGING = ("deny", "violation", "warn")
_NEAR = ("deny", "deni", "viol", "warn")
_NEAR_MISS = r"(?i)_*(deny|denied|denies|violations?|warn(?:ings?|s)?)(_\w*|[a-z0-9]*)"
_PREFIXES = ("violation_", "deny_", "warn_")
DEFAULT_NAMESPACE = "main"
EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Namespaces:
    """Which packages judge: names or globs as given with --namespace, or all of them."""

    names: tuple[str, ...] = (DEFAULT_NAMESPACE,)
    all: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask of every document, and the exceptions to ask beside it. `rules` counts the rule names."""

    asks: tuple[Ask, ...]
    notes: tuple[Problem, ...] = ()
    exceptions: tuple[Entry, ...] = ()

    @property
    def rules(self) -> int:
        return sum(1 for ask in self.asks if ask.rule != EXCEPTION)


def is_failure(rule: str) -> bool:
    """True for deny and violation names, False for warn names."""
    return not rule.startswith("warn")


def exception_name(rule: str) -> str:
    """The name by which an exception waives a rule: `deny_owner` -> `owner`, `deny` -> ``. As in conftest."""
    if "_" not in rule:
        return ""
    for prefix in _PREFIXES:
        rule = rule.removeprefix(prefix)
    return rule


def plan(loaded: Loaded, namespaces: Namespaces, bundle: Bundle) -> Plan:
    """The asks of the chosen packages.

    Raises UsageError or PolicyError where nothing, or not what was meant, would judge.
    """
    chosen = _chosen(loaded, namespaces)
    judging = [entry for package in chosen for entry in package.entries if _judges(entry)]
    problems = [*_near_misses(chosen), *_foreign_exceptions(chosen, bundle)]
    problems += [entry.trouble for entry in judging if entry.trouble is not None]
    if problems:
        raise PolicyError("the policies would not judge what their names promise", tuple(problems))
    if not judging:
        raise UsageError(
            _no_rules(loaded, namespaces), hint="a judging rule is named deny, warn or violation, or deny_x"
        )
    exceptions = tuple(entry for package in chosen for entry in package.entries if entry.rule == EXCEPTION)
    asks = tuple(Ask(entry.package, entry.rule) for entry in (*judging, *exceptions))
    return Plan(asks, loaded.notes, exceptions)


def _judges(entry: Entry) -> bool:
    stem, *rest = entry.rule.split("_")
    named = stem in _JUDGING and all(part.isascii() and part.isalnum() for part in rest)
    return named and entry.shape != "function"


def _nearly(name: str) -> bool:
    """Whether a name was meant to judge; patterns are compiled only for names that come close."""
    return any(near in name.lower() for near in _NEAR) and re.fullmatch(_NEAR_MISS, name) is not None


def _chosen(loaded: Loaded, namespaces: Namespaces) -> list[Package]:
    if namespaces.all:
        return [p for p in loaded.packages if any(_judges(e) for e in p.entries)]
    chosen: dict[str, Package] = {}
    for name in namespaces.names:
        matching = [p for p in loaded.packages if _matches(p.name, name)]
        if not any(_judges(e) for p in matching for e in p.entries):
            raise UsageError(_no_namespace(loaded, name, bool(matching)))
        chosen.update((p.name, p) for p in matching)
    return list(chosen.values())


def _matches(package: str, wanted: str) -> bool:
    """As conftest does: *, ? and [...] are wild, and a dot is like any other character."""
    if package == wanted or not any(mark in wanted for mark in "*?["):
        return package == wanted
    from fnmatch import fnmatchcase

    return fnmatchcase(package, wanted.replace("[^", "[!"))


def _no_namespace(loaded: Loaded, name: str, exists: bool) -> str:
    having = sorted(p.name for p in loaded.packages if any(_judges(e) for e in p.entries))
    what = (
        f"the package {name} has no deny, warn or violation rule"
        if exists
        else f"no package matches the namespace {name}"
    )
    if not having:
        return f"{what}, and no other package has one"
    return f"{what}; packages that do judge: {', '.join(having)} (choose with --namespace, or --all-namespaces)"


def _no_rules(loaded: Loaded, namespaces: Namespaces) -> str:
    where = "any package" if namespaces.all else ", ".join(namespaces.names)
    return f"the policies hold no deny, warn or violation rule in {where}: nothing would be judged"


def _near_misses(chosen: list[Package]) -> list[Problem]:
    return [
        Problem("policy", _meant(entry.rule), path=entry.path, line=entry.line, column=entry.column)
        for package in chosen
        for entry in package.entries
        if not entry.used and entry.shape != "function" and not _judges(entry) and _nearly(entry.rule)
    ]


def _meant(name: str) -> str:
    stem = "warn" if name.lower().lstrip("_").startswith("warn") else "violation" if "viol" in name.lower() else "deny"
    return f"the rule {name} is never asked: only deny, warn, violation and deny_x judge; did you mean {stem}?"


def _foreign_exceptions(chosen: list[Package], bundle: Bundle) -> list[Problem]:
    """An exception from another --policy folder than the rules of its package would switch them off unseen."""
    problems = []
    for package in chosen:
        homes = {bundle.origins.get(file) for e in package.entries if _judges(e) for file in e.files}
        for entry in package.entries:
            abroad = [file for file in entry.files if {bundle.origins.get(file)} != homes]
            if entry.rule == EXCEPTION and homes and abroad:
                message = (
                    f"this exception comes from another policy folder than rules of {package.name} that it could waive"
                )
                hint = "Move it into the folder of the rules, or give the rules of each folder a package of their own."
                line = entry.line if abroad[0] == entry.path else 1
                problems.append(Problem("policy", message, abroad[0], line, hint=hint))
    return problems
