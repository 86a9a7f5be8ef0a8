"""A promoted deployment -> the sides and the change that its rules get beside the subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly import to_side
from policylint.frozen import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.deployments import Deployment
    from policylint.model.documents import Json
    from policylint.promotion.sides.side import Side

    Told = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Past:
    """A deployment as it was at an earlier commit, or at the base."""

    side: Side
    deployment: Deployment
    at: str | None = None

    def as_json(self) -> Told:
        """The side as rules get it: ids begin with the commit."""
        shown = to_side(self.deployment, f"{self.side.short}:")
        return shown if self.at is None else {**shown, "commit": self.side.commit, "at": self.at}

    @property
    def ids(self) -> frozenset[str]:
        """The documents that results may name."""
        return frozenset(f"{self.side.short}:{each.id}" for each in self.deployment.documents)


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of one promoted deployment: what it was before, where it comes from, and both earlier on."""

    promotion: bool
    before: Past | None = None
    source: Deployment | None = None
    earlier: tuple[Past, ...] = ()
    source_earlier: tuple[Past, ...] = ()
    touched: dict[str, Json] = field(default_factory=dict)

    def as_json(self, change: Told, history: Told) -> Told:
        """The keys of the input beside now, params and subject."""
        told: Told = {"promotion": self.promotion, "first": self.before is None}
        if self.before is not None:
            told["before"] = self.before.as_json()
        if self.source is not None:
            told["source"] = to_side(self.source)
        for name, pasts in (("before", self.earlier), ("source", self.source_earlier)):
            told.update({f"{name}~{number}": past.as_json() for number, past in enumerate(pasts, 1)})
        return {**told, "change": {**change, "touched": self.touched}, "history": history}

    def ids(self) -> Iterator[str]:
        """The ids of documents of every side but the subject."""
        for past in (*((self.before,) if self.before else ()), *self.earlier, *self.source_earlier):
            yield from past.ids
        if self.source is not None:
            yield from (each.id for each in self.source.documents)
