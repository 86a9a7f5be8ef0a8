"""Feeds an engine in bounded chunks: reading goes on while the chunks before are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from policylint.engine import Broken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.engine import Answer, Engine

MAX_INPUTS = 64
MAX_CHARACTERS = 1 << 20
MAX_PENDING = 3

T = TypeVar("T")


class Feed(Generic[T]):
    """Pairs every input with its answer, in order. `add` and `finish` give the pairs that have become ready."""

    def __init__(self, engine: Engine, selection: int) -> None:
        self._engine = engine
        self._selection = selection
        self._tags: list[T] = []
        self._inputs: list[str] = []
        self._files: list[str] = []
        self._size = 0
        self._sent: list[list[T]] = []

    def add(self, tag: T, text: str, file: str | None = None) -> Iterator[tuple[T, Answer]]:
        """Queue one input, with its file where policies want to know it; answers of earlier chunks come back."""
        self._tags.append(tag)
        if file is not None:
            self._files.append(file)
        self._inputs.append(text)
        self._size += len(text)
        if len(self._inputs) >= MAX_INPUTS or self._size >= MAX_CHARACTERS:
            yield from self._submit()

    def ask(self, selection: int) -> Iterator[tuple[T, Answer]]:
        """Ask another question from here on, without waiting for the answers to the one before."""
        if self._inputs and selection != self._selection:
            yield from self._submit()
        self._selection = selection

    def finish(self) -> Iterator[tuple[T, Answer]]:
        """Send what is left and give every answer still out."""
        if self._inputs:
            yield from self._submit()
        while self._sent:
            yield from self._collect()

    def _submit(self) -> Iterator[tuple[T, Answer]]:
        if len(self._sent) >= MAX_PENDING:
            yield from self._collect()
        self._engine.submit(self._selection, self._inputs, self._files or None)
        self._sent.append(self._tags)
        self._tags, self._inputs, self._files, self._size = [], [], [], 0

    def _collect(self) -> Iterator[tuple[T, Answer]]:
        tags = self._sent.pop(0)
        try:
            answers = self._engine.collect()
        except Broken as broken:
            yield from zip(tags, broken.answers, strict=False)
            raise
        yield from zip(tags, answers, strict=True)
