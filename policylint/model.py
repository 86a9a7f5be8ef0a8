"""The values that flow from discovery to the report. Frozen; nothing here reads, prints or decides."""

from __future__ import annotations

from typing import Literal, TypeAlias

from policylint.frozen import dataclass, field

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Level = Literal["error", "warning", "note"]
Stage = Literal["space", "staging", "production"]
State = Literal["read", "not_ours", "template", "unreadable"]
Outcome = Literal["fail", "undecided", "not_evaluated"]
Verdict = Literal["compliant", "blocked", "not decided"]

LEVELS: tuple[Level, ...] = ("note", "warning", "error")
STATES: tuple[State, ...] = ("read", "not_ours", "template", "unreadable")
STAGES: tuple[Stage, ...] = ("space", "staging", "production")
EXIT_CODES: dict[Verdict, int] = {"compliant": 0, "blocked": 1, "not decided": 2}


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes with a name. `path` is relative to the root, with forward slashes.

    `named` means given on the command line, `guessed` that it was opened although its name promises nothing.
    """

    path: str
    data: bytes
    named: bool = False
    guessed: bool = False

    @property
    def by_content(self) -> bool:
        """Whether its first characters say what it is where its name does not."""
        return self.named or self.guessed


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML, JSON or front-matter document of a source. `line` is its first line in the file, from 1.

    `base` is the pointer inside the source's document for an item of a List or array ("/items/3"). `texts` maps a
    pointer to the scalar's source text where it differs from the value: {"/build/python_version": "3.10"}. `stream` is
    the document's place in the YAML stream where `index` is not (items of a List count as documents). `nested` maps a
    pointer to the value of the YAML text that stands there: {"/spec/serveConfigV2": {...}}. `written` maps a pointer to
    the one in the file where the file calls the key otherwise: {"": "/resource/huggingface_endpoint/chat"}.
    """

    path: str
    index: int
    kind: str | None
    content: Json
    line: int = 1
    base: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    stream: int | None = None
    nested: dict[str, Json] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.path}#{self.index}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be checked, or was passed over. `blocks` makes the run "not decided"."""

    kind: str
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    blocks: bool = True
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one source: a state, its documents, and what could not be read of it."""

    path: str
    state: State
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file. Lines and columns count from 1, in characters; `pointer` is RFC 6901 inside the document."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class At:
    """A place as a rule names it: document id, JSON pointer, and perhaps a key that is missing below the pointer."""

    document: str
    pointer: str = ""
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One shipped or organisation rule, from its METADATA. `severity` maps a stage to a level.

    An absent stage does not apply. What fails by `depends_on` is the cause of this; what fails by `shown_with` at the
    same place has the same cause, and people are shown that alone.
    """

    code: str
    name: str
    package: str
    path: str
    title: str
    description: str
    fix: str
    severity: dict[Stage, Level]
    confidence: str = "high"
    default: bool = True
    scope: str = "subject"
    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    native: str = "full"
    params: dict[str, Json] = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    frameworks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    effective_on: str | None = None
    waivable: Json = False
    uncapped: bool = False
    sensitive: bool = False
    url: str | None = None
    examples: dict[str, str] = field(default_factory=dict)
    shown_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A file or a document that a manifest or its system names: at which pointer, as written, and what became of it.

    `documents` are the ids of what was read of it, `near` the nearest names that are there. `holds` are those of the
    names sought in its text that are in it, where no reader knows the file. `paths` are the files that it means.
    """

    document: str
    pointer: str
    path: str
    state: str
    kind: str | None = None
    paths: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """How far the manifests of a whole repository go: how many there are, and how many deployments above Spaces are in
    none of them. Where there is no manifest, `first` are the primary documents of some of these, in their order.
    """

    manifests: int
    undeclared: int
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is judged: one model served at one stage (None: unknown) on one platform, with every document about it.

    `subject` is "deployment", or "model" for a lone card or cog.yaml. `primary` is the id of the serving document.
    `patch` marks a Kustomize patch (no image): judged only for what it sets. `files` are the paths that its documents
    refer to and that are there. A `subject` "document" belongs to no deployment: only repository-scope rules judge it.
    `manifest` and `system` are the ids of the ModelDeployment that states it and of that one's ModelSystem. `names` are
    what objectives and alerts may call it. `declared` is None where only a part of the repository was read.
    """

    name: str
    stage: Stage | None
    platform: str
    documents: tuple[Document, ...]
    primary: str
    subject: str = "deployment"
    patch: bool = False
    files: tuple[str, ...] = ()
    manifest: str | None = None
    system: str | None = None
    references: tuple[Reference, ...] = ()
    names: tuple[str, ...] = ()
    declared: Declared | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe edit: `op` (replace, add or remove), a JSON pointer, and the new value."""

    op: str
    pointer: str
    value: Json = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule returned, before levels and positions. `level` caps the finding.

    `key` tells two at one place apart.
    """

    code: str
    outcome: Outcome
    message: str
    at: At
    related: tuple[tuple[str, At], ...] = ()
    key: str = ""
    edit: Fix | None = None
    level: Level | None = None


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
