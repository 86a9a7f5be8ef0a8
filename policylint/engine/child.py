"""Talks to the engine's process: whole lines out, whole lines in, never blocked on one while the other waits."""

from __future__ import annotations

import errno
import os
import select
import signal
import time
from typing import TYPE_CHECKING

from policylint.errors import EngineError

if TYPE_CHECKING:
    from policylint.spawn import Child

READ_BYTES = 1 << 18


class Died(EngineError):
    """The process ended, or was ended, before it answered; `str()` says why as far as it told."""


class Channel:
    """The lines of one child. `silence` is how many seconds it may say nothing, `cap` how long a line may be."""

    def __init__(self, child: Child, *, silence: float, cap: int) -> None:
        self._child: Child | None = child
        self._silence = silence
        self._cap = cap
        self._partial = bytearray()
        self._lines: list[bytes] = []
        self._reason = bytearray()
        self._poll = select.poll()
        self._poll.register(child.stdout, select.POLLIN)
        self._poll.register(child.stderr, select.POLLIN)

    def send(self, data: bytes) -> None:
        """Write all of `data`, taking in what the child says meanwhile; raises Died."""
        child = self._alive()
        view = memoryview(data)
        self._poll.register(child.stdin, select.POLLOUT)
        try:
            while view:
                view = view[self._write(child, view) :]
                if view:
                    self._wait(child)
        finally:
            if self._child is not None:
                self._poll.unregister(child.stdin)

    def receive(self) -> bytes:
        """The next line that is not blank, without its end; raises Died."""
        while not self._lines:
            self._wait(self._alive())
        return self._lines.pop(0)

    def close(self) -> None:
        """Kill the child, if it is still ours, and forget it."""
        child, self._child = self._child, None
        if child is None:
            return
        for fd in (child.stdin, child.stdout, child.stderr):
            os.close(fd)
        if child.owner == os.getpid():
            _reap(child.pid)

    def _alive(self) -> Child:
        if self._child is None:
            raise Died("The engine is not running.")
        return self._child

    def _write(self, child: Child, view: memoryview) -> int:
        try:
            return os.write(child.stdin, view[: 1 << 20])
        except BlockingIOError:
            return 0
        except OSError as error:
            if error.errno in (errno.EPIPE, errno.ECONNRESET):
                raise self._died("stopped reading") from None
            raise

    def _wait(self, child: Child) -> None:
        """Wait until something can be read or written, and read it."""
        started = time.monotonic()
        ready = self._poll.poll(self._silence * 1000)
        if not ready:
            waited = time.monotonic() - started
            raise self._died(f"said nothing for {waited:.0f} seconds and was stopped")
        for fd, _ in ready:
            if fd == child.stderr:
                self._listen(child)
            elif fd == child.stdout:
                self._take(child)

    def _take(self, child: Child) -> None:
        part = _read(child.stdout)
        if part == b"":
            raise self._died("ended")
        *whole, rest = (part or b"").split(b"\n")
        if whole:
            self._partial += whole[0]
            whole[0] = bytes(self._partial)
            self._partial = bytearray()
            self._lines += [line for line in whole if line]
        self._partial += rest
        if len(self._partial) > self._cap:
            raise self._died(f"gave an answer of more than {self._cap >> 20} MiB and was stopped")

    def _listen(self, child: Child) -> None:
        part = _read(child.stderr)
        if part == b"":
            self._poll.unregister(child.stderr)
        elif part:
            self._reason += part
            del self._reason[:-READ_BYTES]

    def _died(self, how: str) -> Died:
        child = self._alive()
        while part := _read(child.stderr):
            self._reason += part
        self.close()
        return Died(f"The engine {how}.")


def _read(fd: int) -> bytes | None:
    """Bytes, b"" at the end, None when there is nothing yet."""
    try:
        return os.read(fd, READ_BYTES)
    except BlockingIOError:
        return None


def _reap(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
