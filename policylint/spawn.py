"""Starts the engine's process. Imports next to nothing, so that it can be the first thing a run does.

The engine needs some milliseconds to start and to compile policies; Python needs longer to import. `early()` lets both
happen at once.
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
CAN_SPAWN = hasattr(os, "posix_spawn")


class Child:
    """A running engine: its process id and this process's ends of its three pipes."""

    __slots__ = ("owner", "pid", "stderr", "stdin", "stdout")

    def __init__(self, pid: int, stdin: int, stdout: int, stderr: int) -> None:
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.owner = os.getpid()


_early: Child | None = None


def early() -> None:
    """Start an engine now for whoever asks first. Where that fails nothing happens: who asks is told why."""
    global _early
    if _early is None and CAN_SPAWN:
        try:
            _early = start()
        except OSError:
            _early = None


def take() -> Child:
    """The engine that was started early, or a new one; raises OSError when there is none to start."""
    global _early
    child, _early = _early, None
    return child if child is not None and child.owner == os.getpid() else start()


def start(binary: str | None = None) -> Child:
    """Start an engine with an empty environment and three pipes, and with nothing else that is open here."""
    path = binary or BINARY
    pipes = (os.pipe(), os.pipe(), os.pipe())
    theirs = (pipes[0][0], pipes[1][1], pipes[2][1])
    ours = (pipes[0][1], pipes[1][0], pipes[2][0])
    try:
        pid = os.posix_spawn(path, [path], {}, file_actions=_actions(theirs))
    except BaseException:
        for fd in ours:
            os.close(fd)
        raise
    finally:
        for fd in theirs:
            os.close(fd)
    for fd in ours:
        os.set_blocking(fd, False)
    return Child(pid, *ours)


def _actions(theirs: tuple[int, int, int]) -> list[Action]:
    actions: list[Action] = [(os.POSIX_SPAWN_DUP2, fd, number) for number, fd in enumerate(theirs)]
    actions += [(os.POSIX_SPAWN_CLOSE, fd) for fd in _inherited() if fd not in theirs]
    return actions


def _inherited() -> list[int]:
    """Descriptors above 2 that this process was given and would pass on."""
    try:
        names = os.listdir("/dev/fd")
    except OSError:
        return []
    return [int(name) for name in names if name.isdigit() and int(name) > 2 and _inheritable(int(name))]


def _inheritable(fd: int) -> bool:
    try:
        return os.get_inheritable(fd)
    except OSError:
        return False
