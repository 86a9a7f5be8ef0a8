# METADATA
# title: Latency, error and throughput metrics are collected
# description: >-
#   What nobody measures nobody misses: without latency, errors and throughput an outage or a slow model is reported by
#   its users, and no objective or alert has anything to stand on.
# scope: package
# related_resources:
#   - ref: docs/rules/OBS001.md
# custom:
#   id: OBS001
#   severity: {staging: warning, production: error}
#   confidence: medium
#   default: true
#   effective_on: null
#   waivable: {max_days: 30, approver: platform}
#   scope: subject
#   reads:
#     - hf/endpoint
#     - k8s/workload
#     - kserve/inferenceservice
#     - kserve/llminferenceservice
#     - policylint/model-deployment
#     - ray/service
#     - vllm/runtime
#   needs: [metrics_source, engine_flags]
#   native: partial
#   params: {}
#   fix: >-
#     Add a PodMonitor or ServiceMonitor for the port on which the engine serves /metrics (8000 for vLLM). Where the
#     whole cluster is scraped or a collector does it, name it in `observability.metrics.source` of the ModelDeployment.
#   examples:
#     file: llm.yaml
#     pass: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         selector: {matchLabels: {app: summariser}}
#         template:
#           metadata: {labels: {app: summariser}}
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 args: [--model, acme/summariser]
#                 ports: [{name: http, containerPort: 8000}]
#       ---
#       apiVersion: monitoring.coreos.com/v1
#       kind: PodMonitor
#       metadata: {name: summariser}
#       spec:
#         selector: {matchLabels: {app: summariser}}
#         podMetricsEndpoints: [{port: http}]
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         selector: {matchLabels: {app: summariser}}
#         template:
#           metadata: {labels: {app: summariser}}
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 args: [--model, acme/summariser]
#                 ports: [{name: http, containerPort: 8000}]
#   frameworks:
#     eu_ai_act: ["Art. 26(5)", "Art. 72"]
#     nist_ai_rmf: ["MEASURE 2.4"]
#     iso_42001: ["A.6.2.6"]
#     ml_test_score: ["Monitor 6"]
package policylint.rules.observability.metrics_collected

import data.policylint.facts
import data.policylint.lib.given
import data.policylint.lib.placeholder
import data.policylint.lib.result

deny contains result.finding(msg, result.at(input.subject.primary, "")) if {
	_in_cluster
	not _named_source
	not facts.metrics_source.subject
	msg := sprintf("Nothing collects the metrics of these pods, so nobody sees latency, errors and throughput; %s.", [_remedy])
}

# A source that finds nothing, where no other one does.
deny contains result.finding(msg, source.at) if {
	_in_cluster
	not _named_source
	some source in facts.metrics_source.subject
	not source.works
	not _works
	msg := sprintf("%s, so no metrics are collected; name a port that is there.", [source.wrong])
}

deny contains result.finding(msg, off.at) if {
	some off in facts.metrics_off.subject
	msg := sprintf("%s, so nobody sees latency, errors and throughput; %s.", [off.why, off.remedy])
}

# On other platforms only a manifest can say it.
deny contains result.finding(msg, at) if {
	_elsewhere
	some stated in facts.metrics_stated.subject
	not _named_source
	at := _place(stated.document)
	msg := sprintf("The manifest does not say what collects the metrics of %s; name it as observability.metrics.source, such as otel-collector.", [input.subject.name])
}

deny contains result.finding(msg, at) if {
	not _works
	_named_source
	some stated in facts.metrics_stated.subject
	lacking := [name | some [name, pattern] in _wanted; not _among(stated.names, pattern)]
	count(lacking) > 0
	at := _place_of_names(stated)
	msg := sprintf("The metrics of %s lack %s; collect them and add them to observability.metrics.names.", [input.subject.name, concat(" and ", lacking)])
}

_in_cluster if {
	not input.subject.patch
	object.get(input.subject, "subject", "deployment") == "deployment"
	input.subject.documents[input.subject.primary].kind in {
		"k8s/workload", "kserve/inferenceservice", "kserve/llminferenceservice", "ray/service", "vllm/runtime",
	}
}

_elsewhere if {
	not _in_cluster
	input.subject.platform in {"replicate", "hf-endpoint"}
}

_works if {
	some source in facts.metrics_source.subject
	source.works
}

_named_source if {
	some stated in facts.metrics_stated.subject
	is_string(stated.source)
	trim_space(stated.source) != ""
	not placeholder.found(stated.source)
	not lower(stated.source) in {"none", "no", "n/a"}
}

_wanted := [
	["latency", `latenc|duration|response.?time|p\d\d|ttft|time.to|_seconds|tpot`],
	["errors", `error|fail|5xx|success|availab`],
	["throughput", `throughput|request|rps|qps|tokens?.per|traffic|tokens_total`],
]

_among(names, pattern) if {
	some name in names
	is_string(name)
	regex.match(sprintf("(?i)(?:%s)", [pattern]), name)
}

_remedy := "move the annotation prometheus.io/scrape to the template of the pods" if {
	input.subject.documents[input.subject.primary].kind == "k8s/workload"
	facts.annotations_of("subject", input.subject.primary)["prometheus.io/scrape"]
} else := "set the annotation serving.kserve.io/enable-prometheus-scraping: \"true\"" if {
	input.subject.documents[input.subject.primary].kind == "kserve/inferenceservice"
} else := "Ollama shows none itself, so collect them at the gateway in front" if {
	"ollama" in _engines
} else := sprintf("add a PodMonitor for port %v and the path /metrics", [facts.metrics_port.subject]) if {
	facts.metrics_port.subject
} else := "add a PodMonitor for the port on which they serve /metrics"

_engines := {engine |
	some _, servers in facts.engines.subject
	some _, engine in servers
}

_place(id) := result.missing(id, "/spec/observability/metrics", "source") if {
	facts.content("subject", id).spec.observability.metrics
} else := result.missing(id, "/spec/observability", "metrics") if {
	facts.content("subject", id).spec.observability
} else := result.missing(id, "/spec", "observability")

_place_of_names(stated) := result.at(stated.document, "/spec/observability/metrics/names") if {
	count(given.list(stated, "names")) > 0
} else := result.missing(stated.document, "/spec/observability/metrics", "names")
