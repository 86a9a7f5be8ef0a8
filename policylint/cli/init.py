"""`policylint init`."""

from __future__ import annotations

import click


@click.command("init", short_help="write the first files: configuration, manifests, hooks, workflow")
@click.option("--dry-run", is_flag=True, help="Show what would be written as a diff, and write nothing.")
def command(dry_run: bool) -> int:
    """Look at the repository and write what it takes to adopt policylint.

    That is .policylint.yaml, a manifest for each deployment above Spaces drafted from the files that serve it, and what
    starts policylint before commits and in CI. A file that is there already is left as it is.
    """
    from policylint.cli.initial import start

    return start(dry_run=dry_run)
