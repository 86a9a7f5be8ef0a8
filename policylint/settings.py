"""Reads `.policylint.yaml`: the reader's view of the file joined with what `config` makes of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from policylint.config import FILE, Config
from policylint.errors import UsageError
from policylint.model.documents import Problem, Source
from policylint.positions.formats import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.config import Tree
    from policylint.model.documents import Document

MISSPELT = (".policylint.yml", "policylint.yaml", "policylint.yml")
Settings = tuple[Config, tuple[Problem, ...]]


def load(root: str, explicit: str | None = None) -> Settings:
    """The configuration of the working tree below `root`, with its faults; `explicit` is the file given with --config.

    Paths in it are relative to `root` wherever the file is. Raises UsageError when the file cannot be read.
    """
    path = explicit or os.path.join(root, FILE)
    if not explicit and not os.path.lexists(path):
        return Config(), _misspelt(root)
    from policylint.config.disk import DiskTree

    tree = DiskTree(root)
    if not explicit and tree.state(FILE) == "outside":
        raise UsageError(f"{FILE} is a link that leads out of the repository, and was not followed")
    return of_source(Source(explicit or FILE, _bytes(path), named=True), tree)


def of_source(source: Source, tree: Tree) -> Settings:
    """The configuration in some bytes: a file of the working tree or a blob of a commit, whose paths `tree` knows."""
    from policylint.config import parse
    from policylint.readers import read

    reading = read(source, lambda _path, _content: "policylint/config")
    if reading.problems or len(reading.documents) > 1:
        return Config(path=source.path), tuple(reading.problems) or (_second(source, reading.documents[1]),)
    if not reading.documents:
        return Config(path=source.path), ()
    document = reading.documents[0]

    def locate(places: Sequence[tuple[str, bool]]) -> Sequence[tuple[int, int]]:
        from policylint.positions import locate_all

        wanted = [(document, pointer, "?" if key else None) for pointer, key in places]
        return [(found.line, found.column) for found in locate_all(source, wanted)]

    return parse(document.content, locate, tree, source.path)


def _misspelt(root: str) -> tuple[Problem, ...]:
    found = [name for name in MISSPELT if os.path.lexists(os.path.join(root, name))]
    if not found:
        return ()
    message = f"{found[0]} is not read: the configuration is called {FILE}."
    return (Problem("config", message, found[0], 1, 1, hint=f"Rename it to {FILE}."),)


def _second(source: Source, document: Document) -> Problem:
    message = "The configuration is one YAML document; a second one starts here."
    return Problem("config", message, source.path, document.line, 1, hint="Join the two, or delete one.")


def _bytes(path: str) -> bytes:
    try:
        if not os.path.isfile(path):
            raise UsageError(
                f"the configuration {path} is not a file"
                if os.path.lexists(path)
                else f"there is no configuration file {path}"
            )
        with open(path, "rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read the configuration {path}: {error.strerror}") from error
