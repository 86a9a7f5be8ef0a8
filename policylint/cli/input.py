"""`policylint input`."""

from __future__ import annotations

import click


@click.command("input", short_help="show the input that rules get, for rule authors")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--config", metavar="FILE", help="Configuration file. [default: .policylint.yaml at the root]")
@click.option("--deployment", metavar="NAME", help="Only this deployment; with --json, its input alone.")
@click.option("--now", metavar="TIME", help="The time that rules see (RFC 3339). [default: the clock]")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of inputs, for programs.")
def command(paths: tuple[str, ...], config: str | None, deployment: str | None, now: str | None, as_json: bool) -> int:
    """Show what rules get as `input`: each deployment under PATH (default: the repository) with its documents.

    To ask a rule: policylint input PATH --deployment NAME --json | opa eval -I -d RULES data.PACKAGE.deny
    """
    from policylint.cli.inputs import show

    return show(paths, config, deployment, now, as_json)
