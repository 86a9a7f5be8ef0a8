package policylint.rules.observability.metrics_collected_test

import data.policylint.rules.observability.metrics_collected as rule

_vllm := {"name": "vllm", "image": "vllm/vllm-openai:v0.10.0", "args": ["--model=acme/m"], "ports": [{"name": "http", "containerPort": 8000}]}

_workload(container, annotations, engine) := {
	"kind": "k8s/workload",
	"path": "llm.yaml",
	"content": {"metadata": {"name": "llm"}, "spec": {"template": {
		"metadata": {"annotations": annotations},
		"spec": {"containers": [container]},
	}}},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": engine},
}

_document(kind, content) := {"kind": kind, "path": "f.yaml", "content": content, "pods": [], "servers": {}}

_given(platform, primary, documents) := {"subject": {
	"name": "llm", "stage": "production", "platform": platform, "subject": "deployment",
	"primary": primary, "patch": false, "documents": documents,
}}

_served(others) := _given("kubernetes", "llm.yaml#0", object.union({"llm.yaml#0": _workload(_vllm, {}, "vllm")}, others))

_annotated(annotations) := _served({"llm.yaml#0": _workload(_vllm, annotations, "vllm")})

_with(container, engine, others) := _served(object.union({"llm.yaml#0": _workload(container, {}, engine)}, others))

_podmonitor(endpoints) := {"m.yaml#0": _document("prometheus/podmonitor", {
	"kind": "PodMonitor", "metadata": {"name": "llm"}, "spec": {"podMetricsEndpoints": endpoints},
})}

_servicemonitor(endpoints) := {"m.yaml#0": _document("prometheus/servicemonitor", {
	"kind": "ServiceMonitor", "metadata": {"name": "llm"}, "spec": {"endpoints": endpoints},
})}

_service(port) := {"svc.yaml#0": _document("k8s/service", {"metadata": {"name": "llm"}, "spec": {"ports": [port]}})}

_manifest(metrics) := {"deploy.yaml#0": _document("policylint/model-deployment", {"spec": {"observability": {"metrics": metrics}}})}

_silent(given) if count(rule.deny) == 0 with input as given

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

_absent(given) if _denied(given).at == {"document": given.subject.primary, "pointer": ""}

test_nothing_that_collects_is_denied_at_the_root_with_the_port if {
	_absent(_served({}))
	contains(_denied(_served({})).msg, "port 8000")
	other := object.union(_vllm, {"args": ["--model=acme/m", "--port=8081"]})
	contains(_denied(_with(other, "vllm", {})).msg, "port 8081")
	_absent(_given("kserve", "i.yaml#0", {"i.yaml#0": _document("kserve/inferenceservice", {"metadata": {"name": "llm"}, "spec": {"predictor": {}}})}))
}

test_annotations_of_pods if {
	_silent(_annotated({"prometheus.io/scrape": "true"}))
	_silent(_annotated({"prometheus.io/scrape": "true", "prometheus.io/port": "8000"}))
	_silent(_annotated({"ad.datadoghq.com/vllm.checks": "{}"}))
	_absent(_annotated({"prometheus.io/scrape": "false"}))
	_absent(_annotated({"prometheus.io/port": "8000"}))
	_denied(_annotated({"prometheus.io/scrape": "true", "prometheus.io/port": "9102"})).at.pointer == "/spec/template/metadata/annotations/prometheus.io~1port"
}

test_an_annotation_of_the_service if {
	service := {"svc.yaml#0": _document("k8s/service", {"metadata": {"name": "llm", "annotations": {"prometheus.io/scrape": "true"}}, "spec": {}})}
	_silent(_served(service))
}

test_monitors_of_pods if {
	_silent(_served(_podmonitor([{"port": "http"}])))
	_silent(_served(_podmonitor([{"portNumber": 8000}])))
	_silent(_served(_podmonitor([{"port": "nowhere"}, {"port": "http"}])))
	finding := _denied(_served(_podmonitor([{"port": "metrics"}])))
	finding.at == {"document": "m.yaml#0", "pointer": "/spec/podMetricsEndpoints/0/port"}
	_denied(_served(_podmonitor([]))).at.pointer == "/spec"
}

test_monitors_of_services if {
	_silent(_served(object.union(_service({"name": "web", "port": 80, "targetPort": "http"}), _servicemonitor([{"port": "web"}]))))
	_silent(_served(_servicemonitor([{"port": "web"}])))
	_silent(_served(_servicemonitor([{"targetPort": 8000}])))
	finding := _denied(_served(object.union(_service({"name": "web", "port": 80, "targetPort": "http"}), _servicemonitor([{"port": "metrics"}]))))
	finding.at.pointer == "/spec/endpoints/0/port"
	contains(finding.msg, "no Service of this deployment has")
	nowhere := _denied(_served(object.union(_service({"name": "web", "port": 80, "targetPort": 9999}), _servicemonitor([{"port": "web"}]))))
	contains(nowhere.msg, "no container listens")
}

test_a_port_that_an_engine_opens_by_itself_or_by_a_flag if {
	tgi := {"name": "tgi", "image": "ghcr.io/huggingface/text-generation-inference:3.0", "args": ["--prometheus-port", "9500"], "ports": [{"containerPort": 80}]}
	_silent(_with(tgi, "tgi", _podmonitor([{"portNumber": 9500}])))
	_silent(_with(tgi, "tgi", _podmonitor([{"portNumber": 9000}])))
	_silent(_with(object.remove(_vllm, ["ports"]), "vllm", _podmonitor([{"portNumber": 9999}])))
}

test_google_cloud if {
	monitoring := {"m.yaml#0": _document("gke/podmonitoring", {"kind": "PodMonitoring", "metadata": {"name": "llm"}, "spec": {"endpoints": [{"port": 8000}]}})}
	_silent(_served(monitoring))
}

test_a_collector_in_the_pod if {
	with_collector := json.patch(_served({}), [{
		"op": "add", "path": "/subject/documents/llm.yaml#0/content/spec/template/spec/containers/-",
		"value": {"name": "otel", "image": "otel/opentelemetry-collector-contrib:0.110.0"},
	}])
	_silent(with_collector)
}

_inference(metadata, predictor) := _given("kserve", "i.yaml#0", {"i.yaml#0": _document("kserve/inferenceservice", {
	"metadata": object.union({"name": "llm"}, metadata), "spec": {"predictor": predictor},
})})

test_annotations_of_kserve if {
	_silent(_inference({"annotations": {"serving.kserve.io/enable-prometheus-scraping": "true"}}, {}))
	_silent(_inference({"annotations": {"prometheus.io/scrape": "true", "prometheus.io/port": "8082"}}, {}))
	_silent(_inference({"annotations": {"prometheus.kserve.io/port": "8080"}}, {}))
	_silent(_inference({}, {"annotations": {"prometheus.io/scrape": "true"}}))
	finding := _denied(_inference({"annotations": {"serving.kserve.io/enable-prometheus-scraping": "false"}}, {}))
	contains(finding.msg, "enable-prometheus-scraping: \"true\"")
}

test_a_runtime_that_names_its_port_collects_nothing_by_itself if {
	given := json.patch(_inference({}, {}), [{"op": "add", "path": "/subject/documents/r.yaml#0", "value": _document("kserve/servingruntime", {
		"spec": {"annotations": {"prometheus.kserve.io/port": "8080"}},
	})}])
	_absent(given)
}

test_the_controller_of_llms_makes_monitors if {
	_silent(_given("kserve", "l.yaml#0", {"l.yaml#0": _document("kserve/llminferenceservice", {"metadata": {"name": "llm"}, "spec": {}})}))
}

test_statistics_that_are_switched_off_are_denied_at_the_switch if {
	off := object.union(_vllm, {"args": ["--model=acme/m", "--disable-log-stats"]})
	finding := _denied(_with(off, "vllm", _podmonitor([{"port": "http"}])))
	finding.at.pointer == "/spec/template/spec/containers/0/args/1"
	count(rule.deny) == 2 with input as _with(off, "vllm", {})
	on := object.union(_vllm, {"args": ["--model=acme/m", "--disable-log-stats=false"]})
	_silent(_with(on, "vllm", _podmonitor([{"port": "http"}])))
}

test_engines_that_show_metrics_only_when_asked if {
	sglang := {"name": "s", "image": "lmsysorg/sglang:v0.5", "command": ["python3", "-m", "sglang.launch_server", "--port=8000"], "ports": [{"name": "http", "containerPort": 8000}]}
	contains(_denied(_with(sglang, "sglang", _podmonitor([{"port": "http"}]))).msg, "--enable-metrics")
	_absent(_with(sglang, "sglang", {}))
	told := object.union(sglang, {"args": ["--enable-metrics"]})
	_silent(_with(told, "sglang", _podmonitor([{"port": "http"}])))
}

test_triton_without_metrics if {
	triton := {"name": "t", "image": "nvcr.io/nvidia/tritonserver:25.01-py3", "command": ["tritonserver", "--allow-metrics=false"], "ports": [{"name": "metrics", "containerPort": 8002}]}
	contains(_denied(_with(triton, "triton", _podmonitor([{"port": "metrics"}]))).msg, "Triton")
}

test_absence_is_not_asked_of_a_patch_or_of_a_lone_card if {
	_silent(json.patch(_served({}), [{"op": "replace", "path": "/subject/patch", "value": true}]))
	_silent(json.patch(_served({}), [{"op": "replace", "path": "/subject/subject", "value": "model"}]))
}

test_a_source_named_in_a_manifest_counts if {
	_silent(_served(_manifest({"source": "otel-collector", "names": ["latency", "errors", "throughput"]})))
	_absent(_served(_manifest({"source": "none"})))
}

_replicate(others) := _given("replicate", "r.yaml#0", object.union({"r.yaml#0": _document("replicate/deployment", {"name": "llm"})}, others))

test_other_platforms_are_asked_only_with_a_manifest if {
	_silent(_replicate({}))
	_silent(_replicate(_manifest({"source": "otel-collector", "names": ["p95_latency", "error_rate", "requests_total"]})))
	_denied(_replicate(_manifest({"names": ["latency"]}))).at == {"document": "deploy.yaml#0", "pointer": "/spec/observability/metrics", "missing": "source"}
	lacking := _denied(_replicate(_manifest({"source": "otel", "names": ["latency", "error_rate"]})))
	lacking.at == {"document": "deploy.yaml#0", "pointer": "/spec/observability/metrics/names"}
	contains(lacking.msg, "lack throughput;")
	_denied(_replicate(_manifest({"source": "otel"}))).at.missing == "names"
	nothing := _replicate({"deploy.yaml#0": _document("policylint/model-deployment", {"spec": {}})})
	_denied(nothing).at == {"document": "deploy.yaml#0", "pointer": "/spec", "missing": "observability"}
}
