"""The group of commands, loaded one by one, and the handler that no exception passes."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

import click

from policylint.cli import INTERRUPTED
from policylint.cli.help import Helped
from policylint.cli.streams import complain, mute, put
from policylint.errors import PolicyError, PolicylintError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": "judge deployment files: the main command",
    "gate": "judge what a change promotes, by the rules of its base",
    "verify": "check a record of the gate, before a release",
    "approve": "record who approved a promotion, and what exactly",
    "waive": "write a waiver: an approved exception with an end",
    "waivers": "list the waivers",
    "baseline": "begin with what is there: report only what is new",
    "init": "write the first files: configuration, manifests, hooks, workflow",
    "explain": "what a rule asks for, why, and how to comply",
    "rules": "list the rules, test those of your own",
    "input": "show the input that rules get, for rule authors",
    "kinds": "list the document kinds that are read",
    "facts": "list the facts that a manifest may expect",
    "schema": "print the JSON Schema of a kind, for editors",
    "completion": "print the completion script of a shell",
}
COMPLETION = "_POLICYLINT_COMPLETE"
NOT_DECIDED = 2


class Commands(Helped, click.Group):
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
            from policylint.cli.usage import no_command

            raise click.UsageError(no_command(name, COMMANDS), ctx)
        return super().resolve_command(ctx, args)


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from policylint.cli.version import describe

        put(describe() + "\n")
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
    """Judges whether an AI model may go from a Hugging Face Space to production.

    `policylint check` judges the repository you are in. Exit codes: 0 compliant, 1 blocked, 2 not decided (something
    could not be checked), 130 interrupted.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command; gives its exit code, whatever happens."""
    try:
        return _invoke(arguments)
    except click.ClickException as error:
        from policylint.cli.usage import explained

        _say(explained(error, arguments))
    except (KeyboardInterrupt, click.Abort):
        _say("policylint: interrupted")
        return INTERRUPTED
    except PolicylintError as error:
        _say(_failure(error))
    except SystemExit as end:  # click ends so when it has completed a word, and when nobody reads its help
        mute(1)
        return NOT_DECIDED if arguments or not isinstance(end.code, int) else end.code
    except Exception as error:  # noqa: BLE001 - the one handler that no exception passes
        _say(_internal(error))
    return NOT_DECIDED


def _invoke(arguments: Sequence[str]) -> int:
    """Completion is asked for by a variable, and only without arguments: with them, no variable changes a verdict."""
    asked = COMPLETION if not arguments else ""
    try:
        code = policylint.main(list(arguments), prog_name="policylint", complete_var=asked, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        put(error.format_message() + "\n")
        return NOT_DECIDED
    return code if isinstance(code, int) else 0


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

    complain("\n".join(clean_lines(text)) + "\n")
