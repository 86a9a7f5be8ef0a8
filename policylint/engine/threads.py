"""The same line for systems without posix_spawn and poll on pipes (Windows): a thread listens, the caller writes."""

from __future__ import annotations

import os
import subprocess
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, cast

from policylint.engine.death import Died, post_mortem

WORDS = 1 << 18


class ThreadedChannel:
    """The lines of one child. Arguments as for child.Channel."""

    def __init__(self, binary: str, *, silence: float, cap: int) -> None:
        self.owner = os.getpid()
        self.death: Died | None = None
        self._silence = silence
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._words = b""
        environment = {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen([binary], stdin=pipe, stdout=pipe, stderr=pipe, env=environment)
        self._stdin = cast("IO[bytes]", self._process.stdin)
        self._listeners = [
            Thread(target=self._listen, args=(self._process.stdout, cap), daemon=True),
            Thread(target=self._overhear, args=(self._process.stderr,), daemon=True),
        ]
        for listener in self._listeners:
            listener.start()

    def send(self, data: bytes) -> None:
        """Write all of `data`; raises Died."""
        if self.death is not None:
            raise self.death
        try:
            self._stdin.write(data)
            self._stdin.flush()
        except OSError:
            raise self._bury() from None

    def receive(self) -> bytes:
        """The next line that is not blank, without its end; raises Died when there will be none."""
        while True:
            try:
                line = self._lines.get(timeout=0 if self.death else self._silence)
            except Empty:
                raise self.death or self._end(_silent(self._silence)) from None
            if line is None:
                raise self._bury()
            if line:
                return line

    def close(self) -> None:
        """Kill the child and wait for its end."""
        self._end(Died("The engine was closed."))

    def _listen(self, stdout: IO[bytes], cap: int) -> None:
        while line := stdout.readline(cap):
            if not line.endswith(b"\n"):
                break
            self._lines.put(line[:-1])
        self._lines.put(None)

    def _overhear(self, stderr: IO[bytes]) -> None:
        while part := os.read(stderr.fileno(), WORDS):
            self._words = (self._words + part)[-WORDS:]

    def _bury(self) -> Died:
        try:
            status = self._process.wait(1)
        except subprocess.TimeoutExpired:
            status = None
        self._listeners[1].join(1)
        return self._end(post_mortem(status, "ended", self._words))

    def _end(self, death: Died) -> Died:
        if self.death is None:
            self.death = death
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
                if stream is not None:
                    _close(stream)
        return self.death

    def __del__(self) -> None:
        if hasattr(self, "_process"):
            self.close()


def _silent(seconds: float) -> Died:
    return Died(f"The engine said nothing for {seconds:.0f} seconds and was stopped.", "timeout")


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:
        return
