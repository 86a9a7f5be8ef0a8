"""What judges: rules, their levels, and what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from policylint.frozen import dataclass, field

if TYPE_CHECKING:
    from policylint.model.deployments import Stage
    from policylint.model.documents import Json

Level = Literal["error", "warning", "note"]

Outcome = Literal["fail", "undecided", "not_evaluated"]

LEVELS: tuple[Level, ...] = ("note", "warning", "error")


@dataclass(frozen=True, slots=True)
class At:
    """A place as a rule names it: document id, JSON pointer, and perhaps a key that is missing below the pointer."""

    document: str
    pointer: str = ""
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One shipped or organisation rule, from its METADATA. `severity` maps a stage to a level.

    An absent stage does not apply. What fails by `depends_on` is the cause of this; what fails by `shown_with` at the
    same place has the same cause, and people are shown that alone.
    """

    code: str
    name: str
    package: str
    path: str
    title: str
    description: str
    fix: str
    severity: dict[Stage, Level]
    confidence: str = "high"
    default: bool = True
    scope: str = "subject"
    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    native: str = "full"
    params: dict[str, Json] = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    frameworks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    effective_on: str | None = None
    waivable: Json = False
    uncapped: bool = False
    sensitive: bool = False
    url: str | None = None
    examples: dict[str, str] = field(default_factory=dict)
    shown_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe edit: `op` (replace, add or remove), a JSON pointer, and the new value."""

    op: str
    pointer: str
    value: Json = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule returned, before levels and positions. `level` caps the finding.

    `key` tells two at one place apart.
    """

    code: str
    outcome: Outcome
    message: str
    at: At
    related: tuple[tuple[str, At], ...] = ()
    key: str = ""
    edit: Fix | None = None
    level: Level | None = None
