"""The rules as the commands that speak about rules see them: shipped, built in, and the organisation's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylint.config import Config
    from policylint.model.rules import Rule


def rules(config: Config | None = None, root: str = ".") -> tuple[Rule, ...]:
    """Every rule, by code, with those of the configuration's own folders; raises EngineError or PolicyError."""
    from policylint.cli.checking import rules_of
    from policylint.config import Config
    from policylint.engine.embedded import Embedded
    from policylint.judging.loading import Wanted, prepare
    from policylint.judging.namespaces import Namespaces
    from policylint.judging.schema import BUILT_IN

    ready = prepare(Embedded, Wanted("", rules_of(config or Config(), root), None, Namespaces()))
    ready.engine.close()
    return tuple(sorted((*BUILT_IN, *ready.rules), key=lambda rule: rule.code))


def rules_here() -> tuple[Rule, ...]:
    """The rules of the repository in which the command runs. A faulty configuration is for `check` to tell."""
    from policylint import settings
    from policylint.cli.where import find_root

    root = find_root(())
    config, problems = settings.load(root)
    return rules(None if any(problem.blocks for problem in problems) else config, root)
