"""What a document is, and what only looks like it."""

from __future__ import annotations

import pytest

from policylint.kinds import KINDS, classify
from policylint.model.documents import Json, Source
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
        ("predict: {compare_outputs: false}\nmodel: acme/m\ntest_model: acme/m-test\n", "cog/safe-push"),
        ("predict: {test_cases: []}\nmodel: acme/m\n", "cog/safe-push"),
        ("train: {epochs: 3}\nmodel: acme/m\n", None),  # a training script's settings
        ("train: {test_cases: []}\nmodel: xgboost\n", None),
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
    ("path", "text", "kind"),
    [
        ("a.yaml", "version: prometheus/v1\nservice: a\nslos: []\n", "slo/sloth"),
        ("a.yaml", "version: 3\nservice: a\nslos: []\n", None),
        ("a.yaml", "service: a\nslos: [{name: p95, target: 2}]\n", None),
        ("a.yaml", "groups: [{name: a, rules: [{alert: A, expr: up}]}]\n", "prometheus/rules"),
        ("a.yaml", "groups: [{name: a, rules: [{record: r, expr: up}]}]\n", "prometheus/rules"),
        ("a.yaml", "groups: [{name: a, rules: [{uid: x, title: A, data: []}]}]\n", None),  # Grafana's own alerts
        ("a.yaml", "groups: [{name: admins, rules: [{allow: all}]}]\n", None),
        ("a.yaml", "groups: [admins, users]\n", None),
        ("a.yaml", "on: push\njobs: {a: {runs-on: ubuntu-24.04}}\n", "github/workflow"),
        ("a.yaml", "'on': push\njobs: {a: }\n", "github/workflow"),
        ("a.yaml", "trigger: [main]\njobs: [{job: a}]\n", None),  # Azure Pipelines
        ("a.yaml", "version: 2.1\njobs: {a: {docker: []}}\n", None),  # CircleCI
        (".gitlab-ci.yml", "evaluate: {script: make}\n", "gitlab/ci"),
        ("ci/train.gitlab-ci.yml", "stages: [a]\n", "gitlab/ci"),
        ("pipeline.yml", "stages: [a]\ninclude: b.yml\n", None),
        ("bom.json", '{"bomFormat": "CycloneDX", "specVersion": "1.6"}', "cyclonedx/bom"),
        ("bom.json", '{"bomFormat": "SPDX"}', None),
        ("a.json", '{"@context": {}, "conformsTo": "http://mlcommons.org/croissant/1.0"}', "croissant/dataset"),
        ("a.json", '{"@context": {}, "@type": "sc:Dataset", "recordSet": []}', "croissant/dataset"),
        ("a.json", '{"@context": {}, "conformsTo": "https://w3id.org/ro/crate/1.1"}', None),
        ("a.json", '{"@context": {}, "@type": "Dataset", "distribution": []}', None),  # schema.org alone
        ("metadata.json", '{"recordSet": []}', None),
        ("MLmodel", "flavors: {sklearn: {}}\n", "mlflow/model"),
        ("a.yaml", "flavors: {python_function: {}}\nrun_id: a\nmlflow_version: 3.5.1\n", "mlflow/model"),
        ("flavorizr.yaml", "flavors: {dev: {app: {name: Dev}}, prod: {}}\n", None),
        ("meta.yaml", "name: a\nversion: 2\ncurrent_stage: None\nsource: models:/m\n", "mlflow/model-version"),
        ("meta.yaml", "name: a\ncreation_timestamp: 1\nlast_updated_timestamp: 2\n", "mlflow/registered-model"),
        ("a.yaml", "name: a\ncreation_timestamp: 1\nlast_updated_timestamp: 2\n", None),
        ("meta.yaml", "experiment_id: '4'\nname: a\ncreation_time: 1\nlast_update_time: 2\n", None),  # an experiment
        ("meta.yaml", "run_id: a\nexperiment_id: '4'\nartifact_uri: file:///a\n", None),  # a run
        ("meta.yaml", "package: {name: a, version: 1}\n", None),  # a conda recipe
        ("model.dvc", "outs: [{md5: a, path: model}]\n", "dvc/pointer"),
        ("dvc.yaml", "stages: {train: {cmd: make, outs: [model]}}\n", None),
    ],
)
def test_what_stands_beside_a_deployment_is_known_and_its_look_alikes_are_not(
    path: str, text: str, kind: str | None
) -> None:
    assert _kind(path, text) == kind


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
        ("mlops.seldon.io/v1alpha1", "Experiment", "seldon/experiment"),
        ("argoproj.io/v1alpha1", "Experiment", None),
        ("serving.kserve.io/v1alpha1", "ClusterStorageContainer", "kserve/storagecontainer"),
        ("serving.kserve.io/v1alpha1", "LocalModelNamespaceCache", "kserve/localmodel"),
        ("kubeai.org/v1", "Model", "other/serving"),
        ("example.com/v1", "Model", None),
        ("v1", "Secret", "k8s/secret"),
        ("example.com/v1", "Secret", None),
        ("policylint.dev/v1alpha1", "Deployment", None),
        ("policylint.dev/v1alpha1", "ModelDeployment", "policylint/model-deployment"),
        ("policylint.dev/v9", "WaiverList", "policylint/waiver-list"),
        ("openslo/v1alpha", "SLO", "slo/openslo"),
        ("openslo.com/v2alpha", "SLO", "slo/openslo"),
        ("openslo/v1", "Service", "slo/openslo"),
        ("n9/v1alpha", "SLO", None),
        ("monitoring.coreos.com/v1", "PrometheusRule", "prometheus/rules"),
        ("monitoring.googleapis.com/v1", "Rules", "prometheus/rules"),
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


@pytest.mark.parametrize("path", ["Dockerfile", "a/Containerfile", "Dockerfile.gpu", "api.dockerfile"])
def test_a_dockerfile_is_known_by_its_name(path: str) -> None:
    assert _kind(path, "FROM python:3.12\n") == "docker/dockerfile"


def test_instructions_in_yaml_are_no_dockerfile() -> None:
    text = "instructions: [{instruction: FROM, line: 1}]\n"
    assert _kind("recipe.yaml", text) is None
    assert classify("recipe.yaml", {"instructions": [{"instruction": "FROM", "line": 1}]}) is None


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
