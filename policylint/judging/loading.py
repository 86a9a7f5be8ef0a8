"""Loads what will judge: starts the engine, compiles the policies, settles which rules were meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.judging.bundles import as_documents, as_rules, in_full
from policylint.judging.namespaces import plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.engine import Engine, Loaded, RegoVersion
    from policylint.judging.bundles import Bundle
    from policylint.judging.namespaces import Namespaces, Plan
    from policylint.model.rules import Rule


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
    """An engine with policies in it: the rules, and the plan of the document policies with its `selection`."""

    engine: Engine
    rules: tuple[Rule, ...] = ()
    rules_loaded: Loaded | None = None
    plan: Plan | None = None
    selection: int = 0


def prepare(start: Callable[[], Engine], wanted: Wanted) -> Ready:
    """Start the engine and load; raises PolicyError, EngineError or UsageError. Document policies come first."""
    engine = start()
    chosen, selection = None, 0
    if wanted.policies is not None:
        loaded = engine.load(as_documents(wanted.policies, wanted.now, wanted.rego, combine=wanted.combine))
        chosen = plan(loaded, wanted.namespaces, wanted.policies)
        selection = engine.select(loaded.handle, chosen.asks)
    if wanted.rules is None:
        return Ready(engine, (), None, chosen, selection)
    from policylint.catalog import rules_of

    bundle = wanted.rules if engine.name == "embedded" else in_full(wanted.rules)
    own, rules_loaded = bundle.origins, engine.load(as_rules(bundle))
    shipped = frozenset(each.name for each in bundle.modules if each.name not in own) if own else None
    rules = rules_of(rules_loaded, shipped)
    if not rules:
        raise UsageError("no rules were loaded: the installation is broken")
    return Ready(engine, rules, rules_loaded, chosen, selection)
