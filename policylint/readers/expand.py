"""Lists and arrays -> one document for each item, with positions kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.readers.merges import OURS
from policylint.readers.raw import MAX_DOCUMENTS, Fault, Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.model.documents import Json
    from policylint.readers.raw import Loaded

    Whole = Callable[[Json], bool]


def is_list(content: Json) -> bool:
    """Whether a document is a Kubernetes List: it carries other documents in `items`."""
    if not isinstance(content, dict) or not isinstance(content.get("items"), list):
        return False
    kind, version = content.get("kind"), content.get("apiVersion")
    return isinstance(kind, str) and kind.endswith("List") and isinstance(version, str) and not version.startswith(OURS)


def expand(documents: list[Raw], whole: Whole, *, arrays: bool = False) -> Loaded:
    """The documents with the items of Lists and arrays in their places. A List stays in front of its items.

    `whole` says of an array that it is one document as it stands. With `arrays` an array stays in front of its items,
    too, unless it is all that the source holds: so conftest gives it to policies.
    """
    found: list[Raw] = []
    only = documents[0] if len(documents) == 1 else None
    for document in documents:
        for part in _parts(document, whole, only, arrays):
            if len(found) >= MAX_DOCUMENTS:
                message = f"the file holds more than {MAX_DOCUMENTS:,} documents, so none of them was judged"
                return found, Fault(message, line=document.line)
            found.append(part)
    return found, None


def _parts(document: Raw, whole: Whole, only: Raw | None, arrays: bool) -> Iterator[Raw]:
    waiting: list[Iterator[Raw]] = [iter((document,))]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
            continue
        content = part.content
        if isinstance(content, list) and content and not whole(content):
            if arrays and part is not only:
                yield part
            waiting.append(_items(part, content, ""))
            continue
        yield part
        if isinstance(content, dict) and is_list(content) and isinstance(content["items"], list):
            waiting.append(_items(part, content["items"], "/items"))


def _items(parent: Raw, items: list[Json], below: str) -> Iterator[Raw]:
    texts = _by_item(parent.texts, below + "/")
    base = parent.base + below
    for i, item in enumerate(items):
        yield Raw(parent.stream, parent.line, item, texts.get(str(i), {}), f"{base}/{i}")


def _by_item(texts: dict[str, str], prefix: str) -> dict[str, dict[str, str]]:
    """The source texts below a prefix, for each item with the pointer that it has in the item."""
    found: dict[str, dict[str, str]] = {}
    for pointer, text in texts.items():
        if pointer.startswith(prefix):
            number, slash, rest = pointer[len(prefix) :].partition("/")
            found.setdefault(number, {})[slash + rest] = text
    return found
