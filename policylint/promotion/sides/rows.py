"""What a report says about each promotion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.reports import Promotion
from policylint.promotion.sides.identity import versions

if TYPE_CHECKING:
    from policylint.model.documents import Json
    from policylint.promotion.sides.pairs import Pair


def promotion_of(pair: Pair, reasons: tuple[str, ...], sides: dict[str, dict[str, Json]]) -> Promotion:
    """A promoted deployment as the report lists it."""
    subject = pair.subject
    before = pair.before if pair.before is not None and pair.before.subject == "deployment" else None
    path = subject.primary_document.path
    return Promotion(
        deployment=subject.name,
        path=path,
        reasons=reasons,
        stage_before=before.stage if before is not None else None,
        stage=pair.stated,
        platform_before=before.platform if before is not None else None,
        platform=subject.platform,
        versions_before=versions(sides.get("before", {})) if before is not None else (),
        versions=versions(sides.get("subject", {})),
        renamed=pair.renamed if before is not None else None,
    )
