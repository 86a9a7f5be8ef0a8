"""The one page that names every stage: discover | read | assemble | evaluate | report."""

from __future__ import annotations

from dataclasses import dataclass, field
from json import dumps
from typing import TYPE_CHECKING

from policylint.background import Background
from policylint.discovery import Passed, discover
from policylint.errors import EngineError, PolicyError, PolicylintError
from policylint.judging.documents import DocumentJudge
from policylint.judging.namespaces import Namespaces, plan
from policylint.kinds import classify
from policylint.model import Problem, Reading, Source
from policylint.readers import read
from policylint.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.config import Config
    from policylint.engine import Engine, Loaded, RegoVersion
    from policylint.judging.bundles import Bundle
    from policylint.model import Document, Finding, Report, Stage


@dataclass(frozen=True, slots=True)
class Request:
    """Everything a check depends on. `policies` None: no document policies. `rules` False: judge by policies alone."""

    root: str
    paths: tuple[str, ...]
    config: Config
    now: str
    rules: bool = True
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    stage: Stage | None = None
    policies: Bundle | None = None
    namespaces: Namespaces = field(default_factory=Namespaces)
    rego: RegoVersion = "v1"
    combine: bool = False
    stdin_name: str | None = None
    verbose: bool = False
