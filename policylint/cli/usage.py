"""What is said to somebody who typed something else than the command line takes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from policylint.cli.migration import for_command, for_option

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_NEAR = 0.7
_ELSEWHERE = dict.fromkeys(("judge", "lint", "run", "scan", "validate"), "check")


def no_command(name: str, commands: Collection[str]) -> str:
    """The sentence about a command that does not exist, with the one that was meant."""
    if os.path.exists(name):
        return f"there is no command {name!r}. To judge that path: policylint check {name}"
    from difflib import get_close_matches

    if hint := for_command(name):
        return f"there is no command {name!r}. {hint}"
    near = _ELSEWHERE.get(name) or next(iter(get_close_matches(name, commands, 1, _NEAR)), None)
    return f"there is no command {name!r}." + (f" Did you mean {near}?" if near else "")


def explained(error: click.ClickException, arguments: Sequence[str]) -> str:
    """click's message, what may have been meant, and where the options are told."""
    command = _command(error, arguments)
    shows = "commands" if command == "policylint" else "options"
    lines = (f"policylint: {_sentence(error)}", *_hints(error, arguments), f"`{command} --help` shows the {shows}.")
    return "\n  ".join(lines)


def _sentence(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption) and for_option(error.option_name):
        error = click.NoSuchOption(error.option_name)  # what click finds similar is something else
    text = error.format_message()
    return text[:1].lower() + text[1:]


def _command(error: click.ClickException, arguments: Sequence[str]) -> str:
    """The command that was misused. click forgets it when an option has no value."""
    ctx = getattr(error, "ctx", None)
    if isinstance(ctx, click.Context):
        return ctx.command_path
    from policylint.cli.root import COMMANDS

    return " ".join(("policylint", *(name for name in arguments[:1] if name in COMMANDS)))


def _hints(error: click.ClickException, arguments: Sequence[str]) -> list[str]:
    ctx = getattr(error, "ctx", None)
    if isinstance(error, click.MissingParameter) and ctx is not None:
        return [ctx.get_usage()]
    if isinstance(error, click.NoSuchOption) and (hint := for_option(error.option_name)):
        return [hint]
    if isinstance(error, click.NoSuchOption) and ctx is not None and (hint := for_command(ctx.info_name or "")):
        return [hint]
    if isinstance(error, click.NoSuchOption) and ctx is not None and ctx.parent is None:
        return _misplaced(error.option_name)
    return _dashed(arguments) if isinstance(error, click.UsageError) else []


def _misplaced(option: str) -> list[str]:
    """An option of `check` that stands before it."""
    from policylint.cli.check import command

    known = any(option in parameter.opts for parameter in command.params)
    return [f"Options stand behind their command: policylint check {option}"] if known else []


def _dashed(arguments: Sequence[str]) -> list[str]:
    """A path that looks like an option."""
    paths = [word for word in arguments if word.startswith("-") and word != "-" and os.path.lexists(word)]
    return [f"To judge the file {path}: policylint check ./{path}" for path in paths[:1]]
