"""The part of the Markdown report that only a run of the gate has: what is promoted, what it does to the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.reporters.change import NOT_YET, guard, target, versions, why
from policylint.reporters.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model.documents import Position
    from policylint.model.reports import Change, GateChange, Promotion

    Write = Callable[[str], str]
    Place = Callable[[Position], str]

_MOST = 200
_HEAD = ["| Promotes | To | Version before | Version | Why |", "| --- | --- | --- | --- | --- |"]


def change_parts(change: Change, md: Write, code: Write, place: Place) -> list[str]:
    """Paragraphs and tables; `md` and `code` write literal text, `place` a position."""
    if change.promotions:
        rows = [_row(each, md, code) for each in change.promotions[:_MOST]]
        parts = ["\n".join([*_HEAD, *rows])]
    else:
        parts = ["Promotes nothing."]
    if change.removed:
        parts.append("No longer deployed: " + ", ".join(code(name) for name in change.removed[:_MOST]))
    if change.gate:
        items = [f"- {md(each.what)}: {_where(each, code, place)} {md(guard(each))}" for each in change.gate[:_MOST]]
        parts += ["### Changes what judges it", "\n".join(items), NOT_YET]
    return parts


def _row(promotion: Promotion, md: Write, code: Write) -> str:
    name = code(clean(promotion.deployment))
    if promotion.renamed is not None:
        name += f"<br>was {code(clean(promotion.renamed))}"
    before, now = versions(promotion)
    return f"| {name} | {md(target(promotion))} | {md(before)} | {md(now)} | {md(why(promotion))} |"


def _where(each: GateChange, code: Write, place: Place) -> str:
    return place(each.position) if each.position is not None else code(each.path)
