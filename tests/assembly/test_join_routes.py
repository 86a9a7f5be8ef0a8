"""Ways in, gateways and what guards them; monitors of Services; what controllers name for themselves."""

from __future__ import annotations

import pytest
import yaml
from support.joins import alone_with, isvc, joined, resource, service, workload

INGRESS = "networking.k8s.io/v1 Ingress"
ROUTE = "gateway.networking.k8s.io/v1 HTTPRoute"
GATEWAY = "gateway.networking.k8s.io/v1 Gateway"
VIRTUAL = "networking.istio.io/v1 VirtualService"
OPENSHIFT = "route.openshift.io/v1 Route"
MONITOR = "monitoring.coreos.com/v1 ServiceMonitor"
SECURITY = "gateway.envoyproxy.io/v1alpha1 SecurityPolicy"
AUTHORIZATION = "security.istio.io/v1 AuthorizationPolicy"
POOL = "inference.networking.k8s.io/v1 InferencePool"


def _behind(kind: str, spec: str, namespace: str = "") -> bool:
    """Whether a route is joined to the workload behind a Service."""
    files = {"d.yaml": workload(namespace="ml"), "s.yaml": service(namespace="ml")}
    files["route.yaml"] = resource(kind, spec, namespace or "ml")
    return "route.yaml" in joined(files)["d.yaml"]


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (INGRESS, "rules: [{http: {paths: [{path: /, backend: {service: {name: llm}}}]}}]"),
        (INGRESS, "defaultBackend: {service: {name: llm}}"),
        (INGRESS, "backend: {serviceName: llm}"),
        (ROUTE, "rules: [{backendRefs: [{name: web}, {name: llm, port: 80}]}]"),
        ("gateway.networking.k8s.io/v1 GRPCRoute", "rules: [{backendRefs: [{name: llm}]}]"),
        (OPENSHIFT, "to: {kind: Service, name: llm}"),
        (OPENSHIFT, "to: {kind: Service, name: web}, alternateBackends: [{kind: Service, name: llm}]"),
        (VIRTUAL, "http: [{route: [{destination: {host: llm}}]}]"),
        (VIRTUAL, "http: [{route: [{destination: {host: llm.ml.svc.cluster.local}}]}]"),
        (VIRTUAL, "tls: [{route: [{destination: {host: llm.ml}}]}]"),
    ],
)
def test_a_route_belongs_to_the_workload_behind_its_service(kind: str, spec: str) -> None:
    assert _behind(kind, spec)
    assert not _behind(kind, spec.replace("llm", "other"))


@pytest.mark.parametrize(
    ("kind", "spec", "found"),
    [
        (INGRESS, "defaultBackend: {service: {name: llm}}", False),
        (ROUTE, "rules: [{backendRefs: [{name: llm, namespace: ml}]}]", True),
        (ROUTE, "rules: [{backendRefs: [{name: llm, namespace: other}]}]", False),
        (VIRTUAL, "http: [{route: [{destination: {host: llm.ml.svc.cluster.local}}]}]", True),
        (VIRTUAL, "http: [{route: [{destination: {host: llm}}]}]", False),
        (VIRTUAL, "http: [{route: [{destination: {host: llm.example.com}}]}]", False),
    ],
)
def test_a_route_of_another_namespace_has_to_say_where_it_leads(kind: str, spec: str, found: bool) -> None:
    assert _behind(kind, spec, "edge") is found


@pytest.mark.parametrize("spec", ["rules: 5", "rules: [{http: [paths]}]", "defaultBackend: {service: [llm]}", ""])
def test_a_route_of_no_known_shape_leads_nowhere(spec: str) -> None:
    assert not _behind(INGRESS, spec)


def test_a_route_is_not_joined_when_its_service_is_joined_in_doubt() -> None:
    files = {
        "d.yaml": workload(),
        "s.yaml": service(namespace="ml"),
        "i.yaml": resource(INGRESS, "defaultBackend: {service: {name: llm}}", "ml"),
    }
    assert joined(files) == {"d.yaml": ["s.yaml"]}


def test_a_patch_of_a_service_does_not_stand_in_its_way() -> None:
    files = {
        "base/d.yaml": workload(),
        "base/s.yaml": service(),
        "prod/s.yaml": service(selector=""),
        "prod/i.yaml": resource(INGRESS, "defaultBackend: {service: {name: llm}}"),
    }
    assert joined(files) == {"base/d.yaml": ["base/s.yaml", "prod/i.yaml"]}


def test_an_alias_leads_on_to_the_service_that_it_names() -> None:
    files = {
        "d.yaml": workload(namespace="ml"),
        "s.yaml": service(namespace="ml"),
        "alias.yaml": resource("v1 Service", "type: ExternalName, externalName: llm.ml.svc.cluster.local", name="out"),
        "i.yaml": resource(INGRESS, "defaultBackend: {service: {name: out}}"),
    }
    assert joined(files) == {"d.yaml": ["s.yaml", "alias.yaml", "i.yaml"]}


def test_a_pool_and_the_gateway_of_its_route_come_with_their_policies() -> None:
    files = {
        "d.yaml": workload(),
        "pool.yaml": resource(POOL, "selector: {matchLabels: {app: llm}}", name="pool"),
        "route.yaml": resource(
            ROUTE,
            "parentRefs: [{name: edge, namespace: infra}],"
            " rules: [{backendRefs: [{group: inference.networking.k8s.io, kind: InferencePool, name: pool}]}]",
            name="route",
            labels="guard: oidc",
        ),
        "gateway.yaml": resource(GATEWAY, "listeners: []", "infra", name="edge"),
        "other.yaml": resource(GATEWAY, "listeners: []", "infra", name="other"),
        "on-gateway.yaml": resource(SECURITY, "targetRef: {kind: Gateway, name: edge}", "infra"),
        "on-route.yaml": resource(SECURITY, "targetRefs: [{kind: HTTPRoute, name: route}]"),
        "by-label.yaml": resource(SECURITY, "targetSelectors: [{kind: HTTPRoute, matchLabels: {guard: oidc}}]"),
        "elsewhere.yaml": resource(SECURITY, "targetRefs: [{kind: HTTPRoute, name: other}]"),
        "istio.yaml": resource(AUTHORIZATION, "targetRefs: [{kind: Gateway, name: edge}]", "infra"),
        "waypoint.yaml": resource(
            AUTHORIZATION, "selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: edge}}", "infra"
        ),
    }
    found = set(joined(files)["d.yaml"])
    assert found == files.keys() - {"d.yaml", "other.yaml", "elsewhere.yaml"}


def test_a_policy_on_istios_ingress_guards_whatever_a_virtual_service_leads_to() -> None:
    policy = resource(AUTHORIZATION, "selector: {matchLabels: {istio: ingressgateway}}", "istio-system")
    files = {"d.yaml": workload(), "s.yaml": service(), "policy.yaml": policy}
    assert joined(files) == {"d.yaml": ["s.yaml"]}
    files["v.yaml"] = resource(VIRTUAL, "http: [{route: [{destination: {host: llm}}]}]")
    assert joined(files) == {"d.yaml": ["s.yaml", "policy.yaml", "v.yaml"]}


@pytest.mark.parametrize(
    ("spec", "namespace", "found"),
    [
        ("selector: {matchLabels: {svc: llm}}", "", True),
        ("selector: {}", "", True),
        ("selector: {matchLabels: {svc: web}}", "", False),
        ("selector: {matchLabels: {app: llm}}", "", False),  # a label of the pods, not of the Service
        ("selector: {matchLabels: {svc: llm}}", "monitoring", False),
        ("selector: {matchLabels: {svc: llm}}, namespaceSelector: {matchNames: [ml]}", "monitoring", True),
    ],
)
def test_a_service_monitor_scrapes_by_the_labels_of_a_service(spec: str, namespace: str, found: bool) -> None:
    files = {"d.yaml": workload(namespace="ml"), "s.yaml": service(namespace="ml", kind="LoadBalancer")}
    files["m.yaml"] = resource(MONITOR, spec, namespace or "ml")
    assert ("m.yaml" in joined(files)["d.yaml"]) is found


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (ROUTE, "rules: [{backendRefs: [{name: claims-predictor}]}]"),
        (ROUTE, "rules: [{backendRefs: [{name: gw}], filters: [{urlRewrite: {hostname: claims.ml}}]}]"),
        (INGRESS, "defaultBackend: {service: {name: claims}}"),
        (VIRTUAL, "http: [{route: [{destination: {host: gw}}], rewrite: {authority: claims-predictor.ml.svc.x}}]"),
        (MONITOR, "selector: {matchLabels: {serving.kserve.io/inferenceservice: claims}}"),
        (MONITOR, "selector: {matchLabels: {team: claims}}"),
        ("v1 Service", "type: NodePort, selector: {app: isvc.claims-predictor}"),
        ("v1 Service", "selector: {serving.knative.dev/service: claims-predictor}"),
        ("networking.k8s.io/v1 NetworkPolicy", "podSelector: {matchLabels: {component: predictor, team: claims}}"),
        ("policy/v1 PodDisruptionBudget", "selector: {matchLabels: {app: isvc.claims-predictor}}"),
        (SECURITY, "targetRefs: [{kind: HTTPRoute, name: claims}]"),
        ("autoscaling/v2 HorizontalPodAutoscaler", "scaleTargetRef: {kind: Deployment, name: claims-predictor}"),
        ("serving.kserve.io/v1alpha1 InferenceGraph", "nodes: {root: {steps: [{serviceName: claims}]}}"),
        ("serving.kserve.io/v1alpha1 TrainedModel", "inferenceService: claims, model: {framework: onnx}"),
    ],
)
def test_what_kserve_makes_of_an_inference_service_is_known(kind: str, spec: str) -> None:
    base = isvc("claims", "ml", "team: claims")
    assert alone_with("it.yaml", resource(kind, spec, "ml"), base)
    assert not alone_with("it.yaml", resource(kind, spec.replace("claims", "other"), "ml"), base)


def test_transformers_have_pods_only_where_there_are_any() -> None:
    policy = resource("networking.k8s.io/v1 NetworkPolicy", "podSelector: {matchLabels: {component: transformer}}")
    assert not alone_with("it.yaml", policy, isvc())
    assert alone_with("it.yaml", policy, isvc().replace("{predictor:", "{transformer: {containers: []}, predictor:"))


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (ROUTE, "rules: [{backendRefs: [{name: qwen-kserve-workload-svc}]}]"),
        (ROUTE, "rules: [{backendRefs: [{kind: InferencePool, name: qwen-inference-pool}]}]"),
        (MONITOR, "selector: {matchLabels: {app.kubernetes.io/name: qwen}}"),
        ("monitoring.coreos.com/v1 PodMonitor", "selector: {matchLabels: {app.kubernetes.io/name: qwen}}"),
        (POOL, "selector: {matchLabels: {kserve.io/component: workload, app.kubernetes.io/name: qwen}}"),
        (SECURITY, "targetRefs: [{kind: HTTPRoute, name: qwen-kserve-route}]"),
    ],
)
def test_what_kserve_makes_of_an_llm_inference_service_is_known(kind: str, spec: str) -> None:
    base = resource("serving.kserve.io/v1alpha1 LLMInferenceService", "model: {uri: 'hf://a/b'}", name="qwen")
    assert alone_with("it.yaml", resource(kind, spec), base)
    assert not alone_with("it.yaml", resource(kind, spec.replace("qwen", "other")), base)


def test_an_llm_inference_service_names_its_own_route_gateway_and_pool() -> None:
    router = (
        "model: {uri: 'hf://a/b'}, router: {gateway: {refs: [{name: edge, namespace: infra}]},"
        " route: {http: {refs: [{name: mine}]}}, scheduler: {pool: {ref: {name: pool}}}}"
    )
    files = {
        "llm.yaml": resource("serving.kserve.io/v1alpha2 LLMInferenceService", router, name="qwen"),
        "route.yaml": resource(ROUTE, "rules: []", name="mine"),
        "gateway.yaml": resource(GATEWAY, "listeners: []", "infra", "edge"),
        "pool.yaml": resource(POOL, "selector: {matchLabels: {a: b}}", name="pool"),
        "other.yaml": resource(ROUTE, "rules: []", name="other"),
    }
    assert joined(files) == {"llm.yaml": ["route.yaml", "gateway.yaml", "pool.yaml"]}


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (INGRESS, "defaultBackend: {service: {name: chat-serve-svc}}"),
        (MONITOR, "selector: {matchLabels: {ray.io/originated-from-cr-name: chat}}"),
        ("v1 Service", "selector: {ray.io/node-type: head, team: chat}"),
        ("monitoring.coreos.com/v1 PodMonitor", "selector: {matchLabels: {ray.io/is-ray-node: 'yes', team: chat}}"),
    ],
)
def test_what_kuberay_makes_of_a_ray_service_is_known(kind: str, spec: str) -> None:
    pod = "template: {metadata: {labels: {team: chat}}, spec: {containers: [{image: 'rayproject/ray-llm:1'}]}}"
    cluster = f"serveConfigV2: '', rayClusterConfig: {{headGroupSpec: {{{pod}}}}}"
    base = resource("ray.io/v1 RayService", cluster, name="chat")
    assert alone_with("it.yaml", resource(kind, spec), base)
    assert not alone_with("it.yaml", resource(kind, spec.replace("chat", "other")), base)


@pytest.mark.parametrize("name", ["inside", "outside"])
def test_the_services_of_a_ray_service_go_by_the_names_that_its_author_gives_them(name: str) -> None:
    head = "headGroupSpec: {headService: {metadata: {name: inside}}, template: {spec: {containers: []}}}"
    spec = f"serveService: {{metadata: {{name: outside}}}}, serveConfigV2: '', rayClusterConfig: {{{head}}}"
    base = resource("ray.io/v1 RayService", spec, name="chat")
    assert alone_with("it.yaml", resource(INGRESS, f"defaultBackend: {{service: {{name: {name}}}}}"), base)


@pytest.mark.parametrize(
    ("kind", "spec", "labels", "services"),
    [
        (
            "machinelearning.seldon.io/v1 SeldonDeployment",
            "predictors: [{name: main, labels: {a: b}, componentSpecs: [{metadata: {labels: {c: d}}}]}]",
            {"seldon-deployment-id": "it", "seldon-app": "it-main", "a": "b", "c": "d"},
            ("it-main",),
        ),
        ("production-stack.vllm.ai/v1alpha1 VLLMRuntime", "model: {}", {"app": "it"}, ("it",)),
        ("serving.knative.dev/v1 Service", "template: {}", {"serving.knative.dev/service": "it"}, ("it",)),
        ("ray.io/v1 RayCluster", "headGroupSpec: {}", {"ray.io/cluster": "it"}, ("it-head-svc",)),
        ("kaito.sh/v1beta1 Workspace", "", {"kaito.sh/workspace": "it"}, ("it",)),
        ("apps/v1 StatefulSet", "template: {}", {"statefulset.kubernetes.io/pod-name": "it-0"}, ()),
    ],
)
def test_other_controllers_name_pods_and_services(
    kind: str, spec: str, labels: dict[str, str], services: tuple[str, ...]
) -> None:
    from policylint.assembly.joining.generated import pods_of
    from policylint.model.documents import Document

    (pods,) = pods_of(Document("a.yaml", 0, None, yaml.safe_load(resource(kind, spec))), (), {})
    assert labels.items() <= pods.labels.items()
    assert pods.made["services"] == services


@pytest.mark.parametrize("value", ["[LoadBalancer]", "{LoadBalancer: }", "5", "null"])
def test_a_service_of_no_known_type_opens_no_way_in(value: str) -> None:
    assert alone_with("s.yaml", resource("v1 Service", f"type: {value}, selector: {{app: llm}}"), workload())
