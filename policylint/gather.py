"""Paths -> every file that they hold, with what became of it: read, passed over, or not to be opened."""

from __future__ import annotations

from os.path import realpath
from typing import TYPE_CHECKING

from policylint.discovery import Passed, discover
from policylint.frozen import dataclass, replace
from policylint.model.documents import Problem, Reading, Source
from policylint.readers import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from policylint.readers import Classify


@dataclass(frozen=True, slots=True)
class Gathered:
    """One file. `source` is None where its bytes were not read, `passed` says why a file was passed over."""

    reading: Reading
    source: Source | None = None
    passed: Passed | None = None


def gather(
    paths: Sequence[str],
    root: str,
    classify: Classify,
    *,
    excluded: Callable[[str], bool] | None = None,
    stdin: Source | Problem | None = None,
    look_inside: bool = False,
    keep_all: bool = False,
) -> Iterator[Gathered | Problem]:
    """Each file in order, lazily; a Problem of its own is what belongs to no file, such as a path that is not there."""
    return gathered(discover(paths, root, excluded=excluded, stdin=stdin, look_inside=look_inside), classify, keep_all)


def gathered(
    found: Iterable[Source | Passed | Problem], classify: Classify, keep_all: bool = False
) -> Iterator[Gathered | Problem]:
    """What became of each file that was discovered, wherever that was."""
    for item in found:
        if isinstance(item, Source):
            yield Gathered(_reading(item, classify, keep_all), item)
        elif isinstance(item, Passed):
            yield Gathered(Reading(item.path, "not_ours"), passed=item)
        elif item.kind == "unreadable":
            yield Gathered(Reading(item.path or "", "unreadable", problems=(item,), named=item.blocks))
        else:
            yield item


def gather_one(path: str, found: Source | Problem, classify: Classify, *, guessed: bool = False) -> Gathered:
    """One more file, by its path below the root; `guessed` looks inside where the name says nothing."""
    if isinstance(found, Problem):
        return Gathered(Reading(path, "unreadable", problems=(found,)))
    source = replace(found, guessed=guessed)
    return Gathered(_reading(source, classify, keep_all=False), source)


def is_whole(paths: Sequence[str], root: str) -> bool:
    """Whether the paths take in the whole repository, so that what was not seen is not there."""
    return any(realpath(path) == realpath(root) for path in paths)


def _reading(source: Source, classify: Classify, keep_all: bool) -> Reading:
    """What became of a source. A fault of ours is a problem of this file, so that the others are still judged."""
    try:
        return read(source, classify, keep_all=keep_all)
    except Exception as error:  # noqa: BLE001 - whatever a file nobody has seen yet does to us
        message = f"policylint failed on this file: {type(error).__name__}: {error}. Please report it."
        return Reading(source.path, "unreadable", problems=(Problem("internal", message, source.path),))
