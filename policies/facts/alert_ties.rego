package policylint.facts

import data.policylint.lib.engine_metrics
import data.policylint.lib.promql

# Why an alert speaks about a deployment: its manifest lists the file, the expression, a label or the file names it, it reads
# a metric of its engine, or it is about one of its objectives.
_alert_ties(side, alert) := {reason |
	some reason, holds in {
		"manifest": _alert_listed(side, alert),
		"name": _alert_names_us(side, alert),
		"file": _alert_file_names_us(side, alert),
		"engine": _alert_of_our_engine(side, alert),
		"slo": _alert_of_our_slo(side, alert),
	}
	holds
}

default _alert_listed(_, _) := false

_alert_listed(side, alert) if {
	some reference in input[side].references
	startswith(reference.pointer, "/spec/artefacts/alerts")
	alert.document in reference.documents
}

default _alert_names_us(_, _) := false

_alert_names_us(side, alert) if {
	some label, value in alert.labels
	label in _alert_identities
	lower(value) in _our_names[side]
}

_alert_names_us(side, alert) if {
	some matcher in alert.matchers
	_alert_selects_us(side, matcher)
}

# digest_errors_total is a metric of digest.
_alert_names_us(side, alert) if {
	some name in _our_metric_names[side]
	some metric in alert.metrics
	startswith(lower(metric), name)
	not engine_metrics.engine(metric)
}

default _alert_file_names_us(_, _) := false

# A file of ours holds alerts about the cluster, too.
_alert_file_names_us(side, alert) if {
	not _alert_on_platform(alert)
	some text in array.concat([sprintf("%v", [alert.group])], _alert_file_names(content(side, alert.document)))
	lower(text) in _our_names[side]
}

_alert_file_names(document) := [text |
	some path in array.concat([["metadata", "name"]], [["metadata", "labels", label] | some label in _app_labels])
	text := object.get(document, path, null)
	is_string(text)
]

_alert_on_platform(alert) if {
	every metric in alert.metrics {
		lower(split(metric, "_")[0]) in _platform_words
	}
}

default _alert_of_our_engine(_, _) := false

_alert_of_our_engine(side, alert) if {
	some metric in alert.metrics
	engine_metrics.engine(metric) in (object.get(served_engines, side, set()) | object.get(_format_engines, side, set()))
	not _alert_elsewhere(side, alert)
}

# It selects another model or service by name.
_alert_elsewhere(side, alert) if {
	named := [matcher | some matcher in alert.matchers; matcher.label in _alert_who; matcher.op in {"=", "=~"}]
	count(named) > 0
	every matcher in named {
		not _alert_selects_us(side, matcher)
	}
}

_alert_foreign(side, alert, tied) if {
	count(tied) == 0
	_alert_elsewhere(side, alert)
}

_alert_foreign(_, alert, tied) if {
	count(tied) == 0
	_alert_on_platform(alert)
}

default _alert_foreign(_, _, _) := false

default _alert_of_our_slo(_, _) := false

_alert_of_our_slo(side, alert) if {
	some slo in slos[side]
	_alert_about(side, alert, slo)
}

# An alert is about an SLO when a label names it, or when it looks at what the SLO measures.
_alert_about(_, alert, slo) if {
	some label in ["slo", "slo_name", "sloth_slo", "objective"]
	alert.labels[label] == slo.name
}

_alert_about(side, alert, slo) if {
	some objective in objectives[side]
	objective.slo == slo.at
	families := {promql.family(metric) | some metric in alert.metrics}
	some signal in _objective_signals(objective)
	signal in families
	not _alert_selects_another(alert, objective)
}

# A count of requests says nothing about how long they took.
_objective_signals(objective) := times if {
	objective.class == "latency"
	times := {promql.family(metric) | some metric in objective.metrics; not endswith(metric, "_count")}
	count(times) > 0
} else := {promql.family(metric) | some metric in objective.metrics}

_alert_selects_another(alert, objective) if {
	some label in _alert_identities
	ours := {matcher.value | some query in objective.query; some matcher in promql.matchers(query); matcher.label == label; matcher.op == "="}
	theirs := {matcher.value | some matcher in alert.matchers; matcher.label == label; matcher.op == "="}
	count(ours) > 0
	count(theirs) > 0
	count(ours & theirs) == 0
}

_alert_selects_us(side, matcher) if {
	matcher.op == "="
	not matcher.label in _alert_where
	some form in _alert_forms(matcher.value)
	form in _our_names[side]
}

# `llm-.*` and `llm|tts`: what is fixed is the start of a name.
_alert_selects_us(side, matcher) if {
	matcher.op == "=~"
	matcher.label in _alert_identities
	some part in split(matcher.value, "|")
	some start in regex.find_n(`[A-Za-z0-9][\w/-]+`, part, 1)
	some name in _our_names[side]
	_alert_starts(name, trim_right(lower(start), "-_"))
}

_alert_starts(name, start) if name == start

_alert_starts(name, start) if startswith(name, sprintf("%s-", [start]))

# A value, and what it is without domain, without owner and without KServe's prefix.
_alert_forms(value) := {text, split(text, ".")[0], regex.replace(text, `^.*/`, ""), trim_prefix(text, "isvc.")} if text := lower(value)

# acme/chat is called chat, too.
_our_names[side] contains form if {
	some side in sides
	some name in input[side].names
	is_string(name)
	some form in {lower(name), regex.replace(lower(name), `^.*/`, "")}
}

_our_metric_names[side] contains sprintf("%s_", [replace(name, "-", "_")]) if {
	some side, names in _our_names
	some name in names
	regex.match(`^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+$|^[a-z][a-z0-9]{3,}$`, name)
	not name in _common_words
}

# served_engines[side]: the engines that serve, by name; some kinds always run the same one.
served_engines[side] contains engine if {
	some side, id, at
	engine := engines[side][id][at]
}

served_engines[side] contains engine if {
	some kind, engine in {"kserve/llminferenceservice": "vllm", "vllm/runtime": "vllm", "ray/service": "ray-serve"}
	some [side, id] in by_kind[kind]
	count(object.get(engines, [side, id], {})) == 0
}

# What KServe runs for a model format.
_format_engines[side] contains engine if {
	some [side, id] in by_kind["kserve/inferenceservice"]
	predictor := input[side].documents[id].content.spec.predictor
	some name in array.concat([name | some name, _ in predictor], [name | name := predictor.model.modelFormat.name])
	engine := {"huggingface": "vllm", "vllm": "vllm", "triton": "triton", "pytorch": "torchserve", "tensorflow": "tensorflow-serving"}[name]
}

_app_labels := ["app", "app.kubernetes.io/name", "app.kubernetes.io/instance", "service", "model"]

_alert_identities := {
	"app", "application", "app_kubernetes_io_name", "service", "service_name", "job", "deployment", "workload", "component",
	"statefulset", "container", "pod", "inferenceservice", "inference_service", "isvc", "model", "model_name", "model_id",
	"ingress", "destination_app", "destination_workload", "destination_service", "destination_service_name", "exported_service",
	"exported_job", "horizontalpodautoscaler", "scaledobject",
}

_alert_who := {"model", "model_name", "service", "app", "deployment", "inferenceservice", "isvc"}

# Labels that say where or which answer, but never who.
_alert_where := {"namespace", "exported_namespace", "cluster", "code", "status", "le", "quantile", "method", "severity"}

# First words of metrics of the cluster and of what else runs in it.
_platform_words := {
	"airflow", "alertmanager", "apiserver", "argo", "argocd", "certmanager", "container", "coredns", "dcgm", "etcd", "flagger",
	"grafana", "kafka", "karpenter", "keda", "kube", "kubelet", "kubernetes", "kueue", "loki", "machine", "mongodb", "mysql", "node",
	"pg", "postgres", "prometheus", "rabbitmq", "ray", "redis", "scrape", "storage", "thanos", "velero", "volume", "windows",
	"workqueue",
}

# First words of metrics that name nobody.
_common_words := {
	"http", "grpc", "model", "models", "inference", "request", "requests", "server", "service", "serving", "error", "errors", "latency",
	"queue", "memory", "nginx", "istio", "predict", "prediction", "system", "gateway", "vllm", "ollama", "triton",
}
