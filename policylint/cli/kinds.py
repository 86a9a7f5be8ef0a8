"""`policylint kinds`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from policylint.cli.screen import columns, say, say_json, text_or_json

if TYPE_CHECKING:
    from policylint.kinds import Kind
    from policylint.model.documents import Json


@click.command("kinds", short_help="list the document kinds that are read")
@text_or_json
def command(format_: str) -> int:
    """List the kinds of documents that policylint reads: the names that rules, reports and schemas use."""
    from policylint.kinds import KINDS

    found = sorted(KINDS.values(), key=lambda kind: kind.name)
    if format_ == "json":
        return say_json([_row(kind) for kind in found])
    return say(columns([(kind.name, kind.title + ("" if kind.covered else ": not judged yet")) for kind in found]))


def _row(kind: Kind) -> Json:
    return {
        "name": kind.name,
        "title": kind.title,
        "reader": kind.reader,
        "platform": kind.platform,
        "serves": kind.serves,
        "covered": kind.covered,
    }
