"""Finds out which ask ended the process, so that the others are still judged.

The chunk is sent again to a new child that tries one ask at a time and announces each. The one it dies of becomes a
Fault of that input; the ask that does it on a second input is given up for the rest of the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.engine import Fault, wire
from policylint.engine.death import Died
from policylint.errors import EngineError

if TYPE_CHECKING:
    from policylint.engine.embedded import Chunk, Embedded

PATIENCE = 2


def rescue(engine: Embedded, chunk: Chunk, death: Died) -> dict[str, Any]:
    """The reply to a chunk on which a child died; raises EngineError when children go on dying."""
    for _ in range(engine.limits.deaths):
        try:
            ok = _carefully(engine, chunk)
        except Died as again:
            death = again
            if again.at is None:
                break
            _blame(engine, chunk, again)
            continue
        engine.send_again()
        return ok
    engine.close()
    raise EngineError(f"The engine keeps dying on these policies, and was given up. {death}")


def _carefully(engine: Embedded, chunk: Chunk) -> dict[str, Any]:
    talk = engine.replace()
    chunk.asks = chunk.selection.live
    known = {ask: number for number, ask in enumerate(chunk.asks)}
    left_out = [(index, known[fault.ask]) for index, fault in chunk.faults if fault.ask in known]
    request = {**engine.question(chunk), "careful": True, "skip": left_out}
    return wire.content(talk.reply(talk.send(request, chunk.inputs)))


def _blame(engine: Embedded, chunk: Chunk, death: Died) -> None:
    index, number = death.at or (0, 0)
    ask = chunk.asks[number]
    key = (chunk.selection.handle, ask)
    chunk.faults.append((index, Fault(ask, death.kind, str(death))))
    engine.kills[key] = engine.kills.get(key, 0) + 1
    if engine.kills[key] >= PATIENCE:
        why = f"not tried any more: it ended the engine on {PATIENCE} inputs. {death}"
        engine.given_up[key] = Fault(ask, death.kind, why)
