package policylint.facts

import data.policylint.lib.given
import data.policylint.lib.pointer
import data.policylint.lib.result
import data.policylint.lib.switches

# metrics_source[side]: what collects the metrics of a deployment: {"what": words, "works": bool, "wrong": words, "at"}.
# A source that works has no `wrong`.

# Annotations of the pods, of the Services before them, of a KServe service or its runtime.
metrics_source[side] contains _metrics_annotated(side, id, at, annotations) if {
	some [side, id, at, annotations] in _metrics_annotations
	some key in ["prometheus.io/scrape", "prometheus.io/should_be_scraped", "k8s.grafana.com/scrape", "serving.kserve.io/enable-prometheus-scraping"]
	lower(sprintf("%v", [annotations[key]])) == "true"
}

metrics_source[side] contains {"what": key, "works": true, "at": result.at(id, pointer.child(at, key))} if {
	some [side, id, at, annotations] in _metrics_annotations
	some key, _ in annotations
	regex.match(`^(?:prometheus\.kserve\.io/|ad\.datadoghq\.com/|sidecar\.opentelemetry\.io/inject$|metrics\.dynatrace\.com/scrape$)`, key)
}

_metrics_annotations contains [side, id, "/metadata/annotations", annotations_of(side, id)] if {
	some kind in ["k8s/service", "kserve/inferenceservice"]
	some [side, id] in by_kind[kind]
}

_metrics_annotations contains [side, id, at, annotations] if {
	some side, documents in pods
	some id, specs in documents
	some pod, _ in specs
	at := sprintf("%s/metadata/annotations", [regex.replace(pod, `/[^/]*$`, "")])
	annotations := pointer.get(input[side].documents[id].content, at, null)
	is_object(annotations)
}

_metrics_annotations contains [side, id, "/spec/predictor/annotations", annotations] if {
	some [side, id] in by_kind["kserve/inferenceservice"]
	annotations := input[side].documents[id].content.spec.predictor.annotations
	is_object(annotations)
}

# What a runtime says about its port holds once a service turns scraping on.
_metrics_annotations contains [side, id, "/spec/annotations", annotations] if {
	some [side, id] in by_kind["kserve/servingruntime"]
	all := input[side].documents[id].content.spec.annotations
	is_object(all)
	annotations := {key: value | some key, value in all; not startswith(key, "prometheus.kserve.io/")}
}

_metrics_annotated(side, id, at, annotations) := {
	"what": "prometheus.io/port",
	"works": false,
	"wrong": sprintf("The annotation prometheus.io/port names %s, where no container listens", [port]),
	"at": result.at(id, sprintf("%s/prometheus.io~1port", [at])),
} if {
	port := given.text(annotations, "prometheus.io/port")
	regex.match(`^\d{1,5}$`, port)
	not _metrics_listens(side, to_number(port))
} else := {"what": "the scrape annotation", "works": true, "at": result.at(id, at)}

# Monitors of the Prometheus operator and of Google Cloud.
metrics_source[side] contains {"what": what, "works": true, "at": result.at(id, "/spec")} if {
	some [side, id, what, endpoints] in _metrics_monitors
	some [_, wrong] in endpoints
	wrong == ""
}

metrics_source[side] contains {"what": what, "works": false, "wrong": wrong, "at": result.at(id, at)} if {
	some [side, id, what, endpoints] in _metrics_monitors
	count(endpoints) > 0
	every endpoint in endpoints { endpoint[1] != "" }
	[at, fault] := endpoints[0]
	wrong := sprintf("The %s scrapes %s", [what, fault])
}

metrics_source[side] contains {"what": what, "works": false, "wrong": wrong, "at": result.at(id, "/spec")} if {
	some [side, id, what, endpoints] in _metrics_monitors
	count(endpoints) == 0
	wrong := sprintf("The %s names no port to scrape", [what])
}

# [side, document, words, [[pointer of the port, what is wrong with it]]]
_metrics_monitors contains [side, id, what, endpoints] if {
	some kind, list in {
		"prometheus/servicemonitor": "endpoints",
		"prometheus/podmonitor": "podMetricsEndpoints",
		"gke/podmonitoring": "endpoints",
	}
	some [side, id] in by_kind[kind]
	what := sprintf("%v %s", [object.get(input[side].documents[id].content, "kind", "monitor"), _exposure_name(side, id)])
	endpoints := [[sprintf("/spec/%s/%d%s", [list, i, key]), wrong] |
		some i, endpoint in input[side].documents[id].content.spec[list]
		[key, wrong] := _metrics_endpoint(side, kind, endpoint)
	]
}

_metrics_endpoint(side, "prometheus/servicemonitor", endpoint) := ["/port", _metrics_service_port(side, endpoint.port)] if {
	endpoint.port
} else := _metrics_container_port(side, "/targetPort", endpoint.targetPort) if {
	endpoint.targetPort
} else := ["", ""]

_metrics_endpoint(side, kind, endpoint) := _metrics_container_port(side, sprintf("/%s", [key]), endpoint[key]) if {
	kind != "prometheus/servicemonitor"
	key := [each | some each in ["port", "portNumber", "targetPort"]; endpoint[each]][0]
}

_metrics_endpoint(_, kind, endpoint) := ["", ""] if {
	kind != "prometheus/servicemonitor"
	every key in ["port", "portNumber", "targetPort"] { not endpoint[key] }
}

# A Service that is not at hand may have the port.
_metrics_service_port(side, port) := "" if {
	not _exposure_has(side, {"k8s/service"})
} else := fault if {
	targets := [service_target(each) |
		some [s, id] in by_kind["k8s/service"]
		s == side
		some each in input[side].documents[id].content.spec.ports
		each.name == port
	]
	fault := _metrics_targets(side, port, targets)
}

_metrics_targets(side, port, targets) := sprintf("the port %q, which no Service of this deployment has", [port]) if {
	count(targets) == 0
} else := "" if {
	some target in targets
	_metrics_listens(side, target)
} else := sprintf("the port %q, which leads to %v, where no container listens", [port, targets[0]])

_metrics_container_port(side, key, port) := [key, ""] if {
	_metrics_listens(side, port)
} else := [key, sprintf("the port %v, which no container of the pods has", [port])]

# Whether something takes connections at a port, or may: most engines listen where no port is declared.
_metrics_listens(side, _) if not _exposure_has(side, {"k8s/workload"})

_metrics_listens(side, target) if {
	some [name, _] in _auth_ports[side]
	name == sprintf("%v", [target])
}

_metrics_listens(side, target) if {
	is_number(target)
	not _network_engine_ports(side)
}

_metrics_listens(side, target) if {
	is_number(target)
	some flag in engine_flags[side]
	flag.value == sprintf("%v", [target])
}

_metrics_listens(side, target) if {
	is_number(target)
	some _, servers in engines[side]
	some _, engine in servers
	_metrics_at(engine, target)
}

_metrics_at(engine, port) if port in _metrics_ports[engine]

_metrics_at(engine, _) if not _metrics_ports[engine]

# Where engines show their metrics when they are told nothing.
_metrics_ports := {
	"vllm": {8000},
	"tgi": {80, 3000, 9000},
	"tei": {80, 3000, 9000},
	"sglang": {30000},
	"triton": {8002},
	"llama.cpp": {8080},
	"torchserve": {8082},
	"tensorflow-serving": {8501},
	"mlserver": {8082},
	"ray-serve": {8080},
}

# The controller of LLMInferenceServices makes monitors of its own.
metrics_source[side] contains {"what": "the controller of KServe", "works": true, "at": result.at(id, "")} if {
	some [side, id] in by_kind["kserve/llminferenceservice"]
}

# A collector in the pod.
metrics_source[side] contains {"what": container.image, "works": true, "at": result.at(id, sprintf("%s/image", [at]))} if {
	some side, id, at
	container := containers[side][id][at]
	not engines[side][id][at]
	regex.match(`otel|opentelemetry-collector|grafana/(?:agent|alloy)|telegraf|vmagent|datadog/agent|prom/prometheus`, given.text(container, "image"))
}

# metrics_off[side]: switches that leave nothing to collect: {"why": words, "at": ...}
metrics_off[side] contains {"why": sprintf("%s switches the metrics of vLLM off", [flag.written]), "remedy": "remove it", "at": flag.at} if {
	some flag in engine_flags[side]
	flag.name == "--disable-log-stats"
	flag.engine in {"vllm", "kserve", "ray-serve", "unknown"}
	switches.on(flag.value)
}

metrics_off[side] contains {"why": "The metrics of Triton are switched off", "remedy": "remove the flag", "at": flag.at} if {
	some flag in engine_flags[side]
	flag.engine in {"triton", "tensorrt-llm"}
	flag.name == "--allow-metrics"
	switches.off(flag.value)
}

# Engines that show nothing until they are told to.
metrics_off[side] contains {
	"why": sprintf("%s shows no metrics without %s", [told.name, told.flag]),
	"remedy": "add it to the arguments",
	"at": result.at(id, at),
} if {
	some side, documents in engines
	some id, servers in documents
	some at, engine in servers
	told := _metrics_on_request[engine]
	count(commands[side][id][at]) > 0
	not _metrics_flagged(side, id, at, told.flag)
	_metrics_wanted(side)
}

_metrics_on_request := {"sglang": {"name": "SGLang", "flag": "--enable-metrics"}, "llama.cpp": {"name": "llama.cpp", "flag": "--metrics"}}

_metrics_flagged(side, id, at, name) if {
	some flag in engine_flags[side]
	flag.document == id
	flag.container == at
	flag.name == name
}

_metrics_wanted(side) if {
	some source in metrics_source[side]
	source.works
}

# metrics_stated[side]: what a ModelDeployment says: {"source": text or null, "names": [...], "document": id}
metrics_stated[side] contains {"source": object.get(stated, "source", null), "names": object.get(stated, "names", []), "document": id} if {
	some [side, id] in by_kind["policylint/model-deployment"]
	stated := object.get(input[side].documents[id].content, ["spec", "observability", "metrics"], {})
	is_object(stated)
}
