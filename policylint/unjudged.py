"""The report of a run that could not begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import policylint
from policylint.model.reports import Report, Tool
from policylint.problems import in_order, problems_of
from policylint.tally import Tally, summarise

if TYPE_CHECKING:
    from policylint.errors import PolicylintError
    from policylint.model.documents import Problem
    from policylint.model.rules import Level


def unjudged(error: PolicylintError, engine: str, fail_on: Level, problems: tuple[Problem, ...] = ()) -> Report:
    """The report of a check that could not begin: what stood in its way."""
    return Report(
        tool=Tool(policylint.__version__, "", "", engine),
        verdict="not decided",
        summary=summarise(Tally(keep=False), (), (), 0, 0),
        problems=in_order((*problems, *problems_of(error))),
        fail_on=fail_on,
    )
