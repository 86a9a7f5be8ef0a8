"""`policylint schema`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from policylint.model.documents import Json

FILES = {"config": "policylint.config", "report": "policylint.reporters"}


def _names(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """The names that begin so, for shells."""
    from policylint.kinds import KINDS

    return [name for name in (*sorted(KINDS), *FILES) if name.startswith(begun)]


@click.command("schema", short_help="print the JSON Schema of a kind, for editors")
@click.argument("kind", metavar="KIND", shell_complete=_names)
def command(kind: str) -> int:
    """Print the JSON Schema of a document KIND (`policylint kinds` lists them), of "config" or of "report"."""
    from policylint import words
    from policylint.cli.screen import say_json
    from policylint.errors import UsageError
    from policylint.kinds import KINDS, schema

    if kind in FILES:
        return say_json(_shipped(kind))
    if kind not in KINDS:
        hint = (
            words.did_you_mean(kind, (*KINDS, *FILES))
            or "`policylint kinds` lists them; there are config and report too."
        )
        raise UsageError(f"there is no schema {words.shown(kind)}.", hint=hint)
    return say_json(schema(kind))


def _shipped(name: str) -> Json:
    """The schema of a file of our own, which lies beside the package that reads or writes it."""
    from importlib import import_module
    from json import load

    folder = import_module(FILES[name]).__path__[0]
    with open(os.path.join(folder, f"{name}.schema.json"), encoding="utf-8") as stream:
        content: Json = load(stream)
    return content
