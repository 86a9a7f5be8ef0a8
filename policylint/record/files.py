"""Reads a file that somebody gave on the command line, and no more of it than makes sense."""

from __future__ import annotations

from policylint.errors import UsageError

_KIB = 1024


def bounded(path: str, called: str, most: int) -> bytes:
    """The bytes of a file; UsageError, which calls it so, where it cannot be read or has more than `most`."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{called} cannot be read: {reason.lower()}") from None
    if len(data) > most:
        raise UsageError(f"{called} is too large: up to {most // _KIB} KiB are read")
    return data
