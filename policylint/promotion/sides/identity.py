"""What a deployment serves, asked of the engine: where before and after differ, the change is a promotion."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING

from policylint.assembly import to_side
from policylint.engine import Ask
from policylint.errors import EngineError
from policylint.judging.chunks import Feed
from policylint.promotion.sides.pairs import is_space, rank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.engine import Answer, Engine, Loaded
    from policylint.model.documents import Json
    from policylint.promotion.sides.pairs import Pair

    Identity = dict[str, Json]

IDENTITY = Ask("policylint.facts", "identity")
_PARTS = {"models": "version", "digests": "version", "images": "image", "serving": "serving"}


def identities(engine: Engine, loaded: Loaded, pairs: Iterable[Pair], now: str) -> dict[str, dict[str, Identity]]:
    """For each pair, by the name of its subject: the identity of both sides, as far as there are two."""
    waiting = list(pairs)
    if not waiting:
        return {}
    feed: Feed[Pair] = Feed(engine, engine.select(loaded.handle, (IDENTITY,)))
    found: dict[str, dict[str, Identity]] = {}
    answers = [answer for each in waiting for answer in feed.add(each, _question(each, now))]
    for each, answer in (*answers, *feed.finish()):
        found[each.subject.name] = _sides(answer)
    return found


def _question(pair: Pair, now: str) -> str:
    told: dict[str, Json] = {"now": now, "promotion": False, "params": {}, "subject": to_side(pair.subject)}
    if pair.before is not None:
        told["before"] = to_side(pair.before)
    return dumps(told, ensure_ascii=False, separators=(",", ":"))


def _sides(answer: Answer) -> dict[str, Identity]:
    if answer.faults:
        raise EngineError(f"what a deployment serves could not be told: {answer.faults[0].message}")
    rows = [row for _ask, values in answer.values for row in values if isinstance(row, dict)]
    return {str(row["msg"]): {key: value for key, value in row.items() if key in _PARTS} for row in rows}


def reasons(pair: Pair, sides: dict[str, Identity]) -> tuple[str, ...]:
    """Why a changed deployment is promoted: nothing when it is a Space, or what it serves stays what it was."""
    subject, before = pair.subject, pair.before
    if subject.subject != "deployment" or not pair.changed or is_space(subject):
        return ()
    if before is None or before.subject != "deployment":
        return ("first",)
    new, old = sides.get("subject", {}), sides.get("before", {})
    found = [word for part, word in _PARTS.items() if new.get(part) != old.get(part)]
    if rank(pair.stated) > rank(before.stage) or (is_space(before) and not is_space(subject)):
        found.append("stage")
    if subject.platform != before.platform:
        found.append("platform")
    if not any(new.get(part) for part in _PARTS):
        found.append("unknown")
    return tuple(dict.fromkeys(found))


def versions(identity: Identity) -> tuple[str, ...]:
    """The models of an identity with their versions, for people."""
    models = identity.get("models")
    rows = [row for row in (models if isinstance(models, list) else ()) if isinstance(row, dict)]
    shown = (f"{row.get('model') or ''}@{row.get('version') or 'unpinned'}".removeprefix("@") for row in rows)
    return tuple(dict.fromkeys(shown))
