"""What git refuses -> one sentence for a person, with the command that mends it."""

from __future__ import annotations

import re
from shlex import quote
from typing import TYPE_CHECKING

from policylint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SAYS = (
    (
        "dubious ownership",
        "git refuses this repository because it belongs to somebody else",
        "If you trust it: git config --global --add safe.directory FOLDER",
    ),
    (
        "not a git repository",
        "this is no git repository, and the gate compares two commits of one",
        "Run it inside of a clone; `policylint check` judges a folder without git.",
    ),
    ("cannot use bare repository", "git refuses this bare repository", "git config --global safe.bareRepository all"),
    (
        "promisor remote",
        "this is a partial clone that lacks objects which the gate has to read",
        "git fetch --refetch --no-filter origin",
    ),
)


def refusal(arguments: Sequence[str], said: str) -> UsageError:
    """The error for a command of git that failed."""
    for mark, sentence, hint in _SAYS:
        if mark in said:
            return UsageError(sentence, hint=hint)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    first = lines[0].removeprefix("fatal: ").rstrip(".") if lines else "it says nothing"
    return UsageError(f"git {arguments[0]} failed: {first}", hint="`git fsck` tells whether the repository is whole.")


def elsewhere() -> UsageError:
    """The error for a `.git` file that leads to a repository of another folder."""
    return UsageError(
        "the .git file of this folder leads to a repository that knows nothing of the folder",
        hint='If it is the right one: git config core.worktree "$PWD"',
    )


def absent_commit(ref: str, what: str, shallow: bool) -> UsageError:
    """The error for a name that means no commit here."""
    if ref == "HEAD":
        return UsageError("there is no commit here yet, and the gate compares two", hint="git commit")
    branch = _branch_of_origin(ref)
    depth = " --depth=100" if shallow else ""
    if branch is not None:
        # A clone of one branch keeps no other by its name alone.
        names = quote(f"+refs/heads/{branch}:refs/remotes/origin/{branch}")
        hint = f"Fetch it: git fetch --no-tags{depth} origin {names}"
    elif _ID.fullmatch(ref):
        hint = f"Fetch it: git fetch --no-tags{depth} origin {ref}"
    else:
        hint = "`git branch --all` names the branches that are here; one of the remote is called origin/NAME."
    return UsageError(f"there is no commit {ref!a} here, which is the {what}", hint=hint)


def _branch_of_origin(ref: str) -> str | None:
    for prefix in ("refs/remotes/origin/", "remotes/origin/", "origin/"):
        if ref.startswith(prefix):
            return ref.removeprefix(prefix)
    return None


def unrelated(base: str, head: str, shallow: bool) -> UsageError:
    """The error for two commits without a common one."""
    if shallow:
        return UsageError(
            "this clone is too shallow to tell where the change began",
            hint="git fetch --unshallow (in a workflow: fetch-depth: 0), or git fetch --deepen=100",
        )
    return UsageError(
        f"{base[:12]} and {head[:12]} have no commit in common: their histories are unrelated",
        hint="Pass the branch that the change goes to: policylint gate --base origin/main",
    )


def crossed(base: str, head: str, count: int) -> UsageError:
    """The error for histories that were merged into each other: no one commit is where the change began."""
    return UsageError(
        f"{base[:12]} and {head[:12]} parted at {count} commits, because each was merged into the other: "
        "what the change does depends on which of them it is compared with",
        hint="Merge the branch that it goes to into the change once more: git merge origin/main",
    )
