"""What a reader gives back before kinds are known: documents with their values, and the fault that stopped it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylint.model import Json

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 200
MAX_DOCUMENTS = 20_000


@dataclass(frozen=True, slots=True)
class Raw:
    """One document: its place in the stream, the line of its root, its value, and source texts that the value loses."""

    stream: int
    line: int
    content: Json
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why reading stopped, with the place: `offset` in characters, or `line` from 1 where no offset is known.

    `context` is the offset where the broken construct began. `duplicate` names a key that stands twice: the stream
    place of its document and its path. `nonscalar_key` marks a mapping or list in place of a key.
    """

    message: str
    offset: int | None = None
    line: int | None = None
    context: int | None = None
    duplicate: tuple[int, list[str]] | None = None
    nonscalar_key: bool = False


class Refused(Exception):
    """Ends a reader's loop; carries the fault. Never leaves the readers."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


Loaded = tuple[list[Raw], "Fault | None"]
