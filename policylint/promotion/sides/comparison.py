"""Which deployments a change leaves, changes, promotes and removes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass
from policylint.promotion.sides.identity import identities, reasons
from policylint.promotion.sides.pairs import pair
from policylint.promotion.sides.rows import promotion_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.config import StagePatterns
    from policylint.engine import Engine, Loaded
    from policylint.model.deployments import Deployment
    from policylint.model.reports import Promotion
    from policylint.promotion.material import Material
    from policylint.promotion.sides.identity import Identity
    from policylint.promotion.sides.pairs import Pair


@dataclass(frozen=True, slots=True)
class Compared:
    """Every deployment of the head with its past. `why` are the reasons of each promotion, by name."""

    pairs: tuple[Pair, ...]
    removed: tuple[Deployment, ...]
    why: dict[str, tuple[str, ...]]
    identity: dict[str, dict[str, Identity]]

    @property
    def promoted(self) -> tuple[Pair, ...]:
        """The pairs that are promotions."""
        return tuple(each for each in self.pairs if self.why[each.subject.name])

    @property
    def judged(self) -> tuple[Deployment, ...]:
        """The deployments, lone cards and builds that the change touches."""
        return tuple(each.subject for each in self.pairs if each.changed)

    @property
    def untouched(self) -> int:
        """How many deployments are as they were."""
        return sum(1 for each in self.pairs if not each.changed and each.subject.subject == "deployment")

    def rows(self) -> tuple[Promotion, ...]:
        """The promotions as the report lists them."""
        names = ((each, each.subject.name) for each in self.promoted)
        return tuple(promotion_of(each, self.why[name], self.identity[name]) for each, name in names)


def compare(engine: Engine, loaded: Loaded, material: Material, now: str, stages: Sequence[StagePatterns]) -> Compared:
    """Ask the engine what the changed deployments serve, before and after."""
    pairs, removed = pair(material.base, material.head, material.moved, stages)
    identity = identities(engine, loaded, (each for each in pairs if each.changed), now)
    why = {each.subject.name: reasons(each, identity.get(each.subject.name, {})) for each in pairs}
    return Compared(pairs, removed, why, identity)
