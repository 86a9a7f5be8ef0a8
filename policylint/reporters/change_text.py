"""The part of the text report that only a run of the gate has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.reporters.change import NOT_YET, compared, details, guard, target, untouched
from policylint.reporters.clean import clean, one_line

if TYPE_CHECKING:
    from policylint.model.reports import Change, GateChange
    from policylint.reporters.pen import Pen


def promotion_lines(change: Change, pen: Pen) -> list[list[str]]:
    """A block for what is promoted, and one for what the change does to the gate."""
    return [_promotions(change, pen), _guards(change, pen)]


def _promotions(change: Change, pen: Pen) -> list[str]:
    if not change.promotions and not change.removed:
        return ["Promotes nothing."]
    lines = [pen.paint("strong", "Promotes")] if change.promotions else []
    for promotion in change.promotions:
        lines += ["", *pen.heading(clean(promotion.deployment), clean(f"{target(promotion)}, {promotion.path}"), 2)]
        for what, words in details(promotion):
            lines += pen.prose(one_line(words), 6, f"= {what}: ", "faint")
    for name in change.removed:
        lines += ["", *pen.prose(clean(name), 2, "no longer deployed: ", "strong")]
    return lines


def _guards(change: Change, pen: Pen) -> list[str]:
    if not change.gate:
        return []
    lines = [pen.paint("strong", "Changes what judges it"), ""]
    for each in change.gate:
        lines += pen.prose(f"{clean(_place(each))}: {one_line(guard(each))}", 2, f"{each.what}: ", "warning")
    return [*lines, *pen.prose(NOT_YET, 6, "= note: ", "faint")]


def _place(each: GateChange) -> str:
    position = each.position
    return f"{position.path}:{position.line}:{position.column}" if position is not None else each.path


def compared_lines(change: Change, pen: Pen) -> list[str]:
    """The commits of the run, for the summary, and what it does not judge."""
    apart = pen.prose(untouched(change), 0, "Not judged: ") if change.untouched else []
    return [*pen.prose(compared(change), 0, "Compared: "), *apart]
