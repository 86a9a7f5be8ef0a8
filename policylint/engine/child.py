"""Talks to the engine's process in whole lines, and never waits for one side while the other waits for us."""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING

from policylint.engine.death import Died, exit_code, post_mortem, reap

if TYPE_CHECKING:
    from policylint.spawn import Child

READ_BYTES = 1 << 18
WRITE_BYTES = 1 << 20
PIPE_BYTES = 1 << 20


class Channel:
    """The lines of one child. Killed after `silence` seconds without a word, or for a line of over `cap` bytes."""

    def __init__(self, child: Child, *, silence: float, cap: int) -> None:
        self.owner = child.owner
        self.death: Died | None = None
        self._child = child
        self._silence = silence
        self._cap = cap
        self._partial = bytearray()
        self._lines: list[bytes] = []
        self._words = bytearray()
        self._poll = select.poll()
        self._poll.register(child.stdout, select.POLLIN)
        self._poll.register(child.stderr, select.POLLIN)
        _widen(child.stdin)

    def send(self, data: bytes) -> None:
        """Write all of `data`, taking in what the child says meanwhile; raises Died."""
        self._check()
        rest = memoryview(data)
        try:
            self._poll.register(self._child.stdin, select.POLLOUT)
            while rest:
                rest = rest[self._write(rest[:WRITE_BYTES]) :]
                if rest:
                    self._wait()
            self._poll.unregister(self._child.stdin)
        except BaseException:
            self._end(Died("The engine was interrupted in the middle of a question."))
            raise

    def receive(self) -> bytes:
        """The next line that is not blank, without its end; raises Died when there will be none."""
        while not self._lines:
            self._check()
            self._wait()
        return self._lines.pop(0)

    def close(self) -> None:
        """Kill the child and wait for its end. In a process that was forked off, only let go of it."""
        self._end(Died("The engine was closed."))

    def _check(self) -> None:
        if self.death is not None:
            raise self.death

    def _write(self, part: memoryview) -> int:
        try:
            return os.write(self._child.stdin, part)
        except BlockingIOError:
            return 0
        except (BrokenPipeError, ConnectionResetError):
            raise self._bury("ended") from None

    def _wait(self) -> None:
        """Read what there is; where there is nothing, wait for it, or for room to write."""
        ready = self._poll.poll(self._silence * 1000)
        if not ready:
            raise self._kill(f"said nothing for {self._silence:.0f} seconds and was stopped", "timeout")
        for fd, _ in ready:
            if fd == self._child.stderr:
                self._listen()
            elif fd == self._child.stdout:
                self._take()

    def _take(self) -> None:
        part = _read(self._child.stdout)
        if part == b"":
            raise self._bury("ended")
        *whole, rest = (part or b"").split(b"\n")
        for line in whole:
            self._partial += line
            if self._partial:
                self._lines.append(bytes(self._partial))
                self._partial.clear()
        self._partial += rest
        if len(self._partial) > self._cap:
            raise self._kill(f"gave an answer of more than {self._cap >> 20} MiB and was stopped", "memory")

    def _listen(self) -> None:
        part = _read(self._child.stderr)
        if part == b"":
            self._poll.unregister(self._child.stderr)
        elif part:
            self._words += part
            del self._words[:-READ_BYTES]

    def _kill(self, why: str, kind: str) -> Died:
        return self._end(Died(f"The engine {why}.", kind))

    def _bury(self, how: str) -> Died:
        """The child ended by itself: what did it say last?"""
        while part := _read(self._child.stderr):
            self._words += part
        status = exit_code(self._child.pid)
        return self._end(post_mortem(status, how, bytes(self._words)), collected=status is not None)

    def _end(self, death: Died, collected: bool = False) -> Died:
        """The first death counts; with it the pipes are closed and the process is collected."""
        if self.death is None:
            self.death = death
            for fd in (self._child.stdin, self._child.stdout, self._child.stderr):
                os.close(fd)
            if self.owner == os.getpid() and not collected:
                reap(self._child.pid)
        return self.death

    def __del__(self) -> None:
        self.close()


def _read(fd: int) -> bytes | None:
    """Bytes, b"" at the end, None when there is nothing yet."""
    try:
        return os.read(fd, READ_BYTES)
    except BlockingIOError:
        return None


def _widen(fd: int) -> None:
    """A pipe as wide as a chunk lets both sides work at once; where the system refuses, it stays as it is."""
    try:
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES)
    except (ImportError, OSError):
        return
