"""What a document is, and what only looks like it."""

from __future__ import annotations

import pytest

from policylint.kinds import KINDS, classify
from policylint.model import Json, Source
from policylint.readers import read

VLLM = {"image": "vllm/vllm-openai:v0.10.0"}


def _kind(path: str, text: str) -> str | None:
    reading = read(Source(path, text.encode(), named=True), classify, keep_all=True)
    return reading.documents[0].kind if reading.documents else None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("build: {gpu: true}\n", "cog"),
        ("predict: src/predict.py:Predictor\n", "cog"),
        ("run: run.py:Runner\n", "cog"),
        ("version: 2\nbuild: {os: ubuntu-24.04, tools: {python: '3.12'}}\n", None),  # Read the Docs
        ("tag_prefix: v\nchangelog: {path: CHANGELOG.md}\n", None),  # cocogitto keeps its settings in a cog file
        ("build: {stage: build, script: [make]}\n", None),  # a GitLab job
        ("run: make test\n", None),
        ("predict: {compare_outputs: false}\nmodel: acme/m\ntest_model: acme/m-test\n", None),  # cog-safe-push
        ("model: acme/m\nhardware: gpu-l40s\nmin_instances: 1\nmax_instances: 2\n", "replicate/deployment"),
        ("model: acme/m\nversion: abc\n", None),
        ("min_instances: 1\nmax_instances: 3\n", None),  # App Engine, Cloud Run
        ("compute: {accelerator: gpu}\nmodel: {repository: acme/m}\n", "hf/endpoint"),
        ("model: {repository: acme/m}\ninstance_type: nvidia-l4\n", None),  # an evaluation tool's settings
        ("compute: {cpu: 2}\nmodel: {repository: acme/m}\n", None),
        ("servingEngineSpec: {modelSpec: []}\n", "vllm/helm-values"),
        ("replicaCount: 2\nimage: {repository: vllm/vllm-openai, tag: latest}\n", None),  # values of some other chart
        ("service: a:B\ninclude: ['*.py']\n", "bentoml/bentofile"),
        ("service: payments\ninclude: ['*.py']\n", None),
        ("resources: {cpus: 2}\nrun: vllm serve acme/m\n", "skypilot/task"),
        ("resources: {cpus: 2}\nrun: python train.py\n", None),
        ("services: {llm: {image: 'ollama/ollama:0.4'}}\n", "compose/services"),
        ("services: {llm: {image: 'acme/app:1', entrypoint: [vllm, serve, acme/m]}}\n", "compose/services"),
        ("services: {db: {image: 'postgres:16'}, ui: {image: 'ghcr.io/open-webui/open-webui:main'}}\n", None),
        ("name: churn\nhyperparameters: {depth: 3}\n", None),
        ("- {op: replace, path: /kind, value: InferenceService}\n", None),  # a JSON patch
        ("InferenceService\n", None),
    ],
)
def test_yaml_without_api_version_is_known_by_its_keys(text: str, kind: str | None) -> None:
    assert _kind("file.yaml", text) == kind


@pytest.mark.parametrize(
    ("version", "name", "kind"),
    [
        ("serving.kserve.io/v1beta1", "InferenceService", "kserve/inferenceservice"),
        ("serving.kubeflow.org/v1beta1", "InferenceService", "kserve/inferenceservice"),
        ("serving.kserve.io/v1alpha2", "LLMInferenceService", "kserve/llminferenceservice"),
        ("example.com/v1", "InferenceService", None),
        ("v1", "InferenceService", None),
        ("apps/v1", "Deployment", "k8s/workload"),
        ("extensions/v1beta1", "Deployment", "k8s/workload"),
        ("v1", "Pod", "k8s/workload"),
        ("argoproj.io/v1alpha1", "Rollout", "k8s/workload"),
        ("jobset.x-k8s.io/v1alpha2", "JobSet", "k8s/workload"),
        ("argoproj.io/v1alpha1", "Application", None),
        ("mlops.seldon.io/v1alpha1", "Model", "seldon/model"),
        ("kubeai.org/v1", "Model", "other/serving"),
        ("example.com/v1", "Model", None),
        ("v1", "Secret", "k8s/secret"),
        ("example.com/v1", "Secret", None),
        ("policylint.dev/v1alpha1", "Deployment", None),
    ],
)
def test_a_kubernetes_document_is_known_by_group_and_kind_together(version: str, name: str, kind: str | None) -> None:
    assert classify("a.yaml", {"apiVersion": version, "kind": name, "spec": {}}) == kind


def test_quotes_around_kind_make_no_difference() -> None:
    text = 'apiVersion: "serving.kserve.io/v1beta1"\nkind: "InferenceService"\n'
    assert _kind("a.yaml", text) == "kserve/inferenceservice"


def test_a_kubernetes_document_is_never_taken_for_another_format() -> None:
    content: Json = {"apiVersion": "example.com/v1", "kind": "Thing", "build": {"gpu": True}, "predict": "a.py:B"}
    assert classify("cog.yaml", content) is None


@pytest.mark.parametrize("spec", [{"pool": {"containers": [VLLM]}}, {"template": {"spec": {"containers": [VLLM]}}}])
def test_an_unknown_resource_that_runs_an_engine_is_a_serving_kind_without_rules(spec: Json) -> None:
    found = classify("a.yaml", {"apiVersion": "example.com/v1", "kind": "Pool", "spec": spec})
    assert found == "other/serving"
    assert not KINDS[found].covered


def test_an_unknown_resource_with_an_ordinary_pod_is_not_ours() -> None:
    spec: Json = {"template": {"spec": {"containers": [{"image": "nginx:1.27"}]}}}
    assert classify("a.yaml", {"apiVersion": "example.com/v1", "kind": "Site", "spec": spec}) is None


def test_a_resource_definition_is_not_ours_whatever_it_describes() -> None:
    spec: Json = {"containers": [VLLM]}
    content: Json = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": spec}
    assert classify("a.yaml", content) is None


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("README.md", "---\nsdk: gradio\n---\n", "hf/space"),
        ("spaces/a/README.md", "---\nsdk: docker\ndatasets: [a/b]\nlicense: mit\n---\n", "hf/space"),
        ("README.md", "---\nsdk: net8\nframework: web\n---\n", None),
        ("README.md", "---\nsdk: shiny\nemoji: x\n---\n", "hf/space"),  # a Space with an sdk that the Hub refuses
        ("README.md", "---\nemoji: x\ncolorFrom: red\ncolorTo: blue\n---\n", "hf/space"),
        ("README.md", "---\ntask_categories: [translation]\nlicense: mit\n---\n", "hf/dataset-card"),
        ("README.md", "---\ntask_categories: [translation]\nlibrary_name: timm\n---\n", "hf/model-card"),
        (
            "README.md",
            "---\nannotations_creators: [found]\nwidget: [{text: a}]\ndatasets: [a/b]\n---\n",
            "hf/model-card",
        ),
        ("README.md", "---\nlanguage: en\n---\n", "hf/model-card"),
        ("README.md", "---\nmodel_index: []\n---\n", "hf/model-card"),
        ("README.md", "---\nlicense: mit\n---\n", "hf/model-card"),
        ("README.md", "---\nlicense: mit\nlayout: page\n---\n", None),  # a page of a site
        ("README.md", "---\ntags: [summarization, t5]\n---\n", "hf/model-card"),
        ("README.md", "---\ntags: [python, guide]\n---\n", None),
        ("README.md", "---\ntitle: Guide\n---\n", None),
        ("README.md", "# A project\n", None),
        ("README.md", "# Model card for claims triage\n", "hf/model-card"),
        ("README.md", "# A project\n\n# Model card\n", None),
        ("MODEL_CARD.md", "# Claims triage\n", "hf/model-card"),
        ("docs/model-card.en.md", "text\n", "hf/model-card"),
        ("docs/claims_model_card.md", "text\n", "hf/model-card"),
        ("docs/page.md", "---\nlanguage: en\ndatasets: [a/b]\n---\n", None),
        ("docs/page.md", "---\nlanguage: en\nlicense: mit\n---\n", None),
        ("docs/card.md", "---\nlanguage: en\nlicense: mit\ndatasets: [a/b]\n---\n", "hf/model-card"),
        ("docs/card.md", "---\npipeline_tag: summarization\n---\n", "hf/model-card"),
    ],
)
def test_markdown_is_a_space_a_dataset_card_a_model_card_or_nothing(path: str, text: str, kind: str | None) -> None:
    assert _kind(path, text) == kind


def test_front_matter_keys_count_in_markdown_only() -> None:
    assert _kind("a.yaml", "sdk: gradio\nlicense: mit\nlibrary_name: timm\n") is None
    assert _kind("model_card.yaml", "model: a\nlr: 0.1\n") is None


def test_a_hub_capture_in_json_is_no_space() -> None:
    assert (
        _kind("meta.json", '{"sdk": "gradio", "cardData": {"sdk": "gradio"}, "runtime": {"stage": "RUNNING"}}') is None
    )


def test_a_requirements_file_is_known_by_name_because_its_lines_say_nothing() -> None:
    assert _kind("app/requirements-dev.txt", "torch==2.4.1\n") == "python/requirements"


@pytest.mark.parametrize("content", [None, [], [{"kind": "Pod"}], "text", 5, {}, {"kind": 1, "apiVersion": 2}])
def test_content_of_any_shape_is_looked_at_without_trouble(content: Json) -> None:
    assert classify("a.yaml", content) is None
