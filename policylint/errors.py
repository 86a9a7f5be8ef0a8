"""The few exceptions, each with its exit code. Bad input is a value (model.Problem), not an exception.

PolicylintError
├── UsageError      wrong flag, unknown rule, bad configuration
├── PolicyError     policies that do not load: carries one Problem per fault
└── EngineError     the engine cannot be started, was killed, or gave an answer of the wrong shape
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylint.model.documents import Problem


class PolicylintError(Exception):
    """Something that ends the run as "not decided". `str()` is one sentence for a person."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(PolicylintError):
    """A wrong flag, path, rule name or configuration key."""


class PolicyError(PolicylintError):
    """Policies that do not load; `problems` says where, one entry per fault."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = (), *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.problems = problems


class EngineError(PolicylintError):
    """The engine is not there, was killed, took too long, or answered in a wrong shape."""
