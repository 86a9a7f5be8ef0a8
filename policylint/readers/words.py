"""Small words for the readers' messages."""

from __future__ import annotations


def shown(key: str) -> str:
    """A key in a message: in quotes, cut when it is long."""
    return repr(key if len(key) <= 60 else key[:57] + "...")
