"""Loads what will judge: starts the engine, compiles the policies, settles which rules were meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.engine import Policies
from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.judging.bundles import speaks_of_files
from policylint.judging.namespaces import plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.engine import Engine, Loaded, RegoVersion
    from policylint.judging.bundles import Bundle
    from policylint.judging.namespaces import Namespaces, Plan
    from policylint.model import Rule


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to load: rules, document policies, or both, and how to read the latter."""

    now: str
    rules: Bundle | None
    policies: Bundle | None
    namespaces: Namespaces
    rego: RegoVersion = "v1"
    combine: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """An engine with policies in it: the rules, and the plan of the document policies."""

    engine: Engine
    rules: tuple[Rule, ...] = ()
    rules_loaded: Loaded | None = None
    plan: Plan | None = None
    policies_loaded: Loaded | None = None


def prepare(start: Callable[[], Engine], wanted: Wanted) -> Ready:
    """Start the engine and load; raises PolicyError, EngineError or UsageError. Document policies come first."""
    engine = start()
    policies_loaded, chosen = None, None
    if wanted.policies is not None:
        policies_loaded = engine.load(_documents(wanted.policies, wanted))
        chosen = plan(policies_loaded, wanted.namespaces, wanted.policies)
    if wanted.rules is None:
        return Ready(engine, (), None, chosen, policies_loaded)
    from policylint.catalog import rules_of

    rules_loaded = engine.load(Policies(wanted.rules.modules, wanted.rules.data, "rules"))
    own = wanted.rules.origins
    rules = rules_of(rules_loaded, frozenset(module.name for module in wanted.rules.modules if module.name not in own))
    if not rules:
        raise UsageError("no rules were loaded: the installation is broken")
    return Ready(engine, rules, rules_loaded, chosen, policies_loaded)


def _documents(bundle: Bundle, wanted: Wanted) -> Policies:
    return Policies(
        bundle.modules, bundle.data, "documents", wanted.rego, wanted.now, speaks_of_files(bundle), wanted.combine
    )
