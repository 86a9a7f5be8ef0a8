"""Files as they are read: a source, its documents, where they stand, and what could not be read."""

from __future__ import annotations

from typing import Literal, TypeAlias

from policylint.frozen import dataclass, field

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

State = Literal["read", "not_ours", "template", "unreadable"]

STATES: tuple[State, ...] = ("read", "not_ours", "template", "unreadable")


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes with a name. `path` is relative to the root, with forward slashes.

    `named` means given on the command line, `guessed` that it was opened although its name promises nothing.
    """

    path: str
    data: bytes
    named: bool = False
    guessed: bool = False

    @property
    def by_content(self) -> bool:
        """Whether its first characters say what it is where its name does not."""
        return self.named or self.guessed


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML, JSON or front-matter document of a source. `line` is its first line in the file, from 1.

    `base` is the pointer inside the source's document for an item of a List or array ("/items/3"). `texts` maps a
    pointer to the scalar's source text where it differs from the value: {"/build/python_version": "3.10"}. `stream` is
    the document's place in the YAML stream where `index` is not (items of a List count as documents). `nested` maps a
    pointer to the value of the YAML text that stands there: {"/spec/serveConfigV2": {...}}. `written` maps a pointer to
    the one in the file where the file calls the key otherwise: {"": "/resource/huggingface_endpoint/chat"}.
    """

    path: str
    index: int
    kind: str | None
    content: Json
    line: int = 1
    base: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    stream: int | None = None
    nested: dict[str, Json] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.path}#{self.index}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be checked, or was passed over. `blocks` makes the run "not decided"."""

    kind: str
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    blocks: bool = True
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one source: a state, its documents, and what could not be read of it."""

    path: str
    state: State
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file. Lines and columns count from 1, in characters; `pointer` is RFC 6901 inside the document."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    pointer: str = ""
