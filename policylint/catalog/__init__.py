"""The rules that policies define: METADATA -> Rule. A rule without a complete METADATA block is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from policylint.catalog.metadata import faults
from policylint.errors import PolicyError
from policylint.model.documents import Problem
from policylint.model.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policylint.model.documents import Json

PREFIX = "policylint.rules."
SETS = frozenset(("deny", "undecided"))


class Entry(Protocol):
    """Where a package defines a rule name; the engine's Entry is one."""

    @property
    def rule(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int: ...


class Package(Protocol):
    """A compiled package with its METADATA; the engine's Package is one."""

    @property
    def name(self) -> str: ...
    @property
    def entries(self) -> Sequence[Entry]: ...
    @property
    def annotations(self) -> Json: ...


class Loaded(Protocol):
    """What an engine says about the modules it compiled."""

    @property
    def packages(self) -> Sequence[Package]: ...


def rules_of(loaded: Loaded, shipped: frozenset[str] | None = None) -> tuple[Rule, ...]:
    """Every rule of the loaded modules, in order of code; raises PolicyError with a Problem for each that is refused.

    A package is a rule when it defines `deny` or `undecided`. `shipped` are the paths of the project's own modules
    (None: all of them are): the codes of other modules begin with X.
    """
    problems: list[Problem] = []
    rules: dict[str, Rule] = {}
    for package in loaded.packages:
        first = _first(package.entries)
        if first is None:
            continue
        wrong = [*faults(package.annotations), *_misplaced(package, first.path, shipped)]
        rule = None if wrong else _rule(package.name, first.path, package.annotations)
        if rule and rule.code in rules:
            wrong = [f"{rule.code} is already the code of {rules[rule.code].name}"]
        elif rule:
            rules[rule.code] = rule
        problems += [_problem(package.name, first, fault) for fault in wrong]
    problems += _clashes(rules.values())
    if problems:
        count = "a rule is" if len(problems) == 1 else f"{len(problems)} faults: rules are"
        raise PolicyError(f"{count} refused. {problems[0].message}", tuple(problems))
    return tuple(rules[code] for code in sorted(rules))


def _first(entries: Iterable[Entry]) -> Entry | None:
    sets = [entry for entry in entries if entry.rule in SETS]
    return min(sets, key=lambda entry: (entry.path, entry.line), default=None)


def _misplaced(package: Package, path: str, shipped: frozenset[str] | None) -> Iterator[str]:
    """Codes and packages of the project are reserved for its own files."""
    code = _custom(package.annotations).get("id")
    theirs = shipped is not None and path not in shipped
    with_x = isinstance(code, str) and code.startswith("X")
    if theirs and not with_x:
        yield f"{code} has a reserved prefix: the codes of your own rules begin with X, such as XAC001"
    elif with_x and not theirs:
        yield f"codes that begin with X, such as {code}, are for the rules of an organisation"
    if not theirs and not package.name.startswith(PREFIX):
        yield f"its package must lie below {PREFIX.rstrip('.')}"


def _clashes(rules: Iterable[Rule]) -> Iterator[Problem]:
    """A former name must not be what another rule is called, and a rule must not depend on one that is not there."""
    known = {name: rule for rule in rules for name in (rule.code, rule.name)}
    for rule in rules:
        for alias in rule.aliases:
            if alias in known:
                yield Problem("policy", f"{rule.name}: its alias {alias} is the name of {known[alias].code}", rule.path)
            known[alias] = rule


def _problem(name: str, entry: Entry, fault: str) -> Problem:
    return Problem("policy", f"{name.removeprefix(PREFIX)}: {fault}", entry.path, entry.line)


def _custom(annotations: Json) -> dict[str, Json]:
    custom = annotations.get("custom") if isinstance(annotations, dict) else None
    return custom if isinstance(custom, dict) else {}


def _rule(package: str, path: str, annotations: Any) -> Rule:
    custom: dict[str, Any] = annotations["custom"]
    return Rule(
        code=custom["id"],
        name=package.removeprefix(PREFIX),
        package=package,
        path=path,
        title=" ".join(annotations["title"].split()),
        description=" ".join(annotations["description"].split()),
        fix=" ".join(custom["fix"].split()),
        severity=custom["severity"],
        confidence=custom["confidence"],
        default=custom["default"],
        scope=custom["scope"],
        reads=tuple(custom["reads"]),
        needs=tuple(custom.get("needs", ())),
        native=custom["native"],
        params=custom.get("params", {}),
        depends_on=tuple(custom.get("depends_on", ())),
        shown_with=tuple(custom.get("shown_with", ())),
        aliases=tuple(custom.get("aliases", ())),
        frameworks={name: tuple(ids) for name, ids in custom.get("frameworks", {}).items()},
        effective_on=custom.get("effective_on"),
        waivable=custom["waivable"],
        uncapped=custom.get("uncapped", False),
        sensitive=custom.get("sensitive", False),
        url=_url(annotations),
        examples=custom.get("examples", {}),
    )


def _url(annotations: Any) -> str | None:
    resources = annotations.get("related_resources") or ()
    return next((each["ref"] for each in resources if isinstance(each, dict) and "ref" in each), None)
