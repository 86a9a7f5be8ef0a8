"""The three standard streams, whatever state they come in: closed, of a narrow encoding, full, with nobody reading.

Imports next to nothing: it comes before the engine is started.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def open_all() -> None:
    """Make streams 0, 1 and 2 usable.

    A closed one would be given to the next pipe or file that is opened. Reading a closed standard input still fails:
    nothing came in, which is not the same as an empty document.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_WRONLY)
    sys.stdout = _ready(sys.stdout, 1)
    sys.stderr = _ready(sys.stderr, 2)


def _ready(stream: TextIO | None, number: int) -> TextIO:
    """The stream, waiting where its reader is slow, and escaping what its encoding cannot say."""
    if stream is None:
        return open(number, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    if os.name == "posix" and not os.get_blocking(number):
        os.set_blocking(number, True)
    return stream


def put(text: str, *, utf8: bool = False) -> None:
    """Write to standard output at once; `utf8` whatever the terminal's encoding, for formats that state theirs.

    A reader that went away is no fault of the run; anything else that keeps the text from its reader is a UsageError.
    """
    try:
        if utf8:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        mute(1)
    except OSError as error:
        from policylint.errors import UsageError

        mute(1)
        raise UsageError(f"cannot write to standard output: {error.strerror or error}") from None


def complain(text: str) -> None:
    """Write to standard error, as far as anybody listens there."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        mute(2)


def mute(number: int) -> None:
    """Point a stream at nothing, so that what its buffer still holds does no more harm."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, number)
    os.close(sink)
