"""An engine that outlives a run: what many runs load is compiled once. For tests of what is decided, not of engines."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

from policylint.cli import ahead
from policylint.engine.embedded import Embedded

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from policylint.engine import Loaded, Policies

# What was loaded and chosen stays in the process's memory, which has a limit.
RUNS, LOADS = 150, 8


class Kept(Embedded):
    """A real engine which remembers what it has compiled, and does not end with the run that asked for it."""

    def __init__(self) -> None:
        super().__init__()
        self._known: list[tuple[Policies, Loaded]] = []
        self._runs = 0

    @property
    def worn(self) -> bool:
        """Whether the next run should have another: this one holds much, or has died under something."""
        return self._runs >= RUNS or len(self._known) >= LOADS or bool(self.kills)

    def load(self, policies: Policies) -> Loaded:
        found = next((loaded for known, loaded in self._known if known == policies), None)
        if found is None:
            found = super().load(policies)
            self._known.append((policies, found))
        return found

    def close(self) -> None:
        """A run ends, the engine does not."""
        self._runs += 1
        self._chunks.clear()

    def end(self) -> None:
        """End the process."""
        super().close()


_kept: list[Kept] = []


def _engine(_jobs: int | None = None) -> Kept:
    if _kept and _kept[0].worn:
        end_shared()
    if not _kept:
        _kept.append(Kept())
    return _kept[0]


def shared() -> AbstractContextManager[object]:
    """Runs inside this process ask one engine, a real one."""
    return patch.object(ahead, "engine", _engine)


def end_shared() -> None:
    """End it, where there is one."""
    while _kept:
        _kept.pop().end()
