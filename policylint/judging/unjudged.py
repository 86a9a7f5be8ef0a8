"""What document policies were to judge and could not: formats that policylint does not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.documents import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Reading

_SHOWN = 5


class Unjudged:
    """Collects files that conftest would have parsed: those that were named block, those that were found are a note."""

    def __init__(self) -> None:
        self._found: dict[str, list[str]] = {}
        self._named: list[str] = []

    def passed(self, path: str, form: str | None) -> None:
        """A file that no reader takes; `form` is its format where conftest has a parser for it."""
        if form is not None:
            self._found.setdefault(form, []).append(path)

    def read(self, reading: Reading, form: str | None) -> None:
        """What became of a source: one that was named and is nothing that policies judge is remembered.

        `form` is its format where policylint reads it for its own rules alone.
        """
        if form is not None and not reading.named:
            self.passed(reading.path, form)
        elif reading.named and (form is not None or _is_nothing(reading)):
            self._named.append(reading.path)

    def problems(self) -> Iterator[Problem]:
        """One for each file that was named, and one for all that were found."""
        for path in self._named:
            message = "This is neither YAML nor JSON, so no policy judged it."
            yield Problem("not judged", message, path, hint="Leave it out, or convert it and judge what comes out.")
        if self._found:
            paths = sorted(path for paths in self._found.values() for path in paths)
            shown = ", ".join(paths[:_SHOWN]) + (f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else "")
            message = f"No policy judged {shown}: policylint does not read {', '.join(sorted(self._found))}."
            yield Problem("not judged", message, blocks=False, hint="Convert them to JSON to have them judged.")


def _is_nothing(reading: Reading) -> bool:
    return reading.state == "not_ours" and not reading.documents and not reading.problems
