"""Checks of values against the shapes that a configuration may have. Each fault becomes a Problem where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint import words
from policylint.model.documents import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from policylint.config import Locate
    from policylint.model.documents import Json

    Parse = Callable[[str, Json], str | None]


class Checks:
    """Collects faults and notes. Every check gives the value, or something empty after a fault."""

    def __init__(self) -> None:
        self._found: list[tuple[str, bool, str, str | None, bool]] = []

    def problems(self, path: str, locate: Locate) -> tuple[Problem, ...]:
        """What was collected, in the order of the file."""
        if not self._found:
            return ()
        places = locate([(pointer, key) for pointer, key, *_ in self._found])
        found = (
            Problem("config", message, path, line, column, blocks, hint)
            for (_, _, message, hint, blocks), (line, column) in zip(self._found, places, strict=True)
        )
        return tuple(sorted(found, key=lambda problem: (problem.line or 0, problem.column or 0)))

    @property
    def faults(self) -> int:
        """How many faults that block were found so far."""
        return sum(blocks for *_, blocks in self._found)

    def fault(self, pointer: str, message: str, hint: str | None = None, *, key: bool = False) -> None:
        """Keep a fault: the run is not decided. With `key` it stands at the pointer's key, else at its value."""
        self._found.append((pointer, key, message, hint, True))

    def note(self, pointer: str, message: str) -> None:
        """Keep a remark that blocks nothing."""
        self._found.append((pointer, False, message, None, False))

    def mapping(self, pointer: str, value: Json, keys: Sequence[str] | None = None) -> dict[str, Json]:
        """The mapping at a pointer, without its unknown keys; `keys` None allows any."""
        if not isinstance(value, dict):
            self._wrong(pointer, value, "must be a mapping (key: value)")
            return {}
        if keys is None:
            return value
        for key in value:
            if key not in keys:
                hint = words.did_you_mean(key, keys) or f"Known here: {words.either(keys, 'and')}."
                self.fault(below(pointer, key), f"{words.shown(key)} is no key {_inside(pointer)}.", hint, key=True)
        return {key: inside for key, inside in value.items() if key in keys}

    def items(self, pointer: str, value: Json) -> Iterator[tuple[str, Json]]:
        """The entries of a list with their pointers."""
        if not isinstance(value, list):
            hint = f"Write it as [{value}]." if isinstance(value, str) else None
            self._wrong(pointer, value, "must be a list", hint)
            return
        for index, item in enumerate(value):
            yield f"{pointer}/{index}", item

    def text(self, pointer: str, value: Json) -> str | None:
        """The text at a pointer, without blanks around it."""
        if not isinstance(value, str):
            hint = None if value is None or isinstance(value, (list, dict)) else "Put it in quotes."
            self._wrong(pointer, value, "must be text", hint)
            return None
        if not value.strip():
            self.fault(pointer, f"{_at(pointer)} is empty text.")
        return value.strip() or None

    def texts(self, pointer: str, value: Json, parse: Parse | None = None) -> tuple[str, ...]:
        """The texts of a list; `parse` is a check of one, `text` when it is not given."""
        found = ((parse or self.text)(place, item) for place, item in self.items(pointer, value))
        return tuple(one for one in found if one is not None)

    def choice(self, pointer: str, value: Json, choices: Sequence[str]) -> str:
        """One of the choices; the first after a fault."""
        if value in choices:
            return str(value)
        if isinstance(value, str):
            message = f"{_at(pointer)} must be {words.either(choices)}; it is {words.shown(value)}."
            self.fault(pointer, message, words.did_you_mean(value, choices))
        else:
            self._wrong(pointer, value, f"must be {words.either(choices)}")
        return choices[0]

    def _wrong(self, pointer: str, value: Json, wanted: str, hint: str | None = None) -> None:
        kind = words.kind_of(value)
        seen = kind if isinstance(value, (list, dict, type(None))) else f"{words.shown(value)} ({kind})"
        if value is None and hint is None:
            hint = "Give it a value, or leave the key out."
        self.fault(pointer, f"{_at(pointer)} {wanted}; it is {seen}.", hint)


def below(pointer: str, key: str) -> str:
    """The pointer of a key in the mapping at `pointer`."""
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"


def _at(pointer: str) -> str:
    """A pointer as people say it: "stages.production.paths"; which entry of a list is told by the line."""
    if not pointer:
        return "The configuration"
    keys = pointer[1:].split("/")
    entry = "An entry of " if keys[-1].isdigit() else ""
    return entry + ".".join(key for key in keys if not key.isdigit()).replace("~1", "/").replace("~0", "~")


def _inside(pointer: str) -> str:
    at = _at(pointer)
    return f"of {at[0].lower()}{at[1:]}" if at[0].isupper() else f"of {at}"
