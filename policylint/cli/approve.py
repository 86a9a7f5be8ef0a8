"""`policylint approve`."""

from __future__ import annotations

import click


@click.command("approve", short_help="record who approved a promotion, and what exactly")
@click.option("--deployment", required=True, metavar="NAME", help="The deployment, called as reports call it.")
@click.option("--by", required=True, metavar="HANDLE", help="Who approves: a handle as in CODEOWNERS.")
@click.option("--role", required=True, metavar="ROLE", help="In which role, such as risk-owner.")
@click.option("--reason", metavar="TEXT", help="Why this may be promoted.")
@click.option("--base", metavar="REF", help="Approve the commit HEAD as the gate compares it with REF.")
@click.option("--config", metavar="FILE", help="Configuration, in place of .policylint.yaml.")
@click.option("--now", metavar="TIME", help="Approve at a time such as 2026-11-23T00:00:00Z.")
def command(
    deployment: str,
    by: str,
    role: str,
    reason: str | None,
    base: str | None,
    config: str | None,
    now: str | None,
) -> int:
    """Write an approval into the PromotionRecord that the manifest names as artefacts.approval.

    It counts for exactly what the files say now: the digest of the deployment's facts is written with it. With --base
    that is what the commit HEAD holds, and a warning says where the change's own author approves.
    """
    from policylint.cli.approving import Wish, approve

    return approve(Wish(deployment, by, role, reason, base), config, now)
