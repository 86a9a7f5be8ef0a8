"""What a reader gives back before kinds are known: documents with their values, and the fault that stopped it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass, field

if TYPE_CHECKING:
    from policylint.model.documents import Json

MAX_DEPTH = 200
MAX_DOCUMENTS = 20_000
MAX_TEXTS = 10_000


@dataclass(frozen=True, slots=True)
class Raw:
    """One document: its place in the stream, the line of its root, its value, and source texts that the value loses.

    `base` is the pointer inside the source's document for an item of a List or an array. `written` maps pointers to
    those in the file where its keys are called otherwise.
    """

    stream: int
    line: int
    content: Json
    texts: dict[str, str] = field(default_factory=dict)
    base: str = ""
    written: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why reading stopped. The place is `offset` in characters, or `line` from 1 where no offset is known.

    `context` is the offset where the broken construct began, `begins` the line of the document that was given up.
    `twice` is the path of a key that stands twice in its document and `first` the offset of its first place, where the
    reader knows it. `syntax` says that the text itself is broken, as an unrendered template is; a limit is no syntax.
    """

    message: str
    offset: int | None = None
    line: int | None = None
    context: int | None = None
    begins: int | None = None
    twice: tuple[str, ...] = ()
    first: int | None = None
    stream: int = 0
    syntax: bool = False


class Refused(Exception):
    """Ends a reader's loop; carries the fault. Never leaves the readers."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def shown(key: str) -> str:
    """A key in the message of a fault: in quotes, cut when it is long."""
    return repr(key if len(key) <= 60 else key[:57] + "...")


Loaded = tuple[list[Raw], "Fault | None"]
