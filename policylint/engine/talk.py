"""Questions to one child and their answers, by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.engine import wire
from policylint.engine.death import Died
from policylint.errors import EngineError

if TYPE_CHECKING:
    from policylint.engine.limits import Limits
    from policylint.engine.start import Line

GREETING = 1


class Talk:
    """One child's conversation. It greets at once and does not wait for the answer."""

    def __init__(self, line: Line, limits: Limits) -> None:
        self.line = line
        self._last = 0
        self._version = ""
        self._open: set[int] = set()
        self._replies: dict[int, dict[str, Any]] = {}
        self._at: tuple[int, int] | None = None
        self.send({"op": "hello", "limits": limits.wire()})

    def version(self) -> str:
        """The version of OPA in the child."""
        if not self._version:
            self._version = str(wire.content(self.reply(GREETING)).get("opa"))
        return self._version

    def ask(self, request: dict[str, Any], body: list[str] | None = None) -> dict[str, Any]:
        """Send and wait; raises PolicyError, EngineError, Died."""
        return wire.content(self.reply(self.send(request, body)))

    def send(self, request: dict[str, Any], body: list[str] | None = None) -> int:
        """Send, and give the number to ask for with `reply`."""
        self._last += 1
        self._open.add(self._last)
        self.line.send(wire.encode({**request, "id": self._last}, body))
        return self._last

    def reply(self, number: int) -> dict[str, Any]:
        """The reply with this number, whatever comes before it; raises EngineError, Died."""
        while number in self._open:
            try:
                message = wire.decode(self.line.receive())
            except Died as death:
                death.at = self._at
                raise
            self._note(message)
        if number not in self._replies:
            raise self.line.death or EngineError("The engine was not asked.")
        return self._replies.pop(number)

    def _note(self, message: dict[str, Any]) -> None:
        at = message.get("at")
        if isinstance(at, list) and len(at) == 2:
            self._at = (int(at[0]), int(at[1]))
            return
        number = message.get("id")
        if not isinstance(number, int) or number not in self._open:
            self.line.close()
            raise EngineError("The engine answered a question that nobody asked.")
        self._open.remove(number)
        self._replies[number] = message
