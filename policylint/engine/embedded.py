"""OPA as a child process. What was loaded, selected and sent is remembered: a child that dies is replaced."""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING, Any

from policylint.engine import Answer, Ask, Fault, wire
from policylint.engine.death import Died
from policylint.engine.limits import Limits
from policylint.engine.start import connect
from policylint.engine.talk import Talk
from policylint.errors import EngineError
from policylint.frozen import dataclass, field

if TYPE_CHECKING:
    from policylint.engine import Loaded, Policies


@dataclass(slots=True)
class Selection:
    """What was asked for, and what of it is still asked: an ask that ends the process is given up."""

    handle: int
    asks: tuple[Ask, ...]
    live: tuple[Ask, ...] = ()


@dataclass(slots=True)
class Chunk:
    """Inputs on their way, the asks they were sent with, and the number of the request."""

    selection: Selection
    number: int
    inputs: list[str]
    files: list[str] | None = None
    asks: tuple[Ask, ...] = ()
    request: int = 0
    faults: list[tuple[int, Fault]] = field(default_factory=list)


class Embedded:
    """The engine that ships with policylint. For one thread at a time."""

    name = "embedded"

    def __init__(self, limits: Limits | None = None, *, binary: str | None = None, threads: bool = False) -> None:
        self.limits = limits or Limits()
        self._binary = binary
        self._threads = threads
        self._loads: list[Policies] = []
        self._expected: tuple[Policies, Talk, int] | None = None
        self._selections: list[Selection] = []
        self._chunks: deque[Chunk] = deque()
        self.kills: dict[tuple[int, Ask], int] = {}
        self.given_up: dict[tuple[int, Ask], Fault] = {}
        self._talk: Talk | None = self._connect()

    @property
    def opa_version(self) -> str:
        """The version of OPA inside, without a leading "v"."""
        return self._ready().version()

    @property
    def pending(self) -> int:
        """How many chunks were submitted and not yet collected."""
        return len(self._chunks)

    def expect(self, policies: Policies) -> None:
        """Begin to compile what will probably be loaded first; `load` of equal policies then only waits."""
        talk = self._ready()
        self._expected = policies, talk, talk.send(wire.load_request(policies))

    def load(self, policies: Policies) -> Loaded:
        """Compile policies beside those already loaded; raises PolicyError or EngineError."""
        talk = self._ready()
        expected, self._expected = self._expected, None
        if expected is not None and expected[1] is talk and expected[0] == policies:
            result = wire.loaded(wire.content(talk.reply(expected[2])))
        else:
            if expected is not None and expected[1] is talk:
                talk = self.replace()
            result = wire.loaded(talk.ask(wire.load_request(policies)))
        self._loads.append(policies)
        return result

    def select(self, handle: int, asks: tuple[Ask, ...]) -> int:
        """Prepare the question "what do these asks hold" once; gives a selection id for `submit`."""
        selection = Selection(handle, asks)
        number = self._choose(self._ready(), selection)
        self._selections.append(selection)
        return number

    def submit(self, selection: int, inputs: list[str], files: list[str] | None = None) -> None:
        """Send a chunk of JSON texts. That a child died of it comes out in `collect`."""
        if not 1 <= selection <= len(self._selections):
            raise EngineError(f"There is no selection {selection}.")
        talk = self._ready()
        chunk = Chunk(self._selections[selection - 1], selection, list(inputs), files)
        self._chunks.append(chunk)
        self._dispatch(talk, chunk)

    def collect(self) -> list[Answer]:
        """The answers of the oldest chunk, in the order of its inputs; raises EngineError."""
        if not self._chunks:
            raise EngineError("There is nothing to collect.")
        talk = self._ready(dead_is_fine=True)
        chunk = self._chunks.popleft()
        try:
            ok = wire.content(talk.reply(chunk.request))
        except Died as death:
            from policylint.engine.rescue import rescue

            ok = rescue(self, chunk, death)
        return self._answers(chunk, ok)

    def call(self, request: dict[str, Any], body: list[str] | None = None) -> dict[str, Any]:
        """Ask the child something beside the protocol: the server engine lets it write modules and weigh answers."""
        return self._ready().ask(request, body)

    def close(self) -> None:
        """End the child. May be called twice."""
        talk, self._talk = self._talk, None
        self._chunks.clear()
        if talk is not None:
            talk.line.close()

    def replace(self) -> Talk:
        """Give up the child for a new one that has loaded and selected the same."""
        if self._talk is not None:
            self._talk.line.close()
        talk = self._talk = self._connect()
        for policies in self._loads:
            talk.ask(wire.load_request(policies))
        for selection in self._selections:
            self._choose(talk, selection)
        return talk

    def send_again(self) -> None:
        """Send the chunks that a dead child had not answered to the new one."""
        for chunk in self._chunks:
            self._dispatch(self._ready(dead_is_fine=True), chunk)

    def _connect(self) -> Talk:
        return Talk(connect(self.limits, self._binary, threads=self._threads), self.limits)

    def _ready(self, *, dead_is_fine: bool = False) -> Talk:
        """The conversation, with a new child where the old one died or belongs to the process this was forked from."""
        talk = self._talk
        if talk is None:
            raise EngineError("The engine is closed.")
        if talk.line.owner != os.getpid() or (talk.line.death is not None and not dead_is_fine):
            talk = self.replace()
            self.send_again()
        return talk

    def _choose(self, talk: Talk, selection: Selection) -> int:
        selection.live = tuple(ask for ask in selection.asks if (selection.handle, ask) not in self.given_up)
        asks = [(ask.package, ask.rule) for ask in selection.live]
        return wire.number(talk.ask({"op": "select", "handle": selection.handle, "asks": asks}), "selection")

    def _dispatch(self, talk: Talk, chunk: Chunk) -> None:
        chunk.asks = chunk.selection.live
        chunk.request = -1
        try:
            chunk.request = talk.send(self.question(chunk), chunk.inputs)
        except Died:
            return

    def question(self, chunk: Chunk) -> dict[str, Any]:
        """The request for a chunk; its inputs follow it, a line each."""
        request = {"op": "eval", "selection": chunk.number, "count": len(chunk.inputs)}
        return request if chunk.files is None else {**request, "files": chunk.files}

    def _answers(self, chunk: Chunk, ok: dict[str, Any]) -> list[Answer]:
        answers = wire.answers(ok, chunk.asks, len(chunk.inputs))
        known = {(index, fault.ask) for index, fault in chunk.faults}
        faults = list(chunk.faults)
        for ask in chunk.selection.asks:
            fault = self.given_up.get((chunk.selection.handle, ask))
            if fault is not None and ask not in chunk.asks:
                faults += [(index, fault) for index in range(len(answers)) if (index, ask) not in known]
        for index, fault in faults:
            answer = answers[index]
            answers[index] = Answer(answer.values, (*answer.faults, fault), answer.printed)
        return answers
