"""Paths -> sources, one at a time: what git tracks or does not ignore, and whatever was named.

Every file ends as a Source, as Passed (looked at by name only), or as a Problem. Order is by path and does not change.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from policylint.discovery.files import Tree, absent, fault_in_name, printable, read_file
from policylint.frozen import dataclass, replace
from policylint.model.documents import Problem, Source
from policylint.positions.formats import MAX_BYTES, format_of_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from policylint.discovery.listing import Listing

STDIN = "-"
LINK_TO_FOLDER = "This is a link to a folder elsewhere. It was not followed."
NO_READER = "no reader takes files of this name"
__all__ = ["MAX_BYTES", "Passed", "discover", "read_again", "repository_root"]


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that was not read, and why: no reader takes it, or it is excluded. Its state is not_ours.

    `format` names the format where it is one that conftest's users have policies for.
    """

    path: str
    reason: str
    named: bool = False
    format: str | None = None


def discover(
    paths: Sequence[str],
    root: str,
    *,
    cwd: str | None = None,
    excluded: Callable[[str], bool] | None = None,
    stdin: Source | Problem | None = None,
    look_inside: bool = False,
) -> Iterator[Source | Passed | Problem]:
    """What the paths hold, lazily: bytes are read when an item is asked for. `-` is standard input.

    `paths` count from `cwd` (default: the process's), the names that come out from `root`. A file that was named is
    read even when it is ignored or excluded. `look_inside`: a file whose name says nothing is a source when it begins
    as YAML or JSON do.
    """
    here = os.path.abspath(cwd or os.getcwd())
    tree = Tree(os.path.abspath(root))
    files: dict[str, str] = {}
    folders: list[str] = []
    for path in dict.fromkeys(paths):
        if path == STDIN:
            yield stdin or standard_input(None)
            continue
        full = os.path.normpath(os.path.join(here, path))
        if os.path.isdir(full) and (not os.path.islink(full) or tree.holds(os.path.realpath(full))):
            folders.append(full)
        elif os.path.lexists(full):
            files[full] = path
        else:
            yield absent(full, path)
    yield from _named(files, tree)
    if folders:
        from policylint.discovery.listing import list_folders

        tree = Tree(tree.folder, *(folder for folder in folders if not tree.names(folder)))
        yield from _listed(list_folders(folders), tree, set(files), excluded, look_inside)


def read_again(path: str, root: str) -> Source | Problem:
    """A source that was discovered before, read once more by its path below `root`."""
    tree = Tree(os.path.abspath(root))
    return read_file(os.path.join(tree.folder, path), path, tree, named=False)


def repository_root(start: str) -> str:
    """The nearest folder at or above `start` that holds `.git`; `start` itself outside of git."""
    folder = start = os.path.abspath(start)
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return start
        folder = above
    return folder


def _named(files: dict[str, str], tree: Tree) -> Iterator[Source | Problem]:
    for full in sorted(files):
        name = tree.name(full)
        fault = fault_in_name(name)
        if fault is not None:
            yield Problem("unreadable", fault, printable(name))
        else:
            outside = name.startswith("../") or os.path.isabs(name)
            yield read_file(full, name, Tree(os.path.dirname(full)) if outside else tree, named=True)


def _listed(
    listing: Listing, tree: Tree, seen: set[str], excluded: Callable[[str], bool] | None, look_inside: bool
) -> Iterator[Source | Passed | Problem]:
    for problem in listing.problems:
        yield replace(problem, path=tree.name(problem.path or tree.folder))
    for full in listing.files:
        if full in seen:
            continue
        name = tree.name(full)
        fault = fault_in_name(name)
        if fault is not None:
            yield Problem("unreadable", fault, printable(name), blocks=False)
        elif excluded is not None and excluded(name):
            yield Passed(name, "excluded by the configuration")
        elif format_of_name(name) is not None:
            found = _follow(full, name, tree, listing)
            if found is not None:
                yield found
        elif look_inside:
            yield _looked_into(full, name, tree, listing)
        else:
            yield Passed(name, NO_READER)


def _looked_into(full: str, name: str, tree: Tree, listing: Listing) -> Source | Passed | Problem:
    """A file whose name says nothing: a source when it begins as a document does. Links to what is listed are left."""
    from policylint.discovery.peek import foreign_format, holds_document

    target = os.path.realpath(full) if os.path.islink(full) else full
    if os.path.isdir(target) and not listing.covers(target):
        return Problem("unreadable", LINK_TO_FOLDER, name, blocks=False, hint="Name the folder to check it too.")
    if (target != full and target in listing) or not holds_document(target, target):
        return Passed(name, NO_READER, format=foreign_format(name))
    found = read_file(full, name, tree, named=False, link=target != full)
    return replace(found, guessed=True) if isinstance(found, Source) else found


def _follow(full: str, name: str, tree: Tree, listing: Listing) -> Source | Passed | Problem | None:
    """The source behind a listed name; None for a file that git tracks and somebody deleted."""
    link = os.path.islink(full)
    found = read_file(full, name, tree, named=False, link=link)
    if isinstance(found, Problem) and listing.tracked_only(full) and not os.path.lexists(full):
        return None
    if link and isinstance(found, Source):
        target = os.path.realpath(full)
        if target in listing:
            return Passed(name, f"a link to {printable(tree.name(target))}, which is read itself")
    return found


def standard_input(name: str | None) -> Source | Problem:
    """What comes on standard input, under the name given for it."""
    label = name or "<stdin>"
    blocks: list[bytes] = []
    size = 0
    try:
        while block := os.read(0, 1 << 16):
            blocks.append(block)
            size += len(block)
            if size > MAX_BYTES:
                return Problem(
                    "unreadable", f"Standard input holds more than {MAX_BYTES:,} bytes; up to that much is read.", label
                )
    except OSError as error:
        return Problem("unreadable", f"Standard input cannot be read: {error.strerror}.", label)
    return Source(label, b"".join(blocks), named=True)
