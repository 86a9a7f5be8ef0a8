"""Documents of sources that hold Lists or arrays: numbered on, each with the line of its item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.documents import Document
from policylint.positions import Locator
from policylint.readers.expand import expand, is_list

if TYPE_CHECKING:
    from policylint.model.documents import Source
    from policylint.readers import Classify
    from policylint.readers.raw import Fault, Raw


def expanded(
    source: Source, raws: list[Raw], classify: Classify, everything: bool
) -> tuple[tuple[Document, ...], Fault | None]:
    """The documents with items in place of arrays; none and a fault when there are too many of them.

    A List takes a number of its own, and is kept only with `everything`: its items are what rules judge. So is an array
    that is not the only document.
    """
    parts, fault = expand(raws, lambda content: classify(source.path, content) is not None, arrays=everything)
    if fault is not None:
        ours = everything or any(classify(source.path, part.content) for part in parts)
        return (), fault if ours else None
    locator = Locator(source)
    documents: list[Document] = []
    more, stream = 0, -1
    for part in parts:
        more += part.stream == stream
        stream = part.stream
        kind = classify(source.path, part.content)
        if _is_kept(part, kind, everything):
            line = locator.first_line(stream, part.base) if part.base else part.line
            index = stream + more
            documents.append(
                Document(source.path, index, kind, part.content, line or part.line, part.base, part.texts, stream)
            )
    return tuple(documents), None


def _is_kept(part: Raw, kind: str | None, everything: bool) -> bool:
    return kind is not None or everything or (isinstance(part.content, dict) and not is_list(part.content))
