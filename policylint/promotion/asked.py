"""A change -> what rules would get as input about each deployment that it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly import to_input
from policylint.judging.rules import applicable, params_of
from policylint.promotion.rules import comparing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policylint.judging.choosing import Chosen
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Json
    from policylint.promotion.told import Told

    Asked = tuple[Deployment, dict[str, Json]]


def asked(deployments: Iterable[Deployment], told: Told, chosen: Chosen, now: str) -> Iterator[Asked]:
    """Each deployment with its input, which has the parameters of every rule that would judge it."""
    for each in deployments:
        case = told.cases.get(each.name)
        rules = (*applicable(chosen.rules, each), *(comparing(chosen.rules, each, case) if case is not None else ()))
        yield each, {**to_input(each, now, params_of(rules, chosen.config.params)), **told.of(each)}
