"""Services, policies and monitors of pods: by selector, in their namespace, the nearest first."""

from __future__ import annotations

import pytest
from support.joins import alone_with, joined, resource, service, workload

NETWORK = "networking.k8s.io/v1 NetworkPolicy"
BUDGET = "policy/v1 PodDisruptionBudget"
CILIUM = "cilium.io/v2 CiliumNetworkPolicy"
PEERS = "security.istio.io/v1 PeerAuthentication"
POOL = "inference.networking.k8s.io/v1 InferencePool"
POD_MONITOR = "monitoring.coreos.com/v1 PodMonitor"
GKE = "monitoring.googleapis.com/v1 PodMonitoring"


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        ("matchLabels: {app: llm}", True),
        ("matchLabels: {app: llm, tier: model}", False),
        ("matchLabels: {app: web}", False),
        ("matchExpressions: [{key: app, operator: In, values: [web, llm]}]", True),
        ("matchExpressions: [{key: app, operator: In, values: [web]}]", False),
        ("matchExpressions: [{key: app, operator: NotIn, values: [web]}]", True),
        ("matchExpressions: [{key: app, operator: NotIn, values: [llm]}]", False),
        ("matchExpressions: [{key: app, operator: Exists}]", True),
        ("matchExpressions: [{key: tier, operator: Exists}]", False),
        ("matchExpressions: [{key: tier, operator: DoesNotExist}]", True),
        ("matchExpressions: [{key: app, operator: DoesNotExist}]", False),
        ("matchLabels: {app: llm}, matchExpressions: [{key: app, operator: NotIn, values: [llm]}]", False),
        ("", True),
        # What Kubernetes would refuse selects nothing.
        ("matchLabels: [app, llm]", False),
        ("matchLabels: {app: 5}", False),
        ("matchExpressions: {key: app}", False),
        ("matchExpressions: [app]", False),
        ("matchExpressions: [{key: app, operator: Like, values: [llm]}]", False),
        ("matchExpressions: [{key: app, operator: In}]", False),
        ("matchExpressions: [{key: [app], operator: Exists}]", False),
    ],
)
def test_a_selector_selects_what_kubernetes_would(selector: str, matches: bool) -> None:
    assert alone_with("policy.yaml", resource(NETWORK, f"podSelector: {{{selector}}}"), workload()) is matches


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (NETWORK, "podSelector: {}"),
        (NETWORK, "policyTypes: [Ingress]"),
        (BUDGET, "selector: {matchLabels: {app: llm}}"),
        (CILIUM, "endpointSelector: {matchLabels: {app: llm}}"),
        (CILIUM, "endpointSelector: {matchLabels: {'k8s:app': llm}}"),
        (CILIUM, "endpointSelector: {}"),
        (PEERS, "selector: {matchLabels: {app: llm}}"),
        (PEERS, "mtls: {mode: STRICT}"),
        (POOL, "selector: {matchLabels: {app: llm}}"),
        ("inference.networking.x-k8s.io/v1alpha2 InferencePool", "selector: {app: llm}"),
        (POD_MONITOR, "selector: {matchLabels: {app: llm}}"),
        (GKE, "selector: {matchLabels: {app: llm}}"),
        ("v1 Service", "selector: {app: llm}"),
    ],
)
def test_what_selects_the_pods_is_joined(kind: str, spec: str) -> None:
    assert alone_with("it.yaml", resource(kind, spec), workload())
    assert not alone_with("it.yaml", resource(kind, spec.replace("llm", "web"), "elsewhere"), workload("llm", "ml"))


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (BUDGET, "minAvailable: 1"),
        (CILIUM, "nodeSelector: {matchLabels: {app: llm}}"),
        (POOL, "selector: {}"),
        ("v1 Service", "selector: {}"),
        ("v1 Service", "selector: [app, llm]"),
        ("v1 Service", "selector: {app: llm, version: 2}"),
        ("v1 Service", "type: ExternalName, externalName: example.com"),
    ],
)
def test_what_selects_no_pods_is_not_joined(kind: str, spec: str) -> None:
    assert not alone_with("it.yaml", resource(kind, spec), workload())


@pytest.mark.parametrize("value", ["'{{ .Values.app }}'", "'${APP}'", "'<app>'", "{app: }"])
def test_a_placeholder_never_matches_not_even_itself(value: str) -> None:
    assert not alone_with("it.yaml", service(f"app: {value}", kind="LoadBalancer"), workload(app=value))
    assert not alone_with(
        "it.yaml", resource(NETWORK, f"podSelector: {{matchLabels: {{app: {value}}}}}"), workload(app=value)
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "policy", "load_balancer"),
    [
        ("", "", True, True),
        ("ml", "ml", True, True),
        ("", "default", True, True),
        ("ml", "web", False, False),
        # In doubt a policy counts, so that nobody is told that there is none; a way in does not.
        ("ml", "", True, False),
        ("", "ml", True, False),
        ("ml", "'{{ namespace }}'", True, False),
    ],
)
def test_namespaces(ours: str, theirs: str, policy: bool, load_balancer: bool) -> None:
    base = workload(namespace=ours)
    assert alone_with("p.yaml", resource(NETWORK, "podSelector: {}", theirs), base) is policy
    assert alone_with("s.yaml", service(namespace=theirs, kind="LoadBalancer"), base) is load_balancer
    assert alone_with("s.yaml", service(namespace=theirs), base) is policy


@pytest.mark.parametrize(
    ("spec", "matches"),
    [
        ("selector: {matchLabels: {app: llm}}", False),
        ("selector: {matchLabels: {app: llm}}, namespaceSelector: {matchNames: [ml]}", True),
        ("selector: {matchLabels: {app: llm}}, namespaceSelector: {matchNames: [web]}", False),
        ("selector: {matchLabels: {app: llm}}, namespaceSelector: {any: true}", True),
    ],
)
def test_a_monitor_elsewhere_names_the_namespaces_that_it_looks_into(spec: str, matches: bool) -> None:
    base = workload(namespace="ml")
    assert alone_with("m.yaml", resource(POD_MONITOR, spec, "monitoring"), base) is matches


def test_a_cluster_wide_monitor_or_mesh_policy_counts_in_every_namespace() -> None:
    base = workload(namespace="ml")
    cluster = "monitoring.googleapis.com/v1 ClusterPodMonitoring"
    assert alone_with("m.yaml", resource(cluster, "selector: {matchLabels: {app: llm}}"), base)
    assert alone_with("m.yaml", resource(PEERS, "mtls: {mode: STRICT}", "istio-system"), base)
    wide = "cilium.io/v2 CiliumClusterwideNetworkPolicy"
    spec = "endpointSelector: {matchLabels: {'k8s:io.kubernetes.pod.namespace': NAMESPACE}}"
    assert alone_with("m.yaml", resource(wide, spec.replace("NAMESPACE", "ml")), base)
    assert not alone_with("m.yaml", resource(wide, spec.replace("NAMESPACE", "web")), base)


def test_of_two_examples_with_the_same_labels_each_has_its_own() -> None:
    files = {f"examples/{each}/{name}.yaml": text for each in "ab" for name, text in _example().items()}
    assert joined(files) == {
        f"examples/{each}/deploy.yaml": [f"examples/{each}/{name}.yaml" for name in ("service", "policy", "monitor")]
        for each in "ab"
    }


def _example() -> dict[str, str]:
    return {
        "deploy": workload(),
        "service": service(kind="LoadBalancer"),
        "policy": resource(NETWORK, "podSelector: {}"),
        "monitor": resource(GKE, "selector: {matchLabels: {app: llm}}"),
    }


def test_in_one_folder_a_service_belongs_to_the_workload_of_its_file() -> None:
    files = {f"{name}.yaml": f"{workload(name)}---{service()}" for name in ("small", "large")}
    assert joined(files) == {"small.yaml": ["small.yaml"], "large.yaml": ["large.yaml"]}


def test_a_service_belongs_to_a_nearer_workload_even_if_that_serves_no_model() -> None:
    files = {
        "web/deploy.yaml": workload("web", image="acme/web:1"),
        "web/service.yaml": service(kind="LoadBalancer"),
        "model/deploy.yaml": workload(),
    }
    assert joined(files) == {"model/deploy.yaml": []}


def test_files_of_a_kustomize_tree_find_each_other() -> None:
    files = {
        "base/deploy.yaml": workload(),
        "overlays/prod/patch.yaml": workload(image="").replace('image: ""', "args: ['--model=acme/m']"),
        "overlays/prod/service.yaml": service(),
        "overlays/prod/policy.yaml": resource(NETWORK, "podSelector: {}", "ml-prod"),
    }
    assert joined(files)["base/deploy.yaml"] == ["overlays/prod/service.yaml", "overlays/prod/policy.yaml"]
    assert joined(files)["overlays/prod/patch.yaml"] == []


def test_a_default_deny_policy_is_everybodys_in_its_namespace() -> None:
    files = {
        "a/deploy.yaml": workload("a", "ml"),
        "b/deploy.yaml": workload("b", "ml"),
        "c/deploy.yaml": workload("c", "web"),
        "a/deny.yaml": resource(NETWORK, "podSelector: {}, policyTypes: [Ingress]", "ml"),
    }
    assert joined(files) == {"a/deploy.yaml": ["a/deny.yaml"], "b/deploy.yaml": ["a/deny.yaml"], "c/deploy.yaml": []}


def test_what_is_joined_is_no_longer_left_over() -> None:
    from support.repository import documents_of

    from policylint.assembly import assemble, leftovers

    documents = documents_of({"d.yaml": workload(), "s.yaml": service(), "t.yaml": service("app: web", name="web")})
    assert [each.primary for each in leftovers(documents, assemble(documents))] == ["t.yaml#0"]


def test_the_pods_of_a_leader_worker_set_are_known_by_its_name() -> None:
    base = resource(
        "leaderworkerset.x-k8s.io/v1 LeaderWorkerSet",
        "leaderWorkerTemplate: {leaderTemplate: {metadata: {labels: {role: leader}},"
        " spec: {containers: [{image: 'vllm/vllm-openai:v1'}]}}, workerTemplate: {spec: {containers: [{image: a}]}}}",
        name="vllm",
    )
    leader = "leaderworkerset.sigs.k8s.io/name: vllm, role: leader"
    assert alone_with("s.yaml", service(leader), base)
    assert alone_with("s.yaml", service("leaderworkerset.sigs.k8s.io/name: vllm"), base)
    assert not alone_with("s.yaml", service(leader.replace("vllm", "other")), base)


@pytest.mark.parametrize("selects", ["{}", "{matchLabels: {app: llm}}"])
def test_thousands_that_select_each_other_are_tied_within_bounds(selects: str) -> None:
    files = {f"d{number}.yaml": workload(f"llm-{number}") for number in range(400)}
    files |= {f"p{number}.yaml": resource(NETWORK, f"podSelector: {selects}") for number in range(400)}
    counts = [len(paths) for paths in joined(files).values()]
    assert min(counts) > 0
    assert sum(counts) < 100_000


def test_five_thousand_services_of_one_workload_are_all_its_own() -> None:
    files = {"deploy.yaml": workload()} | {f"s{number}.yaml": service() for number in range(5_000)}
    assert len(joined(files)["deploy.yaml"]) == 5_000
