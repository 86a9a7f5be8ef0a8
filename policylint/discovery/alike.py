"""How much a path that is not there is like one that is: a slip in a name or a folder, or a file that was moved."""

from __future__ import annotations

from difflib import SequenceMatcher
from posixpath import basename, dirname

_NAMES = 0.75
_FOLDERS = 0.5
_EVERYWHERE = ("readme",)


def likeness(path: str, name: str, alone: bool) -> float:
    """A number above 0 when `name` may be what `path` means, the greater the more likely.

    `alone` says that no other file has this name: it may have been moved from anywhere.
    """
    called, other = basename(path).casefold(), basename(name).casefold()
    names = _ratio(called, other, _NAMES)
    if names < _NAMES:
        return 0
    folders = _ratio(dirname(path), dirname(name), 0)
    moved = called == other and alone and not called.startswith(_EVERYWHERE)
    return names + folders if folders >= _FOLDERS or moved else 0


def _ratio(one: str, two: str, least: float) -> float:
    matcher = SequenceMatcher(None, one, two)
    return matcher.ratio() if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least else 0
