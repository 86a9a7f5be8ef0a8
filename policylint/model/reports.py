"""What is reported: findings, counts, what a change does, and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from policylint.frozen import dataclass, field

if TYPE_CHECKING:
    from policylint.model.deployments import Stage
    from policylint.model.documents import Position, Problem, State
    from policylint.model.rules import Fix, Level, Outcome, Rule

Verdict = Literal["compliant", "blocked", "not decided"]

EXIT_CODES: dict[Verdict, int] = {"compliant": 0, "blocked": 1, "not decided": 2}


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding."""

    message: str
    position: Position


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule reports. `why` and `fix` are sentences; `deployments` are names.

    `hides` counts findings folded under it, `suppressed_by` is the code of the one that is shown in its stead, and
    `shared` marks one about a ModelSystem, which has many deployments, `baseline` one that the baseline covers.
    `standing` says whether one about a deployment that a change touches and does not promote stood at the base just so.
    """

    code: str
    rule: str
    outcome: Outcome
    level: Level
    message: str
    position: Position
    fix: str = ""
    why: str = ""
    title: str = ""
    deployments: tuple[str, ...] = ()
    stage: Stage | None = None
    related: tuple[Related, ...] = ()
    edit: Fix | None = None
    fingerprint: str = ""
    frameworks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    waiver: str | None = None
    url: str | None = None
    hides: tuple[str, ...] = ()
    shared: bool = False
    suppressed_by: str | None = None
    baseline: bool = False
    standing: bool | None = None


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """One finding of the baseline. Fingerprint and deployment tell it; the rest is for people who read the file."""

    fingerprint: str
    code: str
    deployment: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the file of the baseline should hold after a run, and how many entries it holds beyond that."""

    entries: tuple[BaselineEntry, ...] = ()
    solved: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a run. `rules` is how many were loaded, `evaluated` how many rule-and-subject pairs were decided."""

    documents: int = 0
    deployments: int = 0
    unknown_stage: int = 0
    rules: int = 0
    evaluated: int = 0
    findings: dict[Level, int] = field(default_factory=dict)
    waived: int = 0
    undecided: int = 0
    sources: dict[State, int] = field(default_factory=dict)
    baseline: int = 0


@dataclass(frozen=True, slots=True)
class SourceState:
    """One row of the report's `sources`: what became of a file, and its documents (index, kind, line, deployment)."""

    path: str
    state: State
    documents: tuple[tuple[int, str | None, int, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of the report's deployments, without its documents. `path` is the file that serves.

    `evaluated` counts its rules.
    """

    name: str
    stage: Stage | None
    platform: str
    path: str
    evaluated: int = 0


@dataclass(frozen=True, slots=True)
class Promotion:
    """A deployment that a change promotes: what it was at the base (None: it is new) and what it will be.

    `reasons` say why this is a promotion: first, version, image, serving, stage, platform, unknown. `versions` are
    models with their versions, `renamed` is the name at the base where that was another one.
    """

    deployment: str
    path: str
    reasons: tuple[str, ...]
    stage_before: Stage | None
    stage: Stage | None
    platform_before: str | None
    platform: str
    versions_before: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    renamed: str | None = None


@dataclass(frozen=True, slots=True)
class GateChange:
    """What a change does to that which judges it; `position` is None where it is gone at the head."""

    what: str
    path: str
    how: str
    say: str
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What the gate compared. `policies` is the commit that configuration, rules and waivers come from.

    `removed` are deployments of the base that are gone, `untouched` counts those that the change leaves as they were.
    """

    base: str
    head: str
    policies: str
    promotions: tuple[Promotion, ...] = ()
    gate: tuple[GateChange, ...] = ()
    removed: tuple[str, ...] = ()
    paths: int = 0
    untouched: int = 0


@dataclass(frozen=True, slots=True)
class Tool:
    """Who judged: versions of policylint and OPA, the digest of the policies, the engine ("embedded" or "opa")."""

    policylint: str
    opa: str
    policies: str
    engine: str = "embedded"


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer of a run, ready for any reporter. `fail_on` is the lowest level that blocks.

    `suppressed` are findings that hold and that another one stands for: programs are given them, people are not.
    `change` is there in a run of the gate, `baseline` where the repository has one, or is about to.
    """

    tool: Tool
    verdict: Verdict
    summary: Summary
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    sources: tuple[SourceState, ...] = ()
    rules: tuple[Rule, ...] = ()
    deployments: tuple[Judged, ...] = ()
    fail_on: Level = "error"
    suppressed: tuple[Finding, ...] = ()
    change: Change | None = None
    baseline: Baseline | None = None

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.verdict]
