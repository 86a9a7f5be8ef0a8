"""Small steps of the pipeline between values: deployments, problems, hints."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policylint.errors import PolicyError
from policylint.model import Judged, Problem

if TYPE_CHECKING:
    from policylint.errors import PolicylintError
    from policylint.model import Deployment, Stage, State


def staged(deployment: Deployment, stage: Stage | None) -> Deployment:
    """--stage judges every deployment as at that stage; a Space stays a Space."""
    return deployment if stage is None or deployment.stage == "space" else replace(deployment, stage=stage)


def row(deployment: Deployment) -> Judged:
    """The deployment as the report lists it."""
    path = next(document.path for document in deployment.documents if document.id == deployment.primary)
    return Judged(deployment.name, deployment.stage, deployment.platform, path)


def by_place(problem: Problem) -> tuple[str, int, int, str]:
    """The order of problems: path, line, column, message."""
    return problem.path or "", problem.line or 0, problem.column or 0, problem.message


def hint(states: dict[State, int]) -> str:
    """What was seen, for a run in which nothing was judged."""
    counted = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in states.items() if count)
    return f"files seen: {counted}; `policylint kinds` lists what is recognised"


def problems_of(error: PolicylintError) -> tuple[Problem, ...]:
    """What ended a run, as problems: each fault of policies that do not load, else the error itself as a sentence."""
    faults = error.problems if isinstance(error, PolicyError) else ()
    text = str(error)
    sentence = text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
    return faults or (Problem("failed", sentence, hint=error.hint),)
