"""`policylint verify`."""

from __future__ import annotations

import click


@click.command("verify", short_help="check a record of the gate, before a release")
@click.argument("record", metavar="RECORD")
@click.option("--key", "keys", required=True, multiple=True, metavar="PUB", help="The public key, in PEM. Repeatable.")
@click.option("--deployment", metavar="NAME", help="The record has to be about this deployment.")
@click.option("--commit", metavar="SHA", help="The record has to be about this commit, in full.")
@click.option("--max-age", default="24h", metavar="TIME", help="How old it may be: 30m, 24h, 7d.  [default: 24h]")
@click.option("--now", metavar="TIME", help="Check as at a time such as 2026-11-23T00:00:00Z.")
def command(
    record: str, keys: tuple[str, ...], deployment: str | None, commit: str | None, max_age: str, now: str | None
) -> int:
    """Check a record that `policylint gate --record RECORD --sign-key KEY` wrote.

    \b
    Exit codes:
      0  signed with the key, compliant, about what was asked, and fresh
      1  signed with the key, but not compliant, about something else, or too old
      2  nothing could be checked: no record, not signed, another key, changed
    """
    from policylint.cli.verification import verify

    return verify(record, keys, deployment, commit, max_age, now)
