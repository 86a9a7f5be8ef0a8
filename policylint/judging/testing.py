"""Which modules the tests of somebody's own rules are loaded with, and what the tests came to."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from policylint.errors import UsageError
from policylint.frozen import dataclass, field, replace
from policylint.judging.bundles import Bundle, as_documents, as_rules, in_full, is_tests, joined, of_repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policylint.config import Config
    from policylint.engine import Policies, RegoVersion
    from policylint.engine.embedded import Embedded
    from policylint.engine.proving import Proof, RegoTest, Unproved
    from policylint.model.documents import Json, Problem

# What only rules have: they speak of the shipped packages, or carry a code in their METADATA.
_OF_RULES = re.compile(
    r"^[ \t]*(?:import[ \t]+data\.|package[ \t]+)policylint\b|^#[ \t]+id:[ \t]*[A-Z]{3}[0-9]{3}\b", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to test: `paths` as they were given (none: the folders of the configuration), and how policies are read."""

    root: str
    config: Config
    paths: tuple[str, ...]
    shipped: Bundle
    now: str
    data: dict[str, Json] = field(default_factory=dict)
    rego: RegoVersion = "v1"


@dataclass(frozen=True, slots=True)
class Load:
    """What is compiled together; the tests of the modules `own` count, where they lie below one of `within`."""

    policies: Policies
    own: tuple[str, ...]
    within: tuple[str, ...] = (".",)


@dataclass(frozen=True, slots=True)
class Tested:
    """A test and what it came to; None: it was left out."""

    test: RegoTest
    proof: Proof | None

    @property
    def outcome(self) -> str:
        """passed, failed, not_evaluated or skipped."""
        if self.proof is None:
            return "skipped"
        if self.proof.fault:
            return "not_evaluated"
        return "passed" if self.proof.passed else "failed"


@dataclass(frozen=True, slots=True)
class Results:
    """All tests in order, the rules without a test, and notes."""

    tests: tuple[Tested, ...] = ()
    unproved: tuple[Unproved, ...] = ()
    notes: tuple[Problem, ...] = ()

    def count(self, outcome: str) -> int:
        """How many tests came to this."""
        return sum(each.outcome == outcome for each in self.tests)

    @property
    def outcome(self) -> str:
        """passed, failed, or not decided where a test could not be evaluated."""
        if self.count("not_evaluated"):
            return "not decided"
        return "failed" if self.count("failed") else "passed"


def loads(wanted: Wanted) -> tuple[Load, ...]:
    """What to load, in order; raises UsageError and PolicyError. Nothing where nothing is configured and named."""
    config, given = wanted.config, tuple(_relative(path, wanted.root) for path in wanted.paths)
    found: list[Load] = []
    for folders, make in ((config.rules, _rules), (config.policies, _documents)):
        touched = tuple(path for path in given if any(_meet(path, folder) for folder in folders))
        if folders and (touched or not given):
            own = of_repository(folders, wanted.root, tests=True)
            found.append(make(own, wanted, touched or (".",)))
    named = (*config.rules, *config.policies)
    loose = [path for path in given if not any(_meet(path, folder) for folder in named)]
    return (*found, *_loose(loose, wanted))


def run(engine: Embedded, wanted: Wanted) -> Results:
    """Load and evaluate; raises PolicylintError where that cannot be done, or where there is no test to evaluate."""
    from policylint.engine.proving import Prover

    results = Results()
    for load in loads(wanted):
        prover = Prover(engine, load.policies, load.own)
        suite = prover.load()
        chosen = [(n, test) for n, test in enumerate(suite.tests) if _below(test.path, load.within)]
        tests = tuple(Tested(test, None if test.skipped else prover.prove(n)) for n, test in chosen)
        unproved = tuple(rule for rule in suite.unproved if _below(rule.path, load.within))
        results = Results((*results.tests, *tests), (*results.unproved, *unproved), (*results.notes, *suite.notes))
    _something(results, wanted)
    return results


def _something(results: Results, wanted: Wanted) -> None:
    """A run that tests nothing must not look like one in which everything passed."""
    hint = "A test is a rule whose name begins with test_, by custom in a file whose name ends with _test.rego."
    for path in wanted.paths:
        below = _relative(path, wanted.root)
        if not any(_below(each.test.path, (below,)) for each in results.tests):
            raise UsageError(f"there is no test in {path}", hint=hint)
    if results.count("skipped") == len(results.tests):
        raise UsageError("every test is skipped" if results.tests else "your rules have no test at all", hint=hint)


def _rules(own: Bundle, wanted: Wanted, within: tuple[str, ...]) -> Load:
    """Beside the shipped rules, as in a check. Where `own` are the shipped rules themselves, with their tests."""
    names = tuple(module.name for module in own.modules)
    shipped = in_full(wanted.shipped)
    texts = {module.name: module.text for module in shipped.modules}
    rules = [module for module in own.modules if not is_tests(module.name)]
    if rules and all(texts.get(module.name) == module.text for module in rules):
        tests = (module for module in own.modules if is_tests(module.name))
        return Load(as_rules(replace(shipped, modules=(*shipped.modules, *tests))), names, within)
    return Load(as_rules(joined(shipped, own)), names, within)


def _documents(own: Bundle, wanted: Wanted, within: tuple[str, ...]) -> Load:
    names = tuple(module.name for module in own.modules)
    return Load(as_documents(replace(own, data=wanted.data), wanted.now, wanted.rego), names, within)


def _loose(paths: Iterable[str], wanted: Wanted) -> Iterator[Load]:
    """Paths that the configuration does not know: what is in their folders tells whether they hold rules."""
    kinds: dict[bool, list[str]] = {}
    for path in paths:
        place = os.path.join(wanted.root, path)
        folder = place if os.path.isdir(place) else os.path.dirname(place)
        bundle = of_repository((folder,), wanted.root, tests=True)
        is_rules = wanted.rego == "v1" and any(_OF_RULES.search(module.text) for module in bundle.modules)
        kinds.setdefault(is_rules, []).append(folder)
    for is_rules, folders in sorted(kinds.items()):
        own = of_repository(tuple(folders), wanted.root, tests=True)
        yield (_rules if is_rules else _documents)(own, wanted, tuple(paths))


def _relative(path: str, root: str) -> str:
    if not path:
        raise UsageError("a PATH is empty", hint="A variable that is not set? Leave it out to test all of your rules.")
    if not os.path.exists(path):
        raise UsageError(f"there is no file or folder {path}")
    return os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")


def _meet(path: str, folder: str) -> bool:
    """Whether one lies in the other."""
    folder = os.path.normpath(folder).replace(os.sep, "/")
    return _below(path, (folder,)) or _below(folder, (path,))


def _below(path: str, places: Iterable[str]) -> bool:
    return any(place in (".", path) or path.startswith(f"{place}/") for place in places)
