"""Which folder a run is about."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from policylint.config import FILE
from policylint.discovery import repository_root
from policylint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


def find_root(paths: Sequence[str]) -> str:
    """The repository around the current folder; another one where the first path lies outside of it.

    Without git, a folder that holds the configuration is a root, too, when the command runs in it or is given it.
    """
    root = repository_root(here())
    first = next((path for path in paths if path != "-"), None)
    if first is None:
        return root
    full = os.path.abspath(first)
    if _marked(root) and (full + os.sep).startswith(root.rstrip(os.sep) + os.sep):
        return root
    there = repository_root(full if os.path.isdir(full) else os.path.dirname(full))
    return there if _marked(there) else root


def _marked(folder: str) -> bool:
    return any(os.path.lexists(os.path.join(folder, name)) for name in (".git", FILE))


def here() -> str:
    """The current folder; UsageError where it is gone."""
    try:
        return os.getcwd()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"the current folder cannot be used: {reason}", hint="Change to one that is there.") from None
