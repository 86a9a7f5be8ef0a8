"""The rules as the commands that speak about rules see them: shipped, built in, and the organisation's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylint.config.terms import Terms
    from policylint.model import Rule


def rules() -> tuple[Rule, ...]:
    """Every rule, by code; raises EngineError or PolicyError when they cannot be loaded."""
    from policylint.engine.embedded import Embedded
    from policylint.judging.bundles import shipped
    from policylint.judging.loading import Wanted, prepare
    from policylint.judging.namespaces import Namespaces
    from policylint.judging.schema import BUILT_IN

    ready = prepare(Embedded, Wanted("", shipped(), None, Namespaces()))
    ready.engine.close()
    return tuple(sorted((*BUILT_IN, *ready.rules), key=lambda rule: rule.code))


def terms() -> Terms:
    """An index of every rule by code, name and former name."""
    from policylint.config.terms import Terms

    return Terms(rules())
