"""What is joined because somebody names it: autoscalers, rollouts, runtimes, accounts, ConfigMaps and Secrets."""

from __future__ import annotations

import pytest
from support.joins import alone_with, isvc, joined, resource, workload
from support.repository import deployments_of, documents_of

from policylint.assembly import to_input
from policylint.judging.schema import not_covered

HPA = "autoscaling/v2 HorizontalPodAutoscaler"
RUNTIME = "serving.kserve.io/v1alpha1 ServingRuntime"
CLUSTER_RUNTIME = "serving.kserve.io/v1alpha1 ClusterServingRuntime"
CONFIG = "serving.kserve.io/v1alpha1 LLMInferenceServiceConfig"
POD = "containers: [{name: kserve-container, image: 'vllm/vllm-openai:v1'}]"


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (HPA, "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: llm}"),
        ("keda.sh/v1alpha1 ScaledObject", "scaleTargetRef: {name: llm}"),
        ("flagger.app/v1beta1 Canary", "targetRef: {kind: Deployment, name: llm}"),
        ("argoproj.io/v1alpha1 Rollout", "workloadRef: {kind: Deployment, name: llm}"),
    ],
)
def test_what_scales_or_rolls_out_a_workload_is_joined_by_its_target(kind: str, spec: str) -> None:
    assert alone_with("it.yaml", resource(kind, spec), workload())
    assert not alone_with("it.yaml", resource(kind, spec.replace("llm", "web")), workload())
    stateful = spec.replace("kind: Deployment, ", "").replace("name:", "kind: StatefulSet, name:")
    assert not alone_with("it.yaml", resource(kind, stateful), workload())
    assert not alone_with("it.yaml", resource(kind, spec, "web"), workload(namespace="ml"))


def test_an_autoscaler_belongs_to_the_workload_and_to_its_patch() -> None:
    patch = workload(image="").replace('image: ""', "args: ['--model=acme/m']")
    target = resource(HPA, "scaleTargetRef: {kind: Deployment, name: llm}")
    files = {"base/d.yaml": workload(), "prod/patch.yaml": patch, "prod/hpa.yaml": target}
    assert joined(files) == {"base/d.yaml": ["prod/hpa.yaml"], "prod/patch.yaml": ["prod/hpa.yaml"]}


def test_a_rollout_brings_the_analyses_that_it_runs() -> None:
    rollout = workload().replace("apps/v1", "argoproj.io/v1alpha1").replace("kind: Deployment", "kind: Rollout")
    strategy = "strategy: {canary: {steps: [{analysis: {templates: [{templateName: errors}]}}]}}"
    files = {
        "rollout.yaml": rollout.replace("spec:\n", f"spec:\n  {strategy}\n", 1),
        "errors.yaml": resource("argoproj.io/v1alpha1 AnalysisTemplate", "metrics: []", name="errors"),
        "other.yaml": resource("argoproj.io/v1alpha1 AnalysisTemplate", "metrics: []", name="other"),
    }
    assert joined(files) == {"rollout.yaml": ["errors.yaml"]}


@pytest.mark.parametrize(
    ("runtimes", "found"),
    [
        ({"r.yaml": (RUNTIME, "ml", "fast")}, ["r.yaml"]),
        ({"r.yaml": (RUNTIME, "", "fast")}, ["r.yaml"]),
        ({"r.yaml": (RUNTIME, "web", "fast")}, []),
        ({"r.yaml": (RUNTIME, "ml", "other")}, []),
        ({"r.yaml": (CLUSTER_RUNTIME, "", "fast")}, ["r.yaml"]),
        ({"c.yaml": (CLUSTER_RUNTIME, "", "fast"), "r.yaml": (RUNTIME, "ml", "fast")}, ["r.yaml"]),
    ],
)
def test_an_inference_service_brings_the_runtime_that_it_names(
    runtimes: dict[str, tuple[str, str, str]], found: list[str]
) -> None:
    files = {"isvc.yaml": isvc("claims", "ml", model="modelFormat: {name: onnx}, runtime: fast")}
    files |= {path: resource(kind, POD, namespace, name) for path, (kind, namespace, name) in runtimes.items()}
    assert joined(files) == {"isvc.yaml": found}


def test_a_runtime_is_no_deployment_and_its_containers_are_those_of_who_uses_it() -> None:
    files = {
        "isvc.yaml": isvc(model="modelFormat: {name: onnx}, runtime: fast"),
        "platform/runtime.yaml": resource(RUNTIME, POD, name="fast"),
    }
    (deployment,) = deployments_of(files)
    runtime = to_input(deployment, "", {})["subject"]["documents"]["platform/runtime.yaml#0"]  # type: ignore[index, call-overload]
    assert (runtime["pods"], runtime["servers"]) == (["/spec"], {"/spec/containers/0": "vllm"})


def test_the_labels_and_secrets_of_a_runtime_count_for_who_uses_it() -> None:
    pod = "labels: {tier: gpu}, containers: [{image: a, envFrom: [{secretRef: {name: keys}}]}]"
    files = {
        "isvc.yaml": isvc(model="modelFormat: {name: onnx}, runtime: fast"),
        "policy.yaml": resource("networking.k8s.io/v1 NetworkPolicy", "podSelector: {matchLabels: {tier: gpu}}"),
        "runtime.yaml": resource(RUNTIME, pod, name="fast"),
        "keys.yaml": resource("v1 Secret", "", name="keys"),
    }
    assert joined(files) == {"isvc.yaml": ["policy.yaml", "runtime.yaml", "keys.yaml"]}


def test_an_llm_inference_service_brings_its_base_configurations() -> None:
    spec = "model: {uri: 'hf://a/b'}, baseRefs: [{name: presets}]"
    files = {
        "llm.yaml": resource("serving.kserve.io/v1alpha1 LLMInferenceService", spec, "ml"),
        "presets.yaml": resource(CONFIG, f"template: {{{POD}}}", "kserve", "presets"),
        "other.yaml": resource(CONFIG, f"template: {{{POD}}}", "kserve", "other"),
    }
    assert joined(files) == {"llm.yaml": ["presets.yaml"]}


@pytest.mark.parametrize(
    ("kind", "pod"),
    [
        ("v1 ServiceAccount", "serviceAccountName: it, containers: [C]"),
        ("v1 Secret", "containers: [{C, envFrom: [{secretRef: {name: it}}]}]"),
        ("v1 Secret", "containers: [{C, env: [{name: A, valueFrom: {secretKeyRef: {name: it, key: a}}}]}]"),
        ("v1 Secret", "containers: [C], volumes: [{name: v, secret: {secretName: it}}]"),
        ("v1 Secret", "containers: [C], volumes: [{name: v, projected: {sources: [{secret: {name: it}}]}}]"),
        ("v1 ConfigMap", "containers: [{C, envFrom: [{configMapRef: {name: it}}]}]"),
        ("v1 ConfigMap", "containers: [{C, env: [{name: A, valueFrom: {configMapKeyRef: {name: it}}}]}]"),
        ("v1 ConfigMap", "initContainers: [{envFrom: [{configMapRef: {name: it}}]}], containers: [C]"),
        ("v1 ConfigMap", "containers: [C], volumes: [{name: v, configMap: {name: it}}]"),
    ],
)
def test_what_the_pods_name_is_joined(kind: str, pod: str) -> None:
    pod = pod.replace("[C]", "[{C}]").replace("C}", "image: 'vllm/vllm-openai:v1'}").replace("{C,", "{image: 'vllm:1',")
    base = resource("v1 Pod", pod, "ml", "llm")
    assert alone_with("it.yaml", resource(kind, "", "ml"), base)
    assert not alone_with("it.yaml", resource(kind, "", "ml", "other"), base)
    assert not alone_with("it.yaml", resource(kind, "", "web"), base)


def test_pods_that_name_no_service_account_have_the_default_one() -> None:
    assert alone_with("it.yaml", resource("v1 ServiceAccount", "", name="default"), workload())
    assert not alone_with("it.yaml", resource("v1 ServiceAccount", "", name="other"), workload())


def test_a_secret_is_the_nearest_of_its_name() -> None:
    pod = "containers: [{image: 'vllm/vllm-openai:v1', envFrom: [{secretRef: {name: it}}]}]"
    files = {f"{each}/{name}.yaml": text for each in "ab" for name, text in _pod_and_secret(pod).items()}
    assert joined(files) == {"a/pod.yaml": ["a/secret.yaml"], "b/pod.yaml": ["b/secret.yaml"]}


def _pod_and_secret(pod: str) -> dict[str, str]:
    return {"pod": resource("v1 Pod", pod, name="llm"), "secret": resource("v1 Secret", "")}


@pytest.mark.parametrize("name", ["5", "[it]", "{it: }", "'{{ name }}'"])
def test_what_is_no_name_names_nothing(name: str) -> None:
    pod = f"containers: [{{image: 'vllm/vllm-openai:v1', envFrom: [{{secretRef: {{name: {name}}}}}]}}]"
    assert not alone_with("it.yaml", resource("v1 Secret", "", name=name), resource("v1 Pod", pod, name="llm"))


@pytest.mark.parametrize(("runtime", "reported"), [("fast", ["other.yaml"]), ("none", ["fast.yaml", "other.yaml"])])
def test_a_runtime_is_reported_as_not_covered_unless_somebody_uses_it(runtime: str, reported: list[str]) -> None:
    files = {"isvc.yaml": isvc(model=f"modelFormat: {{name: onnx}}, runtime: {runtime}")}
    files |= {f"{name}.yaml": resource(RUNTIME, POD, name=name) for name in ("fast", "other")}
    problems = not_covered(documents_of(files), deployments_of(files), judged=True)
    assert [problem.path for problem in problems] == reported
