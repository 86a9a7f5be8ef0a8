"""`policylint verify`."""

from __future__ import annotations

from typing import Any

import click


@click.command("verify", short_help="check a record of the gate, before a release")
@click.argument("record", metavar="RECORD")
@click.option("--key", "keys", multiple=True, metavar="PUB", help="The public key that signed, in PEM. Repeatable.")
@click.option("--cert-identity", metavar="ID", help="Or the identity that signed, whole: a workflow, an account.")
@click.option("--cert-oidc-issuer", metavar="URL", help="Who vouches for that identity.")
@click.option("--trust-config", metavar="FILE", help="A Sigstore of your own, for --cert-identity.")
@click.option("--deployment", metavar="NAME", help="The record has to be about this deployment.")
@click.option("--commit", metavar="SHA", help="The record has to be about this commit, in full.")
@click.option("--max-age", default="24h", metavar="TIME", help="How old it may be: 30m, 24h, 7d.  [default: 24h]")
@click.option("--now", metavar="TIME", help="Check as at a time such as 2026-11-23T00:00:00Z.")
def command(**values: Any) -> int:
    """Check a record that `policylint gate --record RECORD` wrote with --sign-key or --sign-keyless.

    \b
    Exit codes:
      0  signed by the key or identity, compliant, about what was asked, and fresh
      1  signed by it, but not compliant, about something else, or too old
      2  nothing could be checked: no record, not signed, by another, changed
    """
    from policylint.cli.verification import Asked, verify

    return verify(Asked(**values))
