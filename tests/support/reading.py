"""Short ways to read a text and to look at what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.documents import Source
from policylint.readers import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Document, Json, Reading


def any_mapping(_path: str, content: Json) -> str | None:
    """A classifier that knows every mapping."""
    return "test/mapping" if isinstance(content, dict) else None


def nothing(_path: str, _content: Json) -> str | None:
    """A classifier that knows nothing."""
    return None


def read_text(text: str | bytes, path: str = "a.yaml", *, named: bool = True, keep_all: bool = True) -> Reading:
    """The reading of a text under a name, with every document kept."""
    return read(source_of(text, path, named=named), any_mapping, keep_all=keep_all)


def source_of(text: str | bytes, path: str = "a.yaml", *, named: bool = True) -> Source:
    """A source of a text."""
    return Source(path, text.encode() if isinstance(text, str) else text, named)


def contents(reading: Reading) -> list[Json]:
    """The contents of a reading's documents."""
    return [document.content for document in reading.documents]


def only(reading: Reading) -> Document:
    """The one document of a reading that went well."""
    assert reading.state == "read", reading.problems
    (document,) = reading.documents
    return document


def pointers(content: Json, above: str = "") -> Iterator[tuple[str, Json]]:
    """Every pointer of a content with the value there, parents before children."""
    yield above, content
    entries = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in entries:
        escaped = str(key).replace("~", "~0").replace("/", "~1")
        yield from pointers(value, f"{above}/{escaped}")


def same(one: Json, two: Json) -> bool:
    """Whether two values are equal in type too: 1, 1.0 and true differ; so does the order of keys not."""
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(same(one[key], two[key]) for key in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same, one, two))
    return type(one) is type(two) and one == two
