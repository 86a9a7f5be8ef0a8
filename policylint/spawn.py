"""Starts the engine's process. Imports next to nothing, so that it can be the first thing a run does.

The engine needs some 20 ms to start and compile; Python needs as long to import. `early()` lets both happen at once.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Action: TypeAlias = "tuple[int, int] | tuple[int, int, int] | tuple[int, int, str, int, int]"

NAME = "policylint-engine.exe" if sys.platform == "win32" else "policylint-engine"
BINARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "engine", NAME)
PIPE_BYTES = 1 << 20


class Child:
    """A running engine: its process id and the parent's ends of its three pipes (stdin, stdout, stderr)."""

    __slots__ = ("owner", "pid", "stderr", "stdin", "stdout")

    def __init__(self, pid: int, stdin: int, stdout: int, stderr: int) -> None:
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.owner = os.getpid()


_early: Child | None = None


def early() -> None:
    """Start an engine now for whoever asks first. Does nothing where that cannot work; the reason is told later."""
    global _early
    if _early is None and hasattr(os, "posix_spawn"):
        try:
            _early = start()
        except OSError:
            _early = None


def take() -> Child:
    """The engine that was started early, or a new one. Raises OSError when there is none to start."""
    global _early
    child, _early = _early, None
    return child if child is not None and child.owner == os.getpid() else start()


def start(binary: str = BINARY) -> Child:
    """Start an engine with an empty environment, three pipes and nothing else that is open here."""
    pipes = [os.pipe(), os.pipe(), os.pipe()]
    theirs = (pipes[0][0], pipes[1][1], pipes[2][1])
    ours = (pipes[0][1], pipes[1][0], pipes[2][0])
    try:
        pid = os.posix_spawn(binary, [binary], {}, file_actions=_actions(theirs))
    except BaseException:
        for fd in ours:
            os.close(fd)
        raise
    finally:
        for fd in theirs:
            os.close(fd)
    for fd in ours:
        os.set_blocking(fd, False)
        _widen(fd)
    return Child(pid, *ours)


def _actions(theirs: tuple[int, int, int]) -> list[Action]:
    actions: list[Action] = [(os.POSIX_SPAWN_DUP2, fd, number) for number, fd in enumerate(theirs)]
    for fd in _inheritable():
        actions.append((os.POSIX_SPAWN_CLOSE, fd))
    return actions


def _inheritable() -> list[int]:
    """Descriptors that this process was given and would pass on."""
    try:
        names = os.listdir("/dev/fd")
    except OSError:
        return []
    found = []
    for name in names:
        try:
            if int(name) > 2 and os.get_inheritable(int(name)):
                found.append(int(name))
        except (ValueError, OSError):
            continue
    return found


def _widen(fd: int) -> None:
    """A pipe as wide as a chunk lets both sides work at once; where the system refuses, it stays as it is."""
    try:
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES)
    except (ImportError, OSError):
        pass
