"""Which names are most like a path that is not there: a slip in a name or a folder, or a file that was moved."""

from __future__ import annotations

from difflib import SequenceMatcher
from posixpath import basename, dirname
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NAMES = 0.75
_FOLDERS = 0.5
_EVERYWHERE = ("readme",)
_SAME = {"yml": "yaml"}
_GUESSES = 200  # paths of one tree that are guessed at; each costs time
_COMPARED = 2000  # names that one path is compared with


class Alike:
    """The names of a tree, by what may take the place of what."""

    def __init__(self, names: Iterable[str]) -> None:
        self._left = _GUESSES
        self._known: dict[str, dict[str, list[str]]] = {}
        for name in names:
            self._known.setdefault(_extension(name), {}).setdefault(_called(name), []).append(name)

    def to(self, path: str) -> list[str]:
        """What the path may mean, the likeliest first; nothing for the many behind the first _GUESSES."""
        if self._left == 0:
            return []
        self._left -= 1
        scores = dict(self._scores(path))
        return sorted(scores, key=lambda name: (-scores[name], name))

    def _scores(self, path: str) -> Iterator[tuple[str, float]]:
        called, folders = _called(path), SequenceMatcher(None, b=dirname(path))
        for likeness, names in self._close(called, _extension(path)):
            moved = len(names) == 1 and likeness == 1 and not called.startswith(_EVERYWHERE)
            for name in names[:_COMPARED]:
                ratio = _ratio(folders, dirname(name), 0 if moved else _FOLDERS)
                if moved or ratio >= _FOLDERS:
                    yield name, likeness + ratio

    def _close(self, called: str, extension: str) -> list[tuple[float, list[str]]]:
        """The files of each name that is like this one, which comes first if there is one."""
        known = self._known.get(extension, {})
        matcher = SequenceMatcher(None, b=called)
        others = [name for name in known if name != called][:_COMPARED]
        rated = ((_ratio(matcher, name, _NAMES), name) for name in others)
        same = [(1.0, known[called])] if called in known else []
        return same + [(likeness, known[name]) for likeness, name in rated if likeness >= _NAMES]


def _ratio(matcher: SequenceMatcher[str], name: str, least: float) -> float:
    matcher.set_seq1(name)
    return matcher.ratio() if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least else 0


def _called(name: str) -> str:
    return basename(name).casefold()


def _extension(name: str) -> str:
    stem, _dot, extension = basename(name).rpartition(".")
    extension = extension.lower()
    return _SAME.get(extension, extension) if stem else ""
