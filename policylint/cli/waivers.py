"""`policylint waivers list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from policylint.cli.rules import Named
from policylint.cli.screen import columns, pen, say, say_json, text_or_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policylint.model.documents import Json
    from policylint.model.rules import Rule
    from policylint.reporters.pen import Pen
    from policylint.waivers.waiving import Waiver

    Row = tuple[Waiver, str, int]


@click.group("waivers", cls=Named, short_help="list the waivers", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> int:
    """List the waivers of .policylint/waivers.yaml. `policylint waive` writes one."""
    return 0 if ctx.invoked_subcommand else int(ctx.invoke(list_, expiring=None, now=None, format_="text"))


@command.command("list")
@click.option("--expiring", metavar="DAYS", help="Only those that end within so many days (14d), or have ended.")
@click.option("--now", metavar="TIME", help="As at a time such as 2026-11-23T00:00:00Z.")
@text_or_json
def list_(expiring: str | None, now: str | None, format_: str) -> int:
    """List every waiver: whether it is in force, for which rule and deployment, until when, and why."""
    from policylint.cli.checking import time_of_run
    from policylint.cli.files import read_below
    from policylint.cli.rulebook import rules_here
    from policylint.cli.where import find_root
    from policylint.waivers import FILE
    from policylint.waivers.waiving import by_name, waivers_of
    from policylint.waivers.writing import documents_of

    within, moment = _days(expiring), time_of_run(now)
    data = read_below(find_root(()), FILE)
    waivers = waivers_of(documents_of(data)) if data is not None else ()
    names = by_name(rules_here()) if waivers else {}
    rows = [(each, *_state(each, names.get(each.rule), moment)) for each in waivers]
    rows = [row for row in rows if within is None or row[2] <= within]
    if format_ == "json":
        return say_json([_json(row) for row in rows])
    return say(_table(rows, pen()) if rows else [_none(within, bool(waivers))])


def _days(text: str | None) -> int | None:
    from policylint.errors import UsageError
    from policylint.words import shown

    if text is None:
        return None
    number = text.strip().removesuffix("d")
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise UsageError(f"--expiring takes a number of days such as 14d, not {shown(text)}")
    return int(number)


def _state(waiver: Waiver, rule: Rule | None, now: str) -> tuple[str, int]:
    """Whether it counts, in words, and in how many days it ends."""
    from policylint.judging import waiver_rules as codes
    from policylint.waivers.dates import days, past
    from policylint.waivers.standing import fault_of

    left = days(now[:10], waiver.expires)
    if rule is None:
        return "no such rule", left
    fault = fault_of(waiver, rule, now)
    if fault is None:
        return "in force", left
    said = {codes.EXPIRED: "expired", codes.FIXED: "cannot be waived"}.get(fault.code)
    too_long = "too long" if fault.key == "expires" else "not begun"
    return said or too_long, min(left, -1) if past(waiver.expires, now) else left


def _table(rows: Sequence[Row], pen: Pen) -> Iterator[str]:
    """Two lines a waiver: what it is about, and why below."""
    cells = [("STATE", "RULE", "DEPLOYMENT", "EXPIRES", "DAYS LEFT", "APPROVER")]
    cells += [(state, w.rule, w.deployment, w.expires, str(max(left, 0)), w.approver) for w, state, left in rows]
    head, *lines = columns(cells)
    yield pen.paint("faint", head)
    for (waiver, _, _), line in zip(rows, lines, strict=True):
        yield line
        where = f" At {waiver.pointer}." if waiver.pointer else ""
        ticket = f", {waiver.ticket}" if waiver.ticket else ""
        yield from pen.prose(f"{waiver.reason} ({waiver.owner}{ticket}){where}", 8)


def _json(row: Row) -> Json:
    waiver, state, left = row
    return {
        "rule": waiver.rule,
        "deployment": waiver.deployment,
        "pointer": waiver.pointer or None,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "approver": waiver.approver,
        "ticket": waiver.ticket or None,
        "created": waiver.created,
        "expires": waiver.expires,
        "state": state,
        "days_left": left,
    }


def _none(within: int | None, some: bool) -> str:
    if some and within is not None:
        return f"No waiver ends within {within} days."
    return "There are no waivers."
