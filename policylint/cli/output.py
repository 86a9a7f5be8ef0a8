"""Delivers the report: one format on standard output, others to files, nothing half-written, and all of one verdict."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from policylint.cli.streams import put
from policylint.errors import UsageError
from policylint.frozen import replace
from policylint.model.documents import Problem
from policylint.problems import in_order
from policylint.reporters import REPORTERS, Options, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model.reports import Report

    Outputs = tuple[tuple[str, str], ...]

DEFAULT_WIDTH = 80


def parse_outputs(values: tuple[str, ...]) -> Outputs:
    """(format, file) pairs of --output FORMAT=FILE; raises UsageError."""
    pairs: list[tuple[str, str]] = []
    for value in values:
        name, _, path = value.partition("=")
        if not path:
            instead = f"to print it: --format {name}" if name in REPORTERS else f"formats: {', '.join(REPORTERS)}"
            raise UsageError(f"--output takes FORMAT=FILE, not {value!r}", hint=instead)
        if name not in REPORTERS:
            raise UsageError(f"--output knows no format {name!r}", hint=f"formats: {', '.join(REPORTERS)}")
        if os.path.abspath(path) in (os.path.abspath(known) for _, known in pairs):
            raise UsageError(f"--output names the file {path!r} twice: the second report would replace the first")
        pairs.append((name, path))
    return tuple(pairs)


def deliver(report: Report, name: str, outputs: Outputs, options: Options) -> Report:
    """Write the report to every file and print it. A file that cannot be written is a problem of the run.

    Gives the report as it was delivered; raises UsageError when standard output cannot take it.
    """
    faults = _write(report, outputs, options)
    if faults:
        problems = in_order((*report.problems, *faults.values()))
        report = replace(report, problems=problems, verdict="not decided")
        _write(report, tuple(pair for pair in outputs if pair not in faults), options)
    put(render(name, report, options), utf8=name != "text")
    return report


def _write(report: Report, outputs: Outputs, options: Options) -> dict[tuple[str, str], Problem]:
    """What could not be written, and why."""
    plain = replace(options, colour=False, width=DEFAULT_WIDTH)
    faults = {}
    for format_, path in outputs:
        try:
            replace_file(path, render(format_, report, plain).encode("utf-8", "backslashreplace"))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            faults[format_, path] = Problem("output", f"The report cannot be written to {path}: {reason.lower()}.")
    return faults


def replace_file(path: str, data: bytes) -> None:
    """Replace the file in one step. A device or a pipe is written to as it is, a link is replaced and not followed."""
    if os.path.exists(path) and not os.path.isfile(path):
        _append(os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)), data)
        return
    temporary = f"{path}.{os.getpid()}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        _append(descriptor, data)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _append(descriptor: int, data: bytes) -> None:
    if os.name == "posix":
        os.set_blocking(descriptor, True)
    with open(descriptor, "wb") as stream:
        stream.write(data)


def options_for(root: str, quiet: bool, verbose: bool, excerpt: Callable[[str, int, int], list[str]]) -> Options:
    """How to show a report on standard output: as wide as the terminal, in colour only there."""
    width, colour = screen()
    return Options(width, colour, verbose, quiet, root, excerpt, _site())


def _site() -> str:
    """Where a job of GitHub or GitLab shows files, up to the commit."""
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    if server and name:
        return f"{server}/{name}/blob"
    project = os.environ.get("CI_PROJECT_URL")
    return f"{project}/-/blob" if project else ""


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
