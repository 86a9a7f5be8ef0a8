"""`policylint facts`."""

from __future__ import annotations

import click

from policylint.cli.screen import columns, say, say_json, text_or_json


@click.command("facts", short_help="list the facts that a manifest may expect")
@text_or_json
def command(format_: str) -> int:
    """List the facts that `spec.expect` of a ModelDeployment may name: what each is, and where it is read."""
    from policylint.catalog.tables import facts

    found = facts()
    if format_ == "json":
        return say_json([{"name": fact.name, "title": fact.title, "read": fact.read} for fact in found])
    return say(columns([(fact.name, fact.title) for fact in found]))
