"""The command line: the only place that prints and exits. One top-level handler turns every end into an exit code."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """The `policylint` command."""
    gc.set_threshold(100_000, 20, 100)  # the values of a run hold no cycles; looking for them costs a tenth of it
    _start_engine_early(sys.argv[1:])
    from policylint.cli.root import run

    code = run(sys.argv[1:])
    _leave(code)


def _start_engine_early(arguments: list[str]) -> None:
    """The child compiles policies while Python still imports: it is started before anything heavy is."""
    if arguments and arguments[0] == "check" and not {"--help", "-h"} & set(arguments):
        from policylint.spawn import early

        early()
        from policylint.cli.ahead import begin

        begin(arguments[1:])


def _leave(code: int) -> None:
    """Flush, then end without the interpreter's tear-down; a closed pipe is no error of ours."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os._exit(code)
