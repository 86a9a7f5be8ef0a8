"""`policylint waive`."""

from __future__ import annotations

import click


@click.command("waive", short_help="write a waiver: an approved exception with an end")
@click.argument("rule", metavar="CODE")
@click.option("--deployment", required=True, metavar="NAME", help="The deployment, called as reports call it.")
@click.option("--expires", required=True, metavar="WHEN", help="How long it lasts (30d), or its last day (2026-12-31).")
@click.option("--reason", required=True, metavar="TEXT", help="Why the risk may be taken.")
@click.option("--owner", required=True, metavar="WHO", help="Who sees to it that it ends.")
@click.option("--approver", required=True, metavar="WHO", help="Who takes the risk: a handle or team of CODEOWNERS.")
@click.option("--pointer", metavar="POINTER", help="Only findings at this place or below it, such as /spec/template.")
@click.option("--ticket", metavar="ID", help="Where the work is tracked.")
@click.option("--config", metavar="FILE", help="Configuration, in place of .policylint.yaml.")
@click.option("--now", metavar="TIME", help="Begin it at a time such as 2026-11-23T00:00:00Z.")
def command(
    rule: str,
    deployment: str,
    expires: str,
    reason: str,
    owner: str,
    approver: str,
    pointer: str | None,
    ticket: str | None,
    config: str | None,
    now: str | None,
) -> int:
    """Write a waiver of a rule for a deployment into .policylint/waivers.yaml.

    It counts in `policylint check` at once, and in the gate from the commit that brings it into the base branch.
    """
    from policylint.cli.waiving import Wish, write

    return write(Wish(rule, deployment, expires, reason, owner, approver, pointer, ticket), config, now)
