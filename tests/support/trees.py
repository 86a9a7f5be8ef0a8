"""Repositories that exist only as far as a configuration asks about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.config import PathState


class Everything:
    """A tree in which every path is there."""

    def state(self, path: str) -> PathState:
        return "there"

    def names(self, folder: str) -> Iterable[str]:
        return ()
