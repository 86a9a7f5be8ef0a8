"""The deployments of a change as the gate would judge them, for whoever approves one before."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from policylint.promotion.commits.git import Git
from policylint.promotion.commits.log import authors, between, commits
from policylint.promotion.material import open_change, read_change
from policylint.promotion.request import GateRequest
from policylint.promotion.sides.pairs import pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.judging.bundles import Bundle
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Json


def subjects(folder: str, base: str, shipped: Bundle) -> tuple[tuple[Deployment, ...], frozenset[str]]:
    """The deployments of HEAD, and every name of those who wrote what lies between; raises UsageError."""
    git = Git(folder)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    try:
        opened = open_change(git, GateRequest(folder, (base,), "HEAD", now, shipped))
        material = read_change(opened)
        pairs, _removed = pair(material.base, material.head, material.moved, opened.judges.config.stages)
        ids = between(git, opened.commits.base, opened.commits.head)
        people = authors([commit for _oid, commit in commits(git, ids)], None)
    finally:
        git.close()
    return tuple(each.subject for each in pairs), frozenset(name for row in people for name in _names(row))


def _names(row: Json) -> Iterator[str]:
    """ingrid@example.org is ingrid; 4711+ingrid@users.noreply.github.com as well."""
    for text in row.values() if isinstance(row, dict) else ():
        if isinstance(text, str) and text.strip():
            name = text.strip().lower().removeprefix("@")
            local = name.partition("@")[0]
            yield from (name, local, local.partition("+")[2] or local)
