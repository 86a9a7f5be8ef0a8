"""Begins the engine's work before the heavy imports: it compiles what the arguments will most likely ask for.

Only a guess: `check` asks for what it needs, and gets what was begun only where that is the same.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from policylint.engine.embedded import Embedded
from policylint.engine.limits import Limits
from policylint.errors import PolicylintError
from policylint.judging.bundles import Bundle, as_documents, as_rules, from_folders, installed

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_OTHERWISE = ("--data", "-d", "--rego-v0", "--now", "--engine", "--combine", "--jobs")
_begun: Begun | None = None


class Begun:
    """An engine at work, the policy folders it was given (none: the shipped rules), what they held, and the time."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        self.folders = folders
        self.now = clock()
        self.engine: Embedded | None = Embedded()
        self.bundle = _found(folders)
        self.engine.expect(as_documents(self.bundle, self.now) if folders else as_rules(self.bundle))


def clock() -> str:
    """Now, in UTC, to the second."""
    return time.strftime(_FORMAT, time.gmtime())


def begin(arguments: Sequence[str]) -> None:
    """Start the engine and let it compile. Whatever fails here fails again, with its message, where it is needed."""
    global _begun
    if any(argument.partition("=")[0] in _OTHERWISE for argument in arguments):
        return
    try:
        _begun = Begun(tuple(_folders(arguments)))
    except PolicylintError:
        _begun = None


def _folders(arguments: Sequence[str]) -> list[str]:
    found: list[str] = []
    for position, argument in enumerate(arguments):
        if argument in ("-p", "--policy"):
            found += arguments[position + 1 : position + 2]
        elif argument.startswith("--policy="):
            found.append(argument.removeprefix("--policy="))
    return found


def now() -> str:
    """The time of this run."""
    return _begun.now if _begun else clock()


def engine(jobs: int | None = None) -> Embedded:
    """The engine that has begun, or a new one with so many cores (None: all)."""
    begun = _begun.engine if _begun else None
    if _begun is None or begun is None:
        return Embedded(Limits(cores=jobs or 0))
    _begun.engine = None
    return begun


def bundle(folders: tuple[str, ...]) -> Bundle:
    """What the folders hold (none: the shipped rules), read once."""
    if _begun is not None and _begun.folders == folders:
        return _begun.bundle
    return _found(folders)


def _found(folders: tuple[str, ...]) -> Bundle:
    return from_folders(folders) if folders else installed()
