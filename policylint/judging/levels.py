"""How serious a result is: the rule's severity for the stage, capped by what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.rules import LEVELS

if TYPE_CHECKING:
    from policylint.model.deployments import Stage
    from policylint.model.rules import Level, Outcome, Rule


def lower(one: Level, other: Level) -> Level:
    """The milder of two levels."""
    return LEVELS[min(LEVELS.index(one), LEVELS.index(other))]


def higher(one: Level, other: Level) -> Level:
    """The graver of two levels."""
    return LEVELS[max(LEVELS.index(one), LEVELS.index(other))]


def severity(rule: Rule, stage: Stage | None) -> Level | None:
    """The rule's level at a stage, None where it does not apply.

    An unknown stage is judged as production, at most a warning.
    """
    level = rule.severity.get(stage or "production")
    if level is None or stage is not None or rule.uncapped:
        return level
    return lower(level, "warning")


def level_of(base: Level, stage: Stage | None, outcome: Outcome, cap: Level | None, undecided_blocks: bool) -> Level:
    """The level of one result: `base` capped by the result itself; undecided counts in full only in production."""
    if outcome == "not_evaluated":
        return "error"
    level = lower(base, cap) if cap else base
    if outcome == "undecided" and not (stage == "production" and undecided_blocks):
        return lower(level, "warning")
    return level


def announced(rule: Rule, now: str) -> bool:
    """Whether a rule that was added or tightened is not in force yet; `now` is RFC 3339 in UTC."""
    return rule.effective_on is not None and now[:10] < rule.effective_on


def reaches(level: Level, bar: Level) -> bool:
    """True when a level is at or above the bar."""
    return LEVELS.index(level) >= LEVELS.index(bar)
