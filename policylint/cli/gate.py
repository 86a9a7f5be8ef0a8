"""`policylint gate`."""

from __future__ import annotations

from typing import Any

import click

from policylint.cli.options import Command, engine_options, gate_options, output_options, record_options


@click.command("gate", cls=Command, short_help="judge what a change promotes")
@gate_options
@output_options
@record_options
@engine_options
def command(**values: Any) -> int:
    """Judge a change: what it promotes, by the rules, configuration and waivers of the branch that it goes to.

    Both commits are read through git; the working tree is not. In a job of GitHub or GitLab the base is known;
    elsewhere pass it: policylint gate --base origin/main

    \b
    Exit codes:
      0    compliant    nothing blocks, and everything could be checked
      1    blocked      a finding is at the level that blocks
      2    not decided  something could not be checked
      130  interrupted
    """
    from policylint.cli.gating import execute

    return execute(values)
