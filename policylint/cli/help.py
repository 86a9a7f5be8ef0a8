"""--help without click's translations: looking for them costs 2 ms in every run, and there are none."""

from __future__ import annotations

import click

from policylint.cli.streams import put


def _show(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        put(ctx.get_help() + "\n")
        ctx.exit()


_OPTION = click.Option(
    ["-h", "--help"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show,
    help="Show this message and leave.",
)


class Helped(click.Command):
    """A command with that option in place of click's own."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _OPTION
