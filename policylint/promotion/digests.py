"""What an approval or a record is given for: the digest of a deployment's facts, asked of the engine."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING

from policylint.assembly import to_input
from policylint.engine import Ask
from policylint.errors import EngineError
from policylint.judging.chunks import Feed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.engine import Engine, Loaded
    from policylint.model.deployments import Deployment

DIGEST = Ask("policylint.facts", "subject_digests")


def subject_digests(engine: Engine, loaded: Loaded, deployments: Iterable[Deployment], now: str) -> dict[str, str]:
    """The digest of each deployment, by its name; raises EngineError where one cannot be told."""
    waiting = list(deployments)
    if not waiting:
        return {}
    feed: Feed[str] = Feed(engine, engine.select(loaded.handle, (DIGEST,)))
    found: dict[str, str] = {}
    answers = [answer for each in waiting for answer in feed.add(each.name, _question(each, now))]
    for name, answer in (*answers, *feed.finish()):
        told = [value.get("msg") for _ask, values in answer.values for value in values if isinstance(value, dict)]
        if answer.faults or len(told) != 1 or not isinstance(told[0], str):
            why = f": {answer.faults[0].message}" if answer.faults else ""
            raise EngineError(f"the digest of {name} could not be told{why}")
        found[name] = told[0]
    return found


def _question(deployment: Deployment, now: str) -> str:
    return dumps(to_input(deployment, now, {}), ensure_ascii=False, separators=(",", ":"))
