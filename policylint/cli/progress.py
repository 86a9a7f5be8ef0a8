"""A line on the terminal that says how far a long run is; nothing when nobody is there to see it."""

from __future__ import annotations

import sys
import time

PATIENCE = 1.0
_PAUSE = 0.1


class Progress:
    """Counts files on standard error once a run has lasted a second, and wipes the line when it ends."""

    def __init__(self, wanted: bool) -> None:
        self._wanted = wanted and sys.stderr.isatty()
        self._next = time.monotonic() + PATIENCE
        self._shown = False

    def __call__(self, count: int) -> None:
        """Say that `count` files have been read."""
        if self._wanted and time.monotonic() >= self._next:
            self._next = time.monotonic() + _PAUSE
            self._shown = True
            sys.stderr.write(f"\r\x1b[2Kpolicylint: {count:,} files read ")
            sys.stderr.flush()

    def end(self) -> None:
        """Wipe the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
