"""How an engine's process ended, in a sentence."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, cast

from policylint.errors import EngineError

if TYPE_CHECKING:
    from policylint.engine import FaultKind

PREFIX = b"policylint-engine: "
PATIENCE = 1.0
_KINDS: dict[int, FaultKind] = {3: "timeout", 4: "memory"}
_OUT_OF_MEMORY = (b"out of memory", b"cannot allocate memory", b"stack exceeds", b"failed to create new OS thread")


class Died(EngineError):
    """The process ended, or was ended, before it answered. `at`: the input and the ask it was trying, by number."""

    def __init__(self, message: str, kind: str = "other") -> None:
        super().__init__(message)
        self.kind = cast("FaultKind", kind)
        self.at: tuple[int, int] | None = None


def post_mortem(status: int | None, how: str, words: bytes) -> Died:
    """What the exit code (minus the signal; None: still there) and the last words of a process say about its end."""
    said = [line for line in words.splitlines() if line.startswith(PREFIX)]
    if said:
        reason = said[-1][len(PREFIX) :].decode("utf-8", "replace")
        return Died(f"The engine stopped: {reason}.", _KINDS.get(status or 0, "other"))
    if any(sign in words for sign in _OUT_OF_MEMORY):
        return Died("The engine ran out of memory.", "memory")
    if status == -signal.SIGKILL:
        return Died("The engine was killed from outside; perhaps the machine ran out of memory.", "memory")
    if status is not None and status < 0:
        return Died(f"The engine was ended by signal {-status} ({_signal_name(-status)}).")
    if words:
        first = words.splitlines()[0][:200].decode("utf-8", "replace")
        return Died(f"The engine crashed: {first}")
    return Died(f"The engine {how} without an answer (exit code {status}).")


def reap(pid: int) -> None:
    """Kill the process and collect it, so that no zombie stays."""
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        return


def exit_code(pid: int) -> int | None:
    """Collect a process that is ending: its exit code, or minus the signal; None when it does not end."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            ended, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return 0
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    return None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"
