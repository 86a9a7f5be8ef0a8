"""A report in which everything a reporter can meet happens once, and the sources it is about."""

from __future__ import annotations

from policylint import __version__
from policylint.model.documents import Position, Problem
from policylint.model.reports import Finding, Judged, Related, Report, SourceState, Summary, Tool
from policylint.model.rules import Fix, Rule
from policylint.reporters import Options

HOSTILE = "\x1b[31mred\x1b[0m \u202egnp.exe\u202c zero\u200bwidth\u2028line\x07 <b>|`@everyone`</b> %0A ##[add-mask]x"

SOURCES = {
    "deploy/production/llm.yaml": (
        "apiVersion: serving.kserve.io/v1beta1\n"
        "kind: InferenceService\n"
        "metadata:\n"
        "  name: summariser\n"
        "spec:\n"
        "  predictor:\n"
        "    model:\n"
        "      modelFormat: {name: huggingface}\n"
        "      storageUri: hf://acme/summariser:main\n"
        '      args: ["--quantization", "awq", "--kv-cache-dtype", "fp8", "--max-model-len", "4096", "--seed"]\n'
        "      env:\n"
        "\t      note: \u6a21\u578b caf\u00e9 \u202etxt.exe\n"
    ),
    "evidence/eval.yaml": "kind: EvaluationReport\nmodel:\n  version: 3b1c9f\n",
    "space/README.md": "---\ntitle: Demo\nsdk: gradio\n---\n# Demo\n",
    "policy-input/pod.yaml": "kind: Pod\nspec: {}\n",
    "deploy/broken.yaml": "spec:\n  a: b: c\n",
}

LLM = "deploy/production/llm.yaml"
WHY = "A branch can move, so that the version which was evaluated is not the version that answers customers."
FRAMEWORKS = {"eu-ai-act": ("Art. 15(4)",), "nist-ai-rmf": ("MANAGE 4.1", "MEASURE 2.7")}


def span(path: str, line: int, value: str, pointer: str) -> Position:
    """Where a value stands on a line of a sample source."""
    column = SOURCES[path].splitlines()[line - 1].index(value) + 1
    return Position(path, line, column, line, column + len(value), pointer)


def excerpt(path: str, first: int, last: int) -> list[str]:
    """The lines of a sample source, as the pipeline gives them."""
    return SOURCES.get(path, "").splitlines(keepends=True)[first - 1 : last]


def options(**changes: object) -> Options:
    """Options over the sample sources."""
    return Options(**{"excerpt": excerpt, **changes})  # type: ignore[arg-type]


def rule(code: str, name: str, title: str, **changes: object) -> Rule:
    """A rule with the metadata that reporters show."""
    defaults = {
        "package": f"policylint.rules.{name}",
        "path": f"{name.replace('.', '/')}.rego",
        "description": WHY,
        "fix": "Give the full commit as the revision.",
        "severity": {"staging": "warning", "production": "error"},
        "frameworks": FRAMEWORKS,
        "url": f"https://rules.acme.example/{code}",
    }
    return Rule(code=code, name=name, title=title, **{**defaults, **changes})  # type: ignore[arg-type]


RULES = (
    rule("REL001", "release.model_version_pinned", "The model version is pinned to an immutable identifier"),
    rule("PRO004", "promotion.served_as_evaluated", "The model is served as it was evaluated", frameworks={}),
    rule("DOC002", "documentation.licence_stated", "The model card states a licence", confidence="medium", url=None),
    rule("ACC005", "access.endpoint_authenticated", "The endpoint asks who is calling"),
    rule("SUP001", "supply.image_pinned", "The image is pinned to a digest"),
)


def _pinned() -> Finding:
    return Finding(
        code="REL001",
        rule="release.model_version_pinned",
        outcome="fail",
        level="error",
        message='acme/summariser is pinned to "main", which can change; use the repository\'s 40-hex commit.',
        position=span(LLM, 9, "hf://acme/summariser:main", "/spec/predictor/model/storageUri"),
        fix="Give the full commit as the revision.",
        why=WHY,
        title="The model version is pinned to an immutable identifier",
        deployments=("summariser-production", "summariser-shadow"),
        stage="production",
        related=(Related("evaluated here", span("evidence/eval.yaml", 3, "3b1c9f", "/model/version")),),
        edit=Fix("replace", "/spec/predictor/model/storageUri", "hf://acme/summariser:" + "3b1c" * 10),
        fingerprint="a" * 64,
        frameworks=FRAMEWORKS,
        url="https://rules.acme.example/REL001",
        hides=("PRO001", "PRO002"),
    )


def _served(setting: str, index: int) -> Finding:
    return Finding(
        code="PRO004",
        rule="promotion.served_as_evaluated",
        outcome="fail",
        level="error" if index == 0 else "warning",
        message=f"{setting} was not part of the evaluation.",
        position=span(LLM, 10, f'"{setting}"', f"/spec/predictor/model/args/{2 * index}"),
        fix="Evaluate with the settings that serve, or serve with those that were evaluated.",
        why="Quantization, context length and precision change answers.",
        deployments=("summariser-production",),
        stage="production",
        fingerprint=f"{index:064x}",
    )


def _others() -> tuple[Finding, ...]:
    return (
        Finding(
            "ACC005",
            "access.endpoint_authenticated",
            "undecided",
            "error",
            "Whether the endpoint asks for a token cannot be decided: the gateway is not in this repository.",
            span(LLM, 4, "summariser", "/metadata/name"),
            fix="Commit the gateway's configuration, or waive the rule.",
            deployments=("summariser-production",),
            stage="production",
            fingerprint="b" * 64,
        ),
        Finding(
            "SUP001",
            "supply.image_pinned",
            "not_evaluated",
            "error",
            "The rule failed: regex.match: invalid pattern.",
            Position(LLM, 1, 1, 1, 1),
            deployments=("summariser-production",),
            stage="production",
            fingerprint="c" * 64,
        ),
        Finding(
            "REL001",
            "release.model_version_pinned",
            "fail",
            "error",
            "The runtime image has no digest.",
            span(LLM, 8, "modelFormat", "/spec/predictor/model/modelFormat"),
            deployments=("summariser-production",),
            stage="production",
            fingerprint="d" * 64,
            waiver="waivers/2026-11.yaml: rollback until 2026-12-01, agreed with the platform team",
        ),
    )


def _outside() -> tuple[Finding, ...]:
    return (
        Finding(
            "DOC002",
            "documentation.licence_stated",
            "fail",
            "note",
            "The card has no `license`.",
            span("space/README.md", 2, "title", ""),
            fix="Add `license:` to the front matter.",
            why="Without a licence nobody may use the model.",
            deployments=("demo",),
            fingerprint="e" * 64,
        ),
        Finding(
            "main/deny_x",
            "main/deny_x",
            "fail",
            "warning",
            "first line\n::error::second line",
            Position("policy-input/pod.yaml", 1, 1, 1, 1),
            fingerprint="f" * 64,
        ),
        Finding(
            "main/deny_hostile",
            "main/deny_hostile",
            "fail",
            "warning",
            HOSTILE,
            Position("policy-input/a b,c:d%\x1b\u202e.yaml", 12, 13, 12, 15, "/spec/\u202ename"),
            fingerprint="f" * 64,
        ),
    )


def _hostile_line() -> Finding:
    return Finding(
        "ACC005",
        "access.endpoint_authenticated",
        "fail",
        "note",
        "A note hides text.",
        span(LLM, 12, SOURCES[LLM].splitlines()[11].split(": ")[1], "/spec/predictor/model/env/note"),
        deployments=("summariser-production",),
        stage="production",
        fingerprint="9" * 64,
    )


PROBLEMS = (
    Problem("unreadable", "A value cannot hold another `:` here.", "deploy/broken.yaml", 2, 7, hint="Quote the value."),
    Problem(
        "template", "An unrendered Helm template.", "chart/templates/llm.yaml", blocks=False, hint="Use --rendered."
    ),
    Problem("policy", f"Two lines\nand {HOSTILE}", "policy/\x1b[2Jx.rego", 3, blocks=False),
    Problem("engine", "The engine stopped."),
)

SOURCE_STATES = (
    SourceState(LLM, "read", ((0, "kserve/inferenceservice", 1, "summariser-production"),)),
    SourceState("space/README.md", "read", ((0, "hf/space", 1, "demo"),)),
    SourceState("notes.yaml", "not_ours"),
    SourceState("deploy/broken.yaml", "unreadable"),
    SourceState("chart/templates/llm.yaml", "template"),
)

JUDGED = (
    Judged("summariser-production", "production", "kserve", LLM, 34),
    Judged("summariser-shadow", "production", "kserve", LLM, 34),
    Judged("translator", "staging", "replicate", "deploy/staging/cog.yaml", 21),
    Judged("demo", None, "hf", "space/README.md", 9),
)


def sample() -> Report:
    """The report with everything in it: not decided, exit 2."""
    served = ("--quantization", "--kv-cache-dtype", "--max-model-len")
    findings = (
        _pinned(),
        *(_served(name, index) for index, name in enumerate(served)),
        *_others(),
        _hostile_line(),
        *_outside(),
    )
    summary = Summary(
        documents=41,
        deployments=4,
        unknown_stage=1,
        rules=5,
        evaluated=98,
        findings={"error": 2, "warning": 4, "note": 2},
        waived=1,
        undecided=1,
        sources={"read": 2, "not_ours": 1, "template": 1, "unreadable": 1},
    )
    tool = Tool(__version__, "1.22.2", "sha256:" + "0" * 64)
    return Report(tool, "not decided", summary, findings, PROBLEMS, SOURCE_STATES, RULES, JUDGED)


def blocked() -> Report:
    """One error and one warning, everything checked: exit 1."""
    findings = (_pinned(), _served("--max-model-len", 2))
    summary = Summary(3, 1, 0, 5, 34, {"error": 1, "warning": 1, "note": 0}, 0, 0, {"read": 3})
    return Report(sample().tool, "blocked", summary, findings, (), SOURCE_STATES[:1], RULES, JUDGED[:1])


def compliant() -> Report:
    """Nothing found: exit 0."""
    summary = Summary(3, 1, 0, 5, 34, {"error": 0, "warning": 0, "note": 0}, 0, 0, {"read": 3})
    return Report(sample().tool, "compliant", summary, (), (), SOURCE_STATES[:1], RULES, JUDGED[:1])
