"""`policylint schema`."""

from __future__ import annotations

import json
import os

import click


@click.command("schema", short_help="print the JSON Schema of a kind, for editors")
@click.argument("kind", metavar="KIND")
def command(kind: str) -> int:
    """Print the JSON Schema of a document KIND (`policylint kinds` lists them), of "config" or of "report"."""
    from policylint import words
    from policylint.cli.screen import say
    from policylint.errors import UsageError
    from policylint.kinds import KINDS, schema

    files = _files()
    if kind in KINDS:
        return say(json.dumps(schema(kind), indent=2, ensure_ascii=False).splitlines())
    if kind not in files:
        known = [*sorted(KINDS), *files]
        hint = words.did_you_mean(kind, known) or f"There are schemas of {words.either(known, 'and')}."
        raise UsageError(f"there is no schema {words.shown(kind)}.", hint=hint)
    with open(files[kind], encoding="utf-8") as stream:
        return say(stream.read().splitlines())


def _files() -> dict[str, str]:
    """The schema files that are no kind's, by name: those that are there."""
    from policylint import config, reporters

    files = {}
    for name, package in (("config", config), ("report", reporters)):
        files[name] = os.path.join(package.__path__[0], f"{name}.schema.json")
    return {name: path for name, path in files.items() if os.path.isfile(path)}
