"""`policylint check`."""

from __future__ import annotations

from typing import Any

import click

from policylint.cli.options import judging_options, output_options, policy_options


@click.command("check", short_help="judge deployment files")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@judging_options
@policy_options
@output_options
def command(paths: tuple[str, ...], **values: Any) -> int:
    """Judge the deployment files under each PATH (default: the repository).

    A PATH is a file, a folder, or - for standard input. Exit codes: 0 compliant, 1 blocked, 2 not decided.
    """
    from policylint.cli.checking import execute

    return execute(paths, values)
