"""Where things stand, found late: sources are kept only as long as a finding may point into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.positions import Locator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Document, Position, Source
    from policylint.model.rules import At

_KEPT = 16


class Places:
    """Positions in sources that were read. `keep` remembers a source for findings that name its documents by id."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Source, Document]] = {}
        self._recent: dict[str, Locator] = {}

    def keep(self, source: Source, documents: tuple[Document, ...]) -> None:
        """Remember a source whose documents rules will judge."""
        for document in documents:
            self._kept[document.id] = (source, document)

    def sources(self) -> Iterator[Source]:
        """Every source that is remembered, once."""
        last = None
        for source, _document in self._kept.values():
            if source is not last:
                last = source
                yield source

    def of(self, at: At) -> Position:
        """The position of a place in a kept document."""
        source, document = self._kept[at.document]
        return self.within(source, document, at)

    def within(self, source: Source, document: Document, at: At) -> Position:
        """The position of a place in a document of the given source."""
        locator = self._recent.get(source.path)
        if locator is None:
            if len(self._recent) >= _KEPT:
                self._recent.pop(next(iter(self._recent)))
            locator = self._recent[source.path] = Locator(source)
        return locator.locate(document, at.pointer, at.missing)
