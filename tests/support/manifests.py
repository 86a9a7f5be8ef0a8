"""A small repository with a manifest: a Replicate deployment, its system, and what both name."""

from __future__ import annotations

VERSION = "da77bc59ee60423279fd632efb4795ab731d9e3ca9705ef3341091fb989b7eaf"
BODY = f"name: digest\nmodel: acme/digest\nversion: {VERSION}\nhardware: gpu-l40s\nmin_instances: 2\nmax_instances: 4\n"
OURS = "apiVersion: policylint.dev/v1alpha1\n"
SYSTEM = f"{OURS}kind: ModelSystem\nmetadata: {{name: digest}}\nspec: {{runbook: runbook.md}}\n"
CARD = "---\nlibrary_name: transformers\n---\n# Digest\n"
SERVING = "serving: [{path: serve/replicate.yaml}]"


def manifest(artefacts: str = SERVING, stage: str = "production", name: str = "digest-live", rest: str = "") -> str:
    """The text of a ModelDeployment; `rest` is further lines of its spec."""
    return (
        f"{OURS}kind: ModelDeployment\nmetadata: {{name: {name}}}\nspec:\n"
        f"  system: digest\n  stage: {stage}\n  platform: replicate\n  promotedFrom: digest-staging\n"
        f"  artefacts:\n    {artefacts}\n{rest}"
    )


def repository(**changes: str) -> dict[str, str]:
    """A complete repository, path -> text; `changes` are further options of the manifest."""
    return {
        "deploy/live.yaml": manifest(**changes),
        "deploy/system.yaml": SYSTEM,
        "serve/replicate.yaml": BODY,
        "runbook.md": "# Runbook\n",
    }
