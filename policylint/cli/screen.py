"""What the commands that list and explain print: lines, tables, JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from policylint.cli.output import screen
from policylint.cli.streams import put
from policylint.reporters.pen import Pen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policylint.model.documents import Json

text_or_json = click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True, help="What to print."
)


def pen() -> Pen:
    """A pen as wide as the terminal, in colour only there."""
    return Pen(*screen())


def say(lines: Iterable[str]) -> int:
    """Print lines; gives the exit code of a command that did what was asked."""
    put("".join(f"{line.rstrip()}\n" for line in lines))
    return 0


def say_json(value: Json) -> int:
    """Print a value as JSON that is plain ASCII: nothing in it can steer a terminal."""
    from json import dumps

    return say([dumps(value, indent=2).replace("\x7f", "\\u007f")])


def columns(rows: Sequence[tuple[str, ...]], gap: int = 2) -> list[str]:
    """Rows of cells as lines, each column as wide as its widest cell; the last column is not padded."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["".join(cell.ljust(width + gap) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
