"""`policylint input`."""

from __future__ import annotations

import click


@click.command("input", short_help="show the input that rules get, for rule authors")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--config", metavar="FILE", help="Configuration file. [default: .policylint.yaml at the root]")
@click.option("--base", metavar="REF", help="What rules get in the gate: the branch that the change goes to.")
@click.option("--head", metavar="REF", help="The change, as in `policylint gate`.")
@click.option("--approvals", metavar="FILE", help="Who approved it, as in `policylint gate`.")
@click.option("--deployment", metavar="NAME", help="Only this deployment; with --json, its input alone.")
@click.option("--now", metavar="TIME", help="The time that rules see (RFC 3339). [default: the clock]")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of inputs, for programs.")
def command(
    paths: tuple[str, ...],
    config: str | None,
    base: str | None,
    head: str | None,
    approvals: str | None,
    deployment: str | None,
    now: str | None,
    as_json: bool,
) -> int:
    """Show what rules get as `input`: each deployment under PATH (default: the repository) with its documents.

    With --base, --head or both: what they get in the gate, each deployment that the change touches, with what it was
    before and with the change.

    To ask a rule: policylint input PATH --deployment NAME --json | opa eval -I -d RULES data.PACKAGE.deny
    """
    if base is not None or head is not None or approvals is not None:
        from policylint.cli.changed import Wish, show_change

        return show_change(Wish(base, head, approvals, now), paths, config, deployment, as_json)
    from policylint.cli.inputs import show

    return show(paths, config, deployment, now, as_json)
