"""A line to a running engine, by whatever this system offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from policylint import spawn
from policylint.errors import EngineError

if TYPE_CHECKING:
    from policylint.engine.death import Died
    from policylint.engine.limits import Limits


class Line(Protocol):
    """Whole lines to and from one process. `death` is set once it has ended; `owner` is the process that started it."""

    owner: int
    death: Died | None

    def send(self, data: bytes) -> None:
        """Write all of it; raises Died."""

    def receive(self) -> bytes:
        """The next line; raises Died when there will be none."""

    def close(self) -> None:
        """End the process."""


def connect(limits: Limits, binary: str | None = None, *, threads: bool = False) -> Line:
    """Start an engine, or take the one that was started early; raises EngineError when there is none.

    `threads` asks for the way that works everywhere, where this system has a better one.
    """
    try:
        if threads or not spawn.CAN_SPAWN:
            from policylint.engine.threads import ThreadedChannel

            return ThreadedChannel(binary or spawn.BINARY, silence=limits.silence, cap=limits.line)
        from policylint.engine.child import Channel

        child = spawn.take() if binary is None else spawn.start(binary)
        return Channel(child, silence=limits.silence, cap=limits.line)
    except FileNotFoundError:
        raise EngineError(
            f"The engine is not built: {binary or spawn.BINARY} is missing.", hint="Run: pip install ."
        ) from None
    except OSError as error:
        raise EngineError(
            f"The engine cannot be started: {error.strerror or error}.",
            hint="Run: pip install --force-reinstall policylint",
        ) from None
