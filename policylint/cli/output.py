"""Writes the report: one format on standard output, others to files, nothing half-written."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from policylint.errors import UsageError
from policylint.reporters import REPORTERS, Options, render

if TYPE_CHECKING:
    from policylint.cli.excerpts import Excerpts
    from policylint.model import Report

DEFAULT_WIDTH = 80


def parse_outputs(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(format, file) pairs of --output FORMAT=FILE; raises UsageError."""
    pairs = []
    for value in values:
        name, equals, path = value.partition("=")
        if not equals or not path:
            raise UsageError(f"--output takes FORMAT=FILE, not {value!r}", hint=f"formats: {', '.join(REPORTERS)}")
        if name not in REPORTERS:
            raise UsageError(f"--output knows no format {name!r}", hint=f"formats: {', '.join(REPORTERS)}")
        pairs.append((name, path))
    return tuple(pairs)


def write(
    report: Report,
    name: str,
    outputs: tuple[tuple[str, str], ...],
    options: Options,
    plain: Options,
    stream_on: bool = True,
) -> None:
    """Print the report in one format and write it to every file; a file that cannot be written is a UsageError."""
    for format_, path in outputs:
        _to_file(path, render(format_, report, plain))
    sys.stdout.write(render(name, report, options))


def _to_file(path: str, text: str) -> None:
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(temporary, path)
    except OSError as error:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def options_for(root: str, quiet: bool, verbose: bool, excerpts: Excerpts) -> Options:
    """How to show a report on standard output: as wide as the terminal, in colour only there."""
    width, colour = screen()
    return Options(width, colour, verbose, quiet, root, excerpts.lines)


def screen() -> tuple[int, bool]:
    """How wide standard output is, and whether it shows colour."""
    terminal = sys.stdout.isatty()
    width = os.get_terminal_size(sys.stdout.fileno()).columns if terminal else 0
    return max(40, width or DEFAULT_WIDTH), _colour(terminal)


def _colour(terminal: bool) -> bool:
    """NO_COLOR wins over FORCE_COLOR; without either, colour is for terminals."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"
