"""Addresses of lines of a repository, where the surroundings say at which address it is shown."""

from __future__ import annotations

import re
from urllib.parse import quote

_SITE = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w.-]+)*", re.ASCII)
_PAST = re.compile(r"(?P<path>.+)@(?P<commit>[0-9a-f]{12})", re.DOTALL)


def address(site: str, commit: str, path: str, line: int) -> str | None:
    """The address of a line; a path of an earlier commit ends in `@` and that commit."""
    if not commit or not _SITE.fullmatch(site):
        return None
    past = _PAST.fullmatch(path)
    if past is not None:
        path, commit = past["path"], past["commit"]
    return f"{site}/{commit}/{quote(path, safe='/', errors='replace')}#L{line}"
