"""`policylint completion`."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", short_help="print the completion script of a shell")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the completion script of a SHELL.

    For bash: policylint completion bash > ~/.local/share/bash-completion/completions/policylint
    """
    from click.shell_completion import BashComplete, FishComplete, ZshComplete

    from policylint.cli.root import policylint
    from policylint.cli.screen import say

    complete = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}[shell]
    script = complete(policylint, {}, "policylint", "_POLICYLINT_COMPLETE").source()
    return say(script.strip().splitlines())
