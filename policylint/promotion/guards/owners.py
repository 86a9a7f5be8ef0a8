"""CODEOWNERS: which line names whom for which paths. The first file that platforms read is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.promotion.guards.guards import OWNERS

if TYPE_CHECKING:
    from policylint.model.documents import Json
    from policylint.promotion.commits.tree import GitTree

_MOST = 3 * 1024 * 1024  # GitHub reads no larger one


def owners_path(tree: GitTree) -> str | None:
    """Where the file is, if there is one."""
    return next((path for path in OWNERS if path in tree.entries), None)


def owners(tree: GitTree, short: str) -> list[Json]:
    """Every line of the file in order; the last one that matches a path counts. GitLab's sections give their owners."""
    path = owners_path(tree)
    if path is None:
        return []
    text = tree.data(path)[:_MOST].decode("utf-8", "replace")
    rows: list[Json] = []
    section: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].replace("\\ ", "\0").split()
        if not words:
            continue
        if words[0].startswith(("[", "^[")):
            section = [word for word in words if word.startswith("@") or "@" in word]
            continue
        named: list[Json] = list(words[1:] or section)
        pattern = words[0].replace("\0", "\\ ")
        rows.append({"pattern": pattern, "owners": named, "document": f"{short}:{path}#0", "line": number})
    return rows
