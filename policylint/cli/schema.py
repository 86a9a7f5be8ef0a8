"""`policylint schema`."""

from __future__ import annotations

import os

import click


@click.command("schema", short_help="print the JSON Schema of a kind, for editors")
@click.argument("kind", metavar="KIND")
def command(kind: str) -> int:
    """Print the JSON Schema of a document KIND (`policylint kinds` lists them), of "config" or of "report"."""
    from policylint import words
    from policylint.cli.screen import say
    from policylint.errors import UsageError

    files = _files()
    if kind not in files:
        raise UsageError(
            f"there is no schema {words.shown(kind)}.", hint=words.did_you_mean(kind, files) or _known(files)
        )
    with open(files[kind], encoding="utf-8") as stream:
        return say(stream.read().splitlines())


def _files() -> dict[str, str]:
    """The schema files by name: those that are there."""
    from policylint import config, reporters
    from policylint.kinds import FOLDER, KINDS

    files = {name: os.path.join(FOLDER, f"{name.replace('/', '-')}.schema.json") for name in sorted(KINDS)}
    for name, package in (("config", config), ("report", reporters)):
        files[name] = os.path.join(package.__path__[0], f"{name}.schema.json")
    return {name: path for name, path in files.items() if os.path.isfile(path)}


def _known(files: dict[str, str]) -> str:
    from policylint import words

    return f"There are schemas of {words.either(files, 'and')}."
