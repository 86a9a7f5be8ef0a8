"""Opens one file safely: regular files only, inside the tree, up to a size; everything else is a Problem."""

from __future__ import annotations

import os
import stat

from policylint.model.documents import Problem, Source
from policylint.positions.formats import MAX_BYTES

_OPTIONAL_FLAGS = ("O_CLOEXEC", "O_NONBLOCK", "O_NOFOLLOW", "O_BINARY")
FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in _OPTIONAL_FLAGS)
_LEAVES = "This is a link that leads out of the tree. It was not followed."
_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


class Tree:
    """A folder that reading stays inside, and folders elsewhere that were named as well.

    Remembers the last folder it looked at: names come in order.
    """

    def __init__(self, folder: str, *elsewhere: str) -> None:
        self.folder = folder
        self._real = tuple(os.path.realpath(each).rstrip(os.sep) + os.sep for each in (folder, *elsewhere))
        self._checked: tuple[str, bool] = (folder, True)

    def holds(self, real: str) -> bool:
        """Whether a path without links lies in the tree."""
        return (real + os.sep).startswith(self._real)

    def names(self, full: str) -> bool:
        """Whether a path lies in the tree by its name alone."""
        return (full + os.sep).startswith(self.folder.rstrip(os.sep) + os.sep)

    def holds_folder_of(self, full: str) -> bool:
        """Whether the folder of a file lies in the tree, when links are followed."""
        folder = os.path.dirname(full)
        if self._checked[0] != folder:
            self._checked = (folder, self.holds(os.path.realpath(folder)))
        return self._checked[1]

    def name(self, full: str) -> str:
        """The name of a file as reports show it: from the tree's folder, with forward slashes."""
        start = self.folder.rstrip(os.sep) + os.sep
        try:
            name = full[len(start) :] if full.startswith(start) else os.path.relpath(full, self.folder)
        except ValueError:  # another drive
            name = full
        return name.replace(os.sep, "/") if os.sep != "/" else name


def read_file(full: str, name: str, tree: Tree, *, named: bool, link: bool | None = None) -> Source | Problem:
    """The bytes of a regular file under its name; a Problem for anything that is none or cannot be read.

    `link` spares a look when the caller knows whether the file is a link.
    """
    try:
        if not tree.holds_folder_of(full):
            return _problem(name, _LEAVES, named)
        if link or (link is None and os.path.islink(full)):
            full = os.path.realpath(full, strict=True)
            if not tree.holds(full):
                return _problem(name, _LEAVES, named)
        descriptor = os.open(full, FLAGS)
    except OSError as error:
        return _problem(name, _reason(error, full), named)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return _problem(name, f"This is {_what(status.st_mode)}, not a file. It was not read.", named)
        data = _read_all(descriptor, status.st_size) if status.st_size <= MAX_BYTES else None
    except OSError as error:
        return _problem(name, f"It cannot be read: {error.strerror or error}.", named)
    finally:
        os.close(descriptor)
    return Source(name, data, named) if data is not None else _problem(name, _too_large(status.st_size), named)


def absent(full: str, path: str) -> Problem:
    """Why nothing is found at a path that was named."""
    try:
        os.lstat(full)
    except PermissionError:
        return Problem("path", f"{printable(path)} cannot be looked at: permission denied.", printable(path))
    except (OSError, ValueError):
        pass
    return Problem("path", f"There is no {printable(path)}.", printable(path))


def fault_in_name(name: str) -> str | None:
    """Why a file of this name is not opened: control characters, bidirectional overrides, bytes that are no UTF-8."""
    if name.isascii() and name.isprintable():
        return None
    if any("\ud800" <= character <= "\udfff" for character in name):
        return "The file's name is not UTF-8. Rename it; it was not read."
    if any(character < " " or "\x7f" <= character <= "\x9f" or character in _TURNS_TEXT for character in name):
        return "The file's name holds control characters. Rename it; it was not read."
    return None


def printable(name: str) -> str:
    """A name that can be shown: bytes and characters that cannot are escaped."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c >= " " and not "\x7f" <= c <= "\x9f" and c not in _TURNS_TEXT else _escape(c) for c in text)


def _escape(character: str) -> str:
    return f"\\u{ord(character):04x}"


def _reason(error: OSError, path: str) -> str:
    import errno

    if error.errno == errno.ELOOP:
        return "This is a link that leads back to itself."
    if error.errno == errno.ENOENT:
        return "This is a link to nothing." if os.path.islink(path) else "The file is gone: it was deleted meanwhile."
    if error.errno in (errno.EACCES, errno.EPERM):
        return "It cannot be read: permission denied."
    if error.errno == errno.ENXIO:
        return "This is a socket or a pipe, not a file."
    return f"It cannot be read: {error.strerror or error}."


def _what(mode: int) -> str:
    return next((name for test, name in _KINDS if test(mode)), "something special")


def _too_large(size: int) -> str:
    held = f"{size:,}" if size > MAX_BYTES else f"more than {MAX_BYTES:,}"
    return f"The file holds {held} bytes; up to {MAX_BYTES:,} are read."


def _read_all(descriptor: int, size: int) -> bytes | None:
    """All bytes; None when the file grew beyond the limit while it was read."""
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    blocks, total = [data], len(data)
    while block := os.read(descriptor, 1 << 20):
        blocks.append(block)
        total += len(block)
        if total > MAX_BYTES:
            return None
    return b"".join(blocks)


def _problem(name: str, message: str, named: bool) -> Problem:
    return Problem("unreadable", message, name, blocks=named)
