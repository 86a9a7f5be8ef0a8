"""What a check is asked: everything that its answer depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass, field
from policylint.judging.namespaces import Namespaces

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.config import Config
    from policylint.engine import RegoVersion
    from policylint.judging.bundles import Bundle
    from policylint.model.deployments import Stage
    from policylint.model.documents import Problem, Source
    from policylint.model.rules import Level


@dataclass(frozen=True, slots=True)
class Request:
    """Everything a check depends on.

    `rules` None: judge by document policies alone. `policies` None: there are none. `strict_reading`: every file must
    be readable, because document policies were asked to judge them all.
    `new_baseline`: the report holds what a new baseline would, in place of hiding what the old one does.
    `rendered`: rendered files stand for templates. `digest`: the report names the policies' digest.
    """

    root: str
    paths: tuple[str, ...]
    config: Config
    now: str
    rules: Bundle | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    stage: Stage | None = None
    fail_on: Level = "error"
    policies: Bundle | None = None
    namespaces: Namespaces = field(default_factory=Namespaces)
    rego: RegoVersion = "v1"
    combine: bool = False
    strict_reading: bool = False
    rendered: bool = False
    stdin: Source | Problem | None = None
    excluded: Callable[[str], bool] | None = None
    engine: str = "embedded"
    digest: bool = True
    verbose: bool = False
    new_baseline: bool = False
