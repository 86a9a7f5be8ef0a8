"""METADATA of the loaded packages -> Rules. A rule without valid METADATA is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.errors import PolicyError
from policylint.model import Problem, Rule

if TYPE_CHECKING:
    from policylint.engine import Loaded, Package

PREFIX = "policylint.rules."


def rules_of(loaded: Loaded) -> tuple[Rule, ...]:
    """Every rule of the loaded packages, by code; raises PolicyError."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for package in loaded.packages:
        if package.name.startswith(PREFIX):
            found = _rule(package)
            rules += [found] if isinstance(found, Rule) else []
            problems += [found] if isinstance(found, Problem) else []
    if problems:
        raise PolicyError("rules without valid METADATA", tuple(problems))
    return tuple(sorted(rules, key=lambda rule: rule.code))


def _rule(package: Package) -> Rule | Problem:
    meta: Any = package.annotations or {}
    custom = meta.get("custom", {})
    resources = meta.get("related_resources") or [{}]
    path = package.entries[0].path if package.entries else package.name
    if not meta.get("title") or not custom.get("id") or not custom.get("severity"):
        return Problem("policy", f"{package.name} has no title, id or severity in its METADATA", path, 1, 1)
    return Rule(
        code=custom["id"],
        name=package.name.removeprefix(PREFIX),
        package=package.name,
        path=path,
        title=meta["title"],
        description=meta.get("description", "").strip(),
        fix=str(custom.get("fix", "")).strip(),
        severity=custom["severity"],
        confidence=custom.get("confidence", "high"),
        default=custom.get("default", True),
        scope=custom.get("scope", "subject"),
        reads=tuple(custom.get("reads", ())),
        needs=tuple(custom.get("needs", ())),
        native=custom.get("native", "full"),
        params=custom.get("params", {}),
        depends_on=tuple(custom.get("depends_on", ())),
        aliases=tuple(custom.get("aliases", ())),
        frameworks={key: tuple(values) for key, values in custom.get("frameworks", {}).items()},
        effective_on=custom.get("effective_on"),
        waivable=custom.get("waivable", False),
        uncapped=custom.get("uncapped", False),
        url=str(resources[0].get("ref")) if resources[0].get("ref") else None,
    )
