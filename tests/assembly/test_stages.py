"""Which stage a deployment is at: configured patterns, then whole words of labels, names, namespaces and folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.repository import deployments_of

from policylint.config import StagePatterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.model.deployments import Stage


def _workload(namespace: str = "", label: str = "", pod_label: str = "") -> str:
    return f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: llm, namespace: "{namespace}", labels: {{{label}}}}}
spec:
  template:
    metadata: {{labels: {{{pod_label}}}}}
    spec: {{containers: [{{name: a, image: "vllm/vllm-openai:v1"}}]}}
"""


def _stage(path: str, text: str, stages: Sequence[StagePatterns] = ()) -> Stage | None:
    (deployment,) = deployments_of({path: text}, stages)
    return deployment.stage


@pytest.mark.parametrize(
    ("namespace", "stage"),
    [
        ("ml-prod", "production"),
        ("production", "production"),
        ("prd_ml", "production"),
        ("live.ml", "production"),
        ("ml-staging", "staging"),
        ("stg", "staging"),
        ("stage", "staging"),
        ("ML-PROD", "production"),
        ("pre-prod", "staging"),
        ("preprod", "staging"),
        ("non-prod", None),
        ("product", None),
        ("delivery", None),
        ("multi-stage", None),
        ("stage-2", None),
        ("prod-staging", None),
        ("default", None),
    ],
)
def test_a_namespace_tells_the_stage_by_a_whole_word(namespace: str, stage: Stage | None) -> None:
    assert _stage("a.yaml", _workload(namespace)) == stage


@pytest.mark.parametrize(
    ("path", "stage"),
    [
        ("overlays/prod/llm.yaml", "production"),
        ("envs/eu-production/llm/a.yaml", "production"),
        ("overlays/staging/a.yaml", "staging"),
        ("prod/staging/a.yaml", "staging"),  # the nearest folder
        ("llm-prod.yaml", None),  # the file's own name says nothing
        ("production-stack/a.yaml", None),
        ("manifest_staging/a.yaml", None),
        ("base/a.yaml", None),
    ],
)
def test_a_folder_tells_the_stage(path: str, stage: Stage | None) -> None:
    assert _stage(path, _workload()) == stage


@pytest.mark.parametrize(
    ("label", "stage"),
    [
        ("environment: production", "production"),
        ("env: stg", "staging"),
        ("stage: live", "production"),
        ("app.kubernetes.io/environment: prod", "production"),
        ("environment: router", None),
        ("environment: test", None),
        ("mlops.dev/stage: canary", None),
        ("app: prod", None),
    ],
)
def test_an_environment_label_tells_the_stage(label: str, stage: Stage | None) -> None:
    assert _stage("a.yaml", _workload(label=label)) == stage
    assert _stage("a.yaml", _workload(pod_label=label)) == stage


def test_a_label_outranks_the_namespace_and_the_namespace_the_folder() -> None:
    assert _stage("prod/a.yaml", _workload("prod", "env: staging")) == "staging"
    assert _stage("prod/a.yaml", _workload("ml-staging")) == "staging"


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("name: toxicity-prod\n", "production"),
        ("name: toxicity\ntags: [eu, production]\n", "production"),
        ("name: toxicity-prod\ntags: [staging]\n", "staging"),
        ("name: products\n", None),
    ],
)
def test_an_endpoint_tells_its_stage_by_tags_and_name(text: str, stage: Stage | None) -> None:
    body = "compute: {accelerator: gpu}\nmodel: {repository: acme/m}\n"
    assert _stage("endpoint.yaml", text + body) == stage


def test_a_replicate_deployment_tells_its_stage_by_name() -> None:
    text = "name: digest-production\nmodel: acme/m\nhardware: gpu-l40s\nmin_instances: 1\nmax_instances: 1\n"
    assert _stage("replicate.yaml", text) == "production"


def test_a_workload_does_not_tell_its_stage_by_name() -> None:
    assert _stage("a.yaml", _workload().replace("llm", "llm-prod")) is None


def test_a_space_is_a_space_whatever_its_folder_or_the_configuration_says() -> None:
    everything = [StagePatterns("production", paths=("**",))]
    assert _stage("prod/README.md", "---\nsdk: gradio\n---\n", everything) == "space"


def test_a_lone_card_has_no_stage() -> None:
    assert _stage("prod/README.md", "---\nlibrary_name: timm\n---\n") is None


def test_the_configuration_outranks_the_default_words() -> None:
    staging = StagePatterns("staging", ("deploy/eu/**",), ("ml-live",), (("tier", ("gold", "silver")),))
    assert _stage("deploy/eu/prod/a.yaml", _workload("prod"), [staging]) == "staging"
    assert _stage("a.yaml", _workload("ml-live"), [staging]) == "staging"
    assert _stage("a.yaml", _workload("prod", "tier: silver"), [staging]) == "staging"
    assert _stage("a.yaml", _workload("prod", "tier: bronze"), [staging]) == "production"
    assert _stage("deploy/us/a.yaml", _workload(), [staging]) is None


def test_production_wins_when_the_patterns_of_two_stages_fit() -> None:
    both = [StagePatterns("staging", ("deploy/**",)), StagePatterns("production", ("deploy/prod/**",))]
    assert _stage("deploy/prod/a.yaml", _workload(), both) == "production"
    assert _stage("deploy/dev/a.yaml", _workload(), both) == "staging"
