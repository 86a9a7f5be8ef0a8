"""The problems of a run: what ended it early, what was seen where nothing was judged, and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.errors import PolicyError
from policylint.model.documents import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.errors import PolicylintError
    from policylint.model.documents import State


def problems_of(error: PolicylintError) -> tuple[Problem, ...]:
    """What ended a run, as problems: each fault of policies that do not load, else the error itself as a sentence."""
    faults = error.problems if isinstance(error, PolicyError) else ()
    text = str(error)
    sentence = text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
    return faults or (Problem("failed", sentence, hint=error.hint),)


def nothing_judged(states: dict[State, int]) -> Problem:
    """The problem of a run that judged nothing, with the files that it saw by their states."""
    if not any(states.values()):
        hint = "Run it where the deployment files are, or name them: policylint check PATH"
        return Problem("nothing", "nothing to judge: no files were found", hint=hint)
    counted = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in states.items() if count)
    hint = f"files seen: {counted}; `policylint kinds` lists what is recognised"
    return Problem("nothing", "nothing to judge: no deployment was found", hint=hint)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by place; of two that say the same the one that blocks (.policylint.yaml is read twice)."""
    kept: dict[tuple[str, int, int, str], Problem] = {}
    for problem in sorted(problems, key=lambda each: (_place(each), not each.blocks)):
        kept.setdefault(_place(problem), problem)
    return tuple(kept.values())


def _place(problem: Problem) -> tuple[str, int, int, str]:
    """The order of problems: path, line, column, message."""
    return problem.path or "", problem.line or 0, problem.column or 0, problem.message
