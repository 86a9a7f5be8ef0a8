"""Objectives and alerts: whose they are by service, name, label, query or engine, or because there is only one."""

from __future__ import annotations

import pytest
from support.joins import isvc, joined, resource, service, workload
from support.manifests import manifest
from support.repository import deployments_of

ENDPOINT = "name: toxicity\ncompute: {accelerator: gpu}\nmodel: {repository: acme/toxic}\n"


def _sloth(service_name: str = "shop", query: str = "rate(http_requests_total[5m])", name: str = "errors") -> str:
    events = f"{{events: {{error_query: '{query}', total_query: '{query}'}}}}"
    return (
        f"version: prometheus/v1\nservice: {service_name}\nslos: [{{name: {name}, objective: 99.9, sli: {events}}}]\n"
    )


def _sloth_resource(service_name: str) -> str:
    return resource("sloth.slok.dev/v1 PrometheusServiceLevel", f"service: {service_name}, slos: []", "monitoring")


def _openslo(service_name: str = "shop", more: str = "") -> str:
    return resource("openslo/v1 SLO", f"service: {service_name}, objectives: []{more}", name="slo")


def _pyrra(query: str = "x", name: str = "slo", labels: str = "") -> str:
    spec = f"target: '99', window: 4w, indicator: {{ratio: {{errors: {{metric: '{query}'}}}}}}"
    return resource("pyrra.dev/v1alpha1 ServiceLevelObjective", spec, "monitoring", name, labels)


def _alerts(expr: str, labels: str = "", meta_labels: str = "", name: str = "rules") -> str:
    rule = f"{{alert: Bad, expr: '{expr}', labels: {{{labels}}}}}"
    spec = f"groups: [{{name: all, rules: [{rule}]}}]"
    return resource("monitoring.coreos.com/v1 PrometheusRule", spec, "monitoring", name, meta_labels)


def _tied(text: str, *also: str) -> list[str]:
    """Whose a file is, in a repository of two: `llm` behind the Service llm-svc, and the InferenceService `claims`."""
    files = {
        "llm.yaml": workload("llm", app="chat", image="vllm/vllm-openai:v1"),
        "svc.yaml": service("app: chat", name="llm-svc"),
        "claims.yaml": isvc("claims", labels="app.kubernetes.io/name: triage"),
        "it.yaml": text,
    }
    files |= {f"also{number}.yaml": each for number, each in enumerate(also)}
    return [path.removesuffix(".yaml") for path, found in joined(files).items() if "it.yaml" in found]


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        (_sloth("llm"), ["llm"]),
        (_sloth("llm-svc"), ["llm"]),
        (_sloth("chat"), ["llm"]),
        (_sloth("Claims"), ["claims"]),
        (_sloth("triage"), ["claims"]),
        (_sloth("claims-predictor"), ["claims"]),
        (_sloth("shop"), []),
        (_sloth_resource("claims"), ["claims"]),
        (_openslo("claims"), ["claims"]),
        (_openslo("shop"), []),
        (_pyrra(labels="app: claims"), ["claims"]),
        (_pyrra(labels="owner: claims"), []),
        (_pyrra(name="claims-availability"), ["claims"]),
        (_pyrra(name="declaims-availability"), []),
    ],
)
def test_an_objective_is_tied_by_service_name_or_label(text: str, owners: list[str]) -> None:
    assert _tied(text) == owners


@pytest.mark.parametrize(
    ("query", "owners"),
    [
        ('up{job="llm"}', ["llm"]),
        ('up{job="ml/llm-svc"}', ["llm"]),
        ('up{destination_service="llm-svc.ml.svc.cluster.local"}', ["llm"]),
        ('up{pod=~"claims-predictor-.*"}', ["claims"]),
        ('up{pod=~"claims-.+"}', ["claims"]),
        ('up{pod=~"claims-predictor-7d9f.*"}', ["claims"]),
        ('up{service=~"shop|claims"}', ["claims"]),
        ('up{job=~"shop|other"}', []),
        ('up{job!="claims"}', []),
        ('up{namespace="claims"}', []),
        ("rate(claims_errors_total[5m]) / rate(claims_requests_total[5m])", ["claims"]),
        ("rate(http_requests_total[5m])", []),
        ("claims:requests:rate5m", ["claims"]),
        # Engines' metrics, when nobody is named.
        ("vllm:num_requests_waiting > 5", ["llm"]),
        ('vllm:num_requests_waiting{model_name="llm"}', ["llm"]),
        ('vllm:num_requests_waiting{model_name="acme/other"}', []),
        ("rate(request_predict_seconds_count[5m])", ["claims"]),
        ("tgi_queue_size > 5", []),
        # Words of the language and of other labels are nobody's name.
        ("sum by (llm) (rate(x[5m]))", []),
        ('label_replace(x, "claims", "$1", "a", "(.*)")', []),
        ("", []),
        ('}}{{ not a query ((( "', []),
    ],
)
def test_a_query_tells_whose_it_is(query: str, owners: list[str]) -> None:
    text = query.replace("'", "''")
    assert _tied(_alerts(text)) == owners
    assert _tied(_pyrra(text)) == owners


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        (_alerts("x > 1", "service: claims"), ["claims"]),
        (_alerts("x > 1", "sloth_service: llm, severity: page"), ["llm"]),
        (_alerts("x > 1", "team: claims"), []),
        (_alerts("x > 1", meta_labels="app: claims, release: prometheus"), ["claims"]),
        (_alerts("x > 1", name="llm-alerts"), ["llm"]),
        ("groups: [{name: a, rules: [{alert: Bad, expr: 'up{job=\"claims\"} == 0'}]}]\n", ["claims"]),
        ("groups: [{name: a, rules: [{alert: B, expr: a}, {record: b, expr: 'up{job=\"llm\"}'}]}]\n", ["llm"]),
        ("groups: [{name: a, rules: [5, {alert: B, expr: [1], labels: [a]}, {alert: C, expr: up}]}]\n", []),
    ],
)
def test_rules_are_tied_by_the_labels_of_any_alert(text: str, owners: list[str]) -> None:
    assert _tied(text) == owners


def test_metrics_of_an_engine_are_everybodys_who_runs_it_the_nearest_first() -> None:
    rules = _alerts("vllm:num_requests_waiting > 5")
    files = {"a/llm.yaml": workload("a"), "b/llm.yaml": workload("b"), "rules.yaml": rules}
    assert joined(files) == {"a/llm.yaml": ["rules.yaml"], "b/llm.yaml": ["rules.yaml"]}
    files["a/rules.yaml"] = files.pop("rules.yaml")
    assert joined(files) == {"a/llm.yaml": ["a/rules.yaml"], "b/llm.yaml": []}


def test_the_engine_of_a_runtime_counts() -> None:
    runtime = resource(
        "serving.kserve.io/v1alpha1 ServingRuntime", "containers: [{image: 'vllm/vllm-openai:v1'}]", name="fast"
    )
    files = {
        "a.yaml": isvc("a", model="modelFormat: {name: x}, runtime: fast"),
        "b.yaml": isvc("b"),
        "runtime.yaml": runtime,
        "rules.yaml": _alerts("vllm:num_requests_waiting > 5"),
    }
    assert joined(files) == {"a.yaml": ["runtime.yaml", "rules.yaml"], "b.yaml": []}


def test_objectives_of_two_stages_of_one_name_belong_to_the_nearest() -> None:
    files = {f"{stage}/{name}.yaml": text for stage in ("prod", "staging") for name, text in _stage().items()}
    files["slo.yaml"] = _sloth("llm")
    assert joined(files) == {f"{stage}/llm.yaml": [f"{stage}/slo.yaml", "slo.yaml"] for stage in ("prod", "staging")}


def _stage() -> dict[str, str]:
    return {"llm": workload(), "slo": _sloth("llm")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (_sloth("shop"), True),
        (_openslo("shop"), True),
        (_pyrra(), True),
        (_alerts("rate(shop_errors_total[5m]) > 1"), True),
        (_alerts("kube_pod_container_status_restarts_total > 3"), False),
        (_alerts("rate(node_cpu_seconds_total[5m]) > 3 or up == 0"), False),
    ],
)
def test_a_single_deployment_has_every_objective_and_alerts_about_more_than_the_cluster(text: str, found: bool) -> None:
    files = {"llm.yaml": workload(), "it.yaml": text, "demo/README.md": "---\nsdk: gradio\n---\n"}
    assert joined(files) == {"llm.yaml": ["it.yaml"] if found else [], "demo/README.md": []}


def test_a_single_deployment_may_be_one_with_a_patch() -> None:
    patch = workload(image="").replace('image: ""', "args: ['--model=acme/m']")
    files = {"base/llm.yaml": workload(), "prod/patch.yaml": patch, "slo.yaml": _sloth("shop")}
    assert joined(files) == {"base/llm.yaml": ["slo.yaml"], "prod/patch.yaml": ["slo.yaml"]}


def test_an_openslo_objective_brings_what_it_refers_to() -> None:
    more = ", indicatorRef: sli, alertPolicies: [policy, {alertPolicyRef: other}]"
    files = {
        "llm.yaml": workload(),
        "claims.yaml": isvc(),
        "slo.yaml": _openslo("claims", more),
        "service.yaml": resource("openslo/v1 Service", "description: d", name="claims"),
        "sli.yaml": resource("openslo/v1 SLI", "thresholdMetric: {metricSource: {metricSourceRef: prom}}", name="sli"),
        "source.yaml": resource("openslo/v1 DataSource", "type: prometheus", name="prom"),
        "policy.yaml": resource(
            "openslo/v1 AlertPolicy",
            "conditions: [{conditionRef: burn}], notificationTargets: [{targetRef: pager}]",
            name="policy",
        ),
        "burn.yaml": resource("openslo/v1 AlertCondition", "severity: page", name="burn"),
        "pager.yaml": resource("openslo/v1 AlertNotificationTarget", "target: pager", name="pager"),
        "unused.yaml": resource("openslo/v1 AlertPolicy", "conditions: []", name="unused"),
    }
    assert joined(files) == {
        "llm.yaml": [],
        "claims.yaml": [path for path in files if path not in ("llm.yaml", "claims.yaml", "unused.yaml")],
    }


def test_an_openslo_objective_is_its_indicators() -> None:
    query = "ratioMetric: {total: {metricSource: {spec: {query: 'rate(x{app=\"claims\"}[5m])'}}}}"
    files = {
        "llm.yaml": workload(),
        "claims.yaml": isvc(),
        "slo.yaml": _openslo("shop", ", indicatorRef: sli"),
        "sli.yaml": resource("openslo/v1 SLI", query, name="sli"),
    }
    assert joined(files) == {"llm.yaml": [], "claims.yaml": ["slo.yaml", "sli.yaml"]}


def test_endpoints_and_replicate_deployments_have_objectives_too() -> None:
    files = {"e.yaml": ENDPOINT, "llm.yaml": workload(), "a.yaml": _sloth("toxicity"), "b.yaml": _sloth("acme/toxic")}
    assert joined(files) == {"e.yaml": ["a.yaml", "b.yaml"], "llm.yaml": []}


def test_a_manifest_lends_its_names() -> None:
    files = {
        "llm.yaml": workload(),
        "claims.yaml": isvc(),
        "m.yaml": manifest("serving: [{path: llm.yaml}]", name="helper-live"),
        "slo.yaml": _sloth("helper-live"),
    }
    assert joined(files) == {"llm.yaml": ["m.yaml", "slo.yaml"], "claims.yaml": []}
    assert deployments_of(files)[0].names == ("helper-live", "llm")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (workload("llm", app="chat"), ["chat", "llm"]),
        (ENDPOINT, ["acme/toxic", "toxicity"]),
        (isvc(), ["claims", "claims-predictor", "claims-predictor-default"]),
        (workload().replace("}]}", ", args: ['--served-model-name', a, b, --port, '1']}]}"), ["a", "b", "llm"]),
        (workload().replace("}]}", ", args: ['--model=acme/m --max-model-len=9']}]}"), ["acme/m", "llm"]),
        (workload().replace("}]}", ", command: [sh, -c, 'exec vllm serve acme/m']}]}"), ["acme/m", "llm"]),
        (workload().replace("}]}", ", args: ['--model=/mnt/models', --model, '$(ID)']}]}"), ["llm"]),
        (
            isvc(model="modelFormat: {name: x}, args: ['--model_name=gpt']"),
            ["claims", "claims-predictor", "claims-predictor-default", "gpt"],
        ),
        ("---\nsdk: gradio\n---\n", []),
    ],
)
def test_names_are_what_a_deployment_goes_by(text: str, names: list[str]) -> None:
    path = "README.md" if text.startswith("---") else "a.yaml"
    (deployment,) = deployments_of({path: text})
    assert list(deployment.names) == names
