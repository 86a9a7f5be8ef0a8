"""`policylint check`."""

from __future__ import annotations

from typing import Any

import click

from policylint.cli.options import Command, engine_options, judging_options, output_options, policy_options


@click.command("check", cls=Command, short_help="judge deployment files")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@judging_options
@output_options
@policy_options
@engine_options
def command(paths: tuple[str, ...], **values: Any) -> int:
    """Judge the deployment files under each PATH: files, folders, or - for standard input.

    Without a PATH, the whole repository is judged.

    \b
    Exit codes:
      0    compliant    nothing blocks, and everything could be checked
      1    blocked      a finding is at the level that blocks
      2    not decided  something could not be checked
      130  interrupted
    """
    from policylint.cli.checking import execute

    return execute(paths, values)
