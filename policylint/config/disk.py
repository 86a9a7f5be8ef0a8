"""The working tree, as far as the configuration asks about it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.config import PathState


class DiskTree:
    """A `Tree` of the folder `root`."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)

    def state(self, path: str) -> PathState:
        """Whether a path is there, absent, or leads out of the folder through a link."""
        real = os.path.realpath(os.path.join(self._root, path))
        if real != self._root and not real.startswith(os.path.join(self._root, "")):
            return "outside"
        return "there" if os.path.exists(real) else "absent"

    def names(self, folder: str) -> Iterable[str]:
        """The names in a folder, without hidden ones; none when it cannot be read."""
        try:
            return [name for name in os.listdir(os.path.join(self._root, folder)) if not name.startswith(".")]
        except OSError:
            return []
