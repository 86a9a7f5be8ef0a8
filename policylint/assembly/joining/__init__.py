"""Which documents speak about a deployment beside what serves: by selector, reference, name or metric, across files.

    index = Index(documents)                    # once for a repository
    found = joined(serving, index, alone=False) # for each deployment
    found.documents, found.names
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.model import Document

__all__ = ["Index", "Joined", "joined"]


@dataclass(frozen=True, slots=True)
class Joined:
    """What belongs to a deployment beside its serving documents, in document order, and the names it goes by, sorted."""

    documents: tuple[Document, ...]
    names: tuple[str, ...]


class Index:
    """The documents of a repository, to be joined to its deployments; made once."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents


def joined(serving: Sequence[Document], index: Index, alone: bool = False) -> Joined:
    """What belongs to the deployment that these documents serve.

    `alone` says that it is the repository's only deployment above a Space: every objective is then its own.
    """
    return Joined((), ())
