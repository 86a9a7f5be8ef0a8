"""An engine that outlives a run: what many runs load is compiled once. For tests of what is decided, not of engines."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from unittest.mock import patch

from policylint.cli import ahead
from policylint.engine.embedded import Embedded

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from policylint.engine import Loaded, Policies

# Everything that is loaded stays in the process's memory.
AT_ONCE = 8


class Kept(Embedded):
    """A real engine which remembers what it has compiled, and does not end with the run that asked for it."""

    def __init__(self) -> None:
        super().__init__()
        self._known: list[tuple[Policies, Loaded]] = []

    def load(self, policies: Policies) -> Loaded:
        found = next((loaded for known, loaded in self._known if known == policies), None)
        if found is None:
            if len(self._known) == AT_ONCE:
                self.end()
                Kept.__init__(self)
            found = super().load(policies)
            self._known.append((policies, found))
        return found

    def close(self) -> None:
        """A run ends, the engine does not."""
        self._chunks.clear()

    def end(self) -> None:
        """End the process."""
        super().close()


@cache
def _kept() -> Kept:
    return Kept()


def shared() -> AbstractContextManager[object]:
    """Runs inside this process ask one engine, a real one."""
    return patch.object(ahead, "engine", lambda _jobs=None: _kept())


def end_shared() -> None:
    """End it, where there was one."""
    if _kept.cache_info().currsize:
        _kept().end()
