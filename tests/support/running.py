"""The command while it is at work: its children, what it waits for, and its end."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from support.command import COMMAND, PATIENCE, Done, ended, variables, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Running:
    """A command that is still at work, and its children."""

    def __init__(self, *arguments: str, folder: Path, stdin: int = subprocess.DEVNULL, **environment: str) -> None:
        self.process = subprocess.Popen(
            [COMMAND, *words(*arguments)],
            cwd=folder,
            env=variables(**environment),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def children(self) -> list[int]:
        """The processes that it has started and not collected."""
        return children(self.process.pid)

    def wait_for_children(self, name: str = "policylint-engi") -> list[int]:
        """Those of a name (its first 15 characters), as soon as there is one."""
        self.until(lambda: bool(self._named(name)))
        return self._named(name)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so; fail with what it said when it ends before that."""

        def settled() -> bool:
            assert self.process.poll() is None, self.end()
            return true()

        until(settled)

    def idle(self) -> bool:
        """Whether it waits for something: it uses no processor time any more."""
        before = busy(self.process.pid)
        time.sleep(0.2)
        return busy(self.process.pid) == before

    def _named(self, name: str) -> list[int]:
        return [pid for pid in self.children() if _name(pid) == name]

    def end(self) -> Done:
        """Wait for the end."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return ended(self.process.returncode, out, err)


def children(pid: int) -> list[int]:
    """The processes that a process has started and not collected."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in listed.split()]


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; fail when it does not come to be."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def gone(pids: Sequence[int]) -> None:
    """Wait until processes have ended."""
    until(lambda: not any(_name(pid) for pid in pids))


def busy(pid: int) -> float:
    """The processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _name(pid: int) -> str:
    """The name of a process; empty when it has ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    name, rest = state.partition("(")[2].rsplit(")", 1)
    return "" if rest.split()[0] in ("Z", "X") else name
