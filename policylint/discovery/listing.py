"""The names of the files below folders: from git where there is git, by walking elsewhere."""

from __future__ import annotations

import os

from policylint.model.documents import Problem

SKIPPED = frozenset({".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__", ".tox", ".mypy_cache"})


class Listing:
    """Absolute names in order, and what could not be listed. `tracked` are those that only git's index speaks of."""

    __slots__ = ("_folders", "_known", "files", "problems", "tracked")

    def __init__(self, folders: list[str]) -> None:
        self._folders = folders
        self.files: list[str] = []
        self.problems: list[Problem] = []
        self.tracked: set[str] = set()
        self._known: set[str] | None = None

    def __contains__(self, path: str) -> bool:
        if self._known is None:
            self._known = set(self.files)
        return path in self._known

    def covers(self, folder: str) -> bool:
        """Whether a folder, given without links, lies in one of those that were listed."""
        return any((folder + os.sep).startswith(os.path.realpath(each) + os.sep) for each in self._folders)

    def tracked_only(self, path: str) -> bool:
        """Whether git's index, not the folder itself, gave the name."""
        return path in self.tracked


def list_folders(folders: list[str]) -> Listing:
    """All files below the folders, each once, in order of their names."""
    listing = Listing(folders)
    for folder in folders:
        if not (_inside_git(folder) and _ask_git(folder, listing)):
            _walk(folder, listing)
    listing.files = sorted(set(listing.files))
    return listing


def _inside_git(folder: str) -> bool:
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above
    return True


def _ask_git(folder: str, listing: Listing) -> bool:
    from policylint.discovery.gitfiles import list_files

    answer = list_files(folder)
    if answer.failure is not None:
        message = f"git cannot list this folder ({answer.failure}), so every file in it is looked at, ignored ones too."
        listing.problems.append(Problem("git", message, folder, blocks=False))
        return False
    for name, tracked in answer.names:
        full = os.path.join(folder, name)
        if name.endswith("/") or (tracked and os.path.isdir(full) and not os.path.islink(full)):
            listing.problems.append(_other_repository(full.rstrip("/")))
            continue
        listing.files.append(full)
        if tracked:
            listing.tracked.add(full)
    listing.problems.extend(_warning(folder, line) for line in answer.warnings)
    return True


def _warning(folder: str, line: str) -> Problem:
    """What git said on the side: mostly a folder that it may not open."""
    start, end = "could not open directory '", "': Permission denied"
    if line.startswith(start) and line.endswith(end):
        path = os.path.normpath(os.path.join(folder, line[len(start) : -len(end)]))
        return _closed(path, "permission denied", asked_for=path == folder)
    return Problem("git", f"git says: {line}.", folder, blocks=False)


def _closed(path: str, reason: str, *, asked_for: bool) -> Problem:
    return Problem("unreadable", f"The folder cannot be listed: {reason}.", path, blocks=asked_for)


def _other_repository(path: str) -> Problem:
    message = "This folder is a repository of its own (a submodule or a clone). It was not looked into."
    return Problem("repository", message, path, blocks=False, hint="Name the folder to check it too.")


def _walk(folder: str, listing: Listing) -> None:
    folders = [folder]
    while folders:
        place = folders.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if not entry.is_dir(follow_symlinks=False):
                        listing.files.append(entry.path)
                    elif entry.name not in SKIPPED:
                        folders.append(entry.path)
        except OSError as error:
            listing.problems.append(_closed(place, (error.strerror or str(error)).lower(), asked_for=place == folder))
