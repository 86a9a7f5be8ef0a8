"""The group of commands, loaded one by one, and the handler that no exception passes."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from policylint.errors import PolicyError, PolicylintError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": "judge deployment files: the main command",
    "explain": "what a rule asks for, why, and how to comply",
    "rules": "list the rules",
    "input": "show the input that rules get, for rule authors",
    "kinds": "list the document kinds that are read",
    "schema": "print the JSON Schema of a kind, for editors",
    "completion": "print the completion script of a shell",
}
INTERRUPTED = 130
NOT_DECIDED = 2


class Commands(click.Group):
    """Imports a command's module only when it is called: start-up is a feature."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"policylint.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in COMMANDS:
            raise click.UsageError(_no_command(name), ctx)
        return super().resolve_command(ctx, args)


def _no_command(name: str) -> str:
    if os.path.exists(name):
        return f"no such command: {name}. To judge that path: policylint check {name}"
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, 1)
    return f"no such command: {name}." + (f" Did you mean {near[0]}?" if near else "")


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from policylint.cli.version import describe

        click.echo(describe())
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show versions and leave.",
)
def policylint() -> None:
    """Checks that an AI model may go from a Hugging Face Space to production.

    Exit codes: 0 compliant, 1 blocked, 2 not decided (something could not be checked), 130 interrupted.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command; gives its exit code, whatever happens."""
    try:
        code = policylint.main(list(arguments), prog_name="policylint", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        _say(error.format_message())
    except click.ClickException as error:
        _say(_usage(error))
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _mute()
    except PolicylintError as error:
        _say(_failure(error))
    except Exception as error:  # noqa: BLE001 - the one handler that no exception passes
        _say(_internal(error))
    return NOT_DECIDED


def _usage(error: click.ClickException) -> str:
    ctx = getattr(error, "ctx", None)
    command = ctx.command_path if isinstance(ctx, click.Context) else "policylint"
    return f"policylint: {error.format_message()}\n  `{command} --help` shows the options."


def _failure(error: PolicylintError) -> str:
    """The sentence, the hint, and each fault with its place."""
    problems = error.problems if isinstance(error, PolicyError) else ()
    places = [(":".join(str(part) for part in (each.path, each.line) if part is not None), each) for each in problems]
    faults = [f"{place}: {each.message}" if place else each.message for place, each in places]
    return "\n  ".join((f"policylint: {error}", *((error.hint,) if error.hint else ()), *faults))


def _internal(error: Exception) -> str:
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)
    place = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    return (
        f"policylint: internal error, nothing was decided: {type(error).__name__}: {error}{place}\n"
        "  This is a fault of policylint. Please report it with this line and `policylint --version`."
    )


def _say(text: str) -> None:
    from policylint.reporters.clean import clean_lines

    try:
        sys.stderr.write("\n".join(clean_lines(text)) + "\n")
    except BrokenPipeError:
        _mute()


def _mute() -> None:
    """After a closed pipe nothing more can be said: point both streams at nothing."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
