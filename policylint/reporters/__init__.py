"""One module per output format. A reporter shows a report; it never changes the verdict, prints or exits."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from policylint.errors import UsageError
from policylint.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model.reports import Report

REPORTERS: dict[str, str] = {
    "text": "policylint.reporters.text",
    "json": "policylint.reporters.json",
    "sarif": "policylint.reporters.sarif",
    "github": "policylint.reporters.github",
    "junit": "policylint.reporters.junit",
    "gitlab": "policylint.reporters.gitlab",
    "markdown": "policylint.reporters.markdown",
}


@dataclass(frozen=True, slots=True)
class Options:
    """How to show a report. `excerpt(path, first, last)` gives those lines of a source, or nothing when it has none.

    `width`, `colour` and `quiet` are for text; `verbose` also adds the sources to JSON. `site` is the address below
    which the files of a commit are shown, where there is one.
    """

    width: int = 80
    colour: bool = False
    verbose: bool = False
    quiet: bool = False
    root: str = "."
    excerpt: Callable[[str, int, int], list[str]] | None = None
    site: str = ""


class Reporter(Protocol):
    """What each module of this package offers."""

    def render(self, report: Report, options: Options) -> str: ...


def render(name: str, report: Report, options: Options) -> str:
    """The report in the format of that name, ending in a line break. An unknown name is a UsageError."""
    if name not in REPORTERS:
        raise UsageError(f"There is no format {name!r}. The formats are {', '.join(REPORTERS)}.")
    return cast("Reporter", import_module(REPORTERS[name])).render(report, options)
