"""The part of the Markdown report that only a run of the gate has: what is promoted, what it does to the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.reporters.change import NOT_YET, compared, details, guard, target, untouched
from policylint.reporters.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model.reports import Change, Promotion

_MOST = 200


def change_parts(change: Change, md: Callable[[str], str], code: Callable[[str], str]) -> list[str]:
    """Paragraphs and tables; `md` and `code` write literal text."""
    parts = [f"Compared {code(compared(change))}"]
    if change.untouched:
        parts.append(f"Not judged: {md(untouched(change))}")
    if change.promotions:
        rows = [_row(each, md, code) for each in change.promotions[:_MOST]]
        parts.append("\n".join(["| Promotes | To | What |", "| --- | --- | --- |", *rows]))
    else:
        parts.append("Promotes nothing.")
    if change.removed:
        parts.append("No longer deployed: " + ", ".join(code(name) for name in change.removed[:_MOST]))
    if change.gate:
        items = [f"- {md(each.what)}: {code(each.path)} {md(guard(each))}" for each in change.gate[:_MOST]]
        parts += ["### Changes what judges it", "\n".join(items), NOT_YET]
    return parts


def _row(promotion: Promotion, md: Callable[[str], str], code: Callable[[str], str]) -> str:
    what = "<br>".join(f"{label}: {md(words)}" for label, words in details(promotion))
    return f"| {code(clean(promotion.deployment))} | {md(target(promotion))} | {what} |"
