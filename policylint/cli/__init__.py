"""The command line: the only place that prints and exits. One top-level handler turns every end into an exit code."""

from __future__ import annotations

import gc
import os
import sys

INTERRUPTED = 130


def main() -> None:
    """The `policylint` command."""
    try:
        code = _run(sys.argv[1:])
    except KeyboardInterrupt:  # before the handler in root was there, or once more while it tidied up
        code = _interrupted()
    os._exit(code)  # without the interpreter's tear-down, which takes longer than a small run


def _interrupted() -> int:
    from contextlib import suppress

    with suppress(OSError):
        os.write(2, b"policylint: interrupted\n")
    return INTERRUPTED


def _run(arguments: list[str]) -> int:
    gc.set_threshold(100_000, 20, 100)  # the values of a run hold no cycles; looking for them costs a tenth of it
    from policylint.cli.streams import open_all

    open_all()
    _start_engine_early(arguments)
    from policylint.cli.root import run

    return run(arguments)


def _start_engine_early(arguments: list[str]) -> None:
    """The child compiles policies while Python still imports: it is started before anything heavy is."""
    if arguments and arguments[0] in ("check", "gate") and not {"--help", "-h"} & set(arguments):
        from policylint.spawn import early

        early()
        from policylint.cli.ahead import begin

        begin(arguments[1:])
