"""Deployments that a change brings into service without a word about their stage, where every other one has a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.stages import tells_another
from policylint.model.documents import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.promotion.sides.comparison import Compared
    from policylint.promotion.sides.side import Side

_HINT = (
    "Write a manifest for it, or label it (environment: production, staging or dev); "
    "`stages:` in .policylint.yaml maps whole folders, once it is merged."
)


def unstaged(compared: Compared, base: Side) -> Iterator[Problem]:
    """What is promoted to nobody knows where. Nothing where no manifest is yet: that repository is still adopting."""
    if not any(each.manifest for each in base.deployments):
        return
    for each in compared.promoted:
        found, primary = each.subject, each.subject.primary_document
        if found.stage is None and found.manifest is None and not tells_another(primary):
            message = f"Nothing tells at which stage {found.name} serves, so what it has to comply with is not known."
            yield Problem("stage", message, primary.path, primary.line, 1, hint=_HINT)
