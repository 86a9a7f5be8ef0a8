"""What a change promotes and what it does to the gate, in words that the text and Markdown reports share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.reporters.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.reports import Change, GateChange, Promotion

_HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{20,}\b")
_REASONS = {
    "first": "first deployment",
    "version": "another version",
    "image": "another image",
    "serving": "another serving configuration",
    "stage": "a higher stage",
    "platform": "another platform",
    "unknown": "what it serves cannot be told",
}
_HOW = {"loosened": "looser", "tightened": "stricter"}


def target(promotion: Promotion) -> str:
    """Where a deployment goes: `production on replicate`, `staging -> production on kserve`."""
    stage: str = promotion.stage or "unknown stage"
    if promotion.stage_before is not None and promotion.stage_before != promotion.stage:
        stage = f"{promotion.stage_before} -> {stage}"
    platform = promotion.platform
    if promotion.platform_before not in (None, promotion.platform):
        platform = f"{promotion.platform_before} -> {platform}"
    return f"{stage} on {platform}"


def details(promotion: Promotion) -> Iterator[tuple[str, str]]:
    """Rows of (what, words): the version from and to, why this is a promotion, a former name."""
    before, now = versions(promotion)
    if "first" in promotion.reasons:
        yield "version", f"{now} (first deployment)"
    else:
        yield "version", f"{before} -> {now}" if before != now else now
        yield "why", why(promotion)
    if promotion.renamed is not None:
        yield "was", promotion.renamed


def versions(promotion: Promotion) -> tuple[str, str]:
    """The version before and the one that is promoted; a first deployment comes from nothing."""
    first = "first" in promotion.reasons
    return "nothing" if first else _versions(promotion.versions_before), _versions(promotion.versions)


def why(promotion: Promotion) -> str:
    """What makes this a promotion: `another version, a higher stage`."""
    return ", ".join(_REASONS.get(reason, reason) for reason in promotion.reasons)


def _versions(versions: tuple[str, ...]) -> str:
    return _HASH.sub(r"\1…", ", ".join(versions)) or "unknown"


def compared(change: Change) -> str:
    """`1f0b8b7f6c2d..b40a6c1e77d2, 3 files`."""
    words = f"{change.base[:12]}..{change.head[:12]}, {count(change.paths, 'file')}"
    if change.policies != change.base:
        words += f", judged as {change.policies[:12]} says"
    return words


def untouched(change: Change) -> str:
    """How many deployments of the head the run says nothing about, and what judges them."""
    them = "it" if change.untouched == 1 else "them"
    number = count(change.untouched, "deployment")
    return f"{number} that this change does not touch; `policylint check` judges {them}."


def guard(change: GateChange) -> str:
    """`disables PRO002 (looser)`."""
    how = _HOW.get(change.how)
    return f"{change.say} ({how})" if how else change.say


NOT_YET = "This takes effect once it is merged; the change was judged without it."
