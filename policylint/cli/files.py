"""Reads and writes the few files of a repository that commands keep for people."""

from __future__ import annotations

import os

from policylint.errors import UsageError


def read_below(root: str, path: str) -> bytes | None:
    """The bytes of a file; None where there is none. A link that leads out of the repository is not followed."""
    full = _full(root, path)
    if not os.path.lexists(full):
        return None
    try:
        if not os.path.isfile(full):
            raise UsageError(f"{path} is not a file")
        with open(full, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error


def replace_below(root: str, path: str, data: bytes) -> None:
    """Put bytes in the place of a file, whole or not at all; its folder is made."""
    full = _full(root, path)
    beside = f"{full}.{os.getpid()}.tmp"
    try:
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(beside, "xb") as stream:
            stream.write(data)
        if os.path.exists(full):
            os.chmod(beside, os.stat(full).st_mode & 0o7777)
        os.replace(beside, full)
    except OSError as error:
        if os.path.lexists(beside):
            os.unlink(beside)
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def _full(root: str, path: str) -> str:
    """Where a file really is."""
    full = os.path.realpath(os.path.join(root, path))
    top = os.path.realpath(root).rstrip(os.sep)
    if not full.startswith(f"{top}{os.sep}"):
        raise UsageError(f"{path} is a link that leads out of the repository, and was not followed")
    return full
