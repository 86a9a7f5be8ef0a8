"""`policylint baseline write`."""

from __future__ import annotations

import click

from policylint.cli.rules import Named


@click.group("baseline", cls=Named, short_help="begin with what is there: report only what is new")
def command() -> None:
    """Keep what is found today in .policylint/baseline.json, so that only what is new blocks.

    The findings stay in every report. Rules that cannot be waived, and those of a promotion, are never kept.
    """


@command.command("write")
@click.option("--config", metavar="FILE", help="Configuration, in place of .policylint.yaml.")
@click.option("--now", metavar="TIME", help="Judge as at a time such as 2026-11-23T00:00:00Z.")
@click.option("--force", is_flag=True, help="Also where there is a baseline: take up what is new.")
def write(config: str | None, now: str | None, force: bool) -> int:
    """Judge the whole repository and write what was found into .policylint/baseline.json."""
    from policylint.cli.baselines import write_new

    return write_new(config, now, force=force)
