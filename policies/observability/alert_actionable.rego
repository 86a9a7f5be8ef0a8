# METADATA
# title: Alerts can fire and say what to do
# description: >-
#   An alert on a metric that the engine never gives out is silent for ever, one without a condition fires all the time,
#   and one without severity and runbook wakes the wrong person, who then has to guess.
# scope: package
# related_resources:
#   - ref: docs/rules/OBS006.md
# custom:
#   id: OBS006
#   severity: {staging: note, production: warning}
#   confidence: medium
#   default: true
#   effective_on: null
#   waivable: {max_days: 60}
#   scope: subject
#   reads: [k8s/workload, kserve/inferenceservice, kserve/llminferenceservice, hf/endpoint, replicate/deployment, ray/service, vllm/runtime, vllm/helm-values]
#   needs: [alerts]
#   native: full
#   params: {}
#   fix: Add the label severity and the annotation runbook_url; rename the metric to the one that the finding gives.
#   examples:
#     file: summariser.yaml
#     pass: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             containers:
#               - {name: vllm, image: "vllm/vllm-openai:v0.12.0", args: [--model=acme/summariser]}
#       ---
#       apiVersion: monitoring.coreos.com/v1
#       kind: PrometheusRule
#       metadata: {name: summariser}
#       spec:
#         groups:
#           - name: summariser
#             rules:
#               - alert: SummariserQueueLong
#                 expr: sum(vllm:num_requests_waiting{model_name="acme/summariser"}) > 20
#                 for: 5m
#                 labels: {severity: page, service: summariser}
#                 annotations:
#                   summary: Requests wait for the summariser.
#                   runbook_url: https://runbooks.acme.example/summariser#queue
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: translator}
#       spec:
#         template:
#           spec:
#             containers:
#               - {name: vllm, image: "vllm/vllm-openai:v0.12.0", args: [--model=acme/translator]}
#       ---
#       apiVersion: monitoring.coreos.com/v1
#       kind: PrometheusRule
#       metadata: {name: translator}
#       spec:
#         groups:
#           - name: translator
#             rules:
#               - alert: TranslatorQueueLong
#                 expr: tgi_queue_size > 20
#                 for: 5m
#                 labels: {service: translator}
#                 annotations: {summary: Requests wait for the translator.}
#   frameworks:
#     nist_ai_rmf: ["MANAGE 4.3"]
#     iso_42001: ["A.6.2.6"]
package policylint.rules.observability.alert_actionable

import data.policylint.facts
import data.policylint.lib.engine_metrics
import data.policylint.lib.modelref
import data.policylint.lib.result

_alerts contains alert if {
	some alert in facts.alerts.subject
	count(alert.tied) > 0
}

# It says too little

deny contains result.finding_with(msg, at, {"key": alert.name}) if {
	some alert in _alerts
	count([name | some name, _ in alert.labels; regex.match(`(?i)severity$|^(?:priority|urgency)$`, name)]) == 0
	at := _below(alert, "labels", "severity")
	msg := sprintf("The alert %s has no label severity, so it cannot be told whom it should wake; write one, such as severity: page.", [alert.name])
}

deny contains result.finding_with(msg, at, {"key": alert.name}) if {
	some alert in _alerts
	not _runbook(alert)
	at := _below(alert, "annotations", "runbook_url")
	msg := sprintf("The alert %s has no runbook, so whoever it wakes has to guess what to do; add runbook_url with the page that says it.", [alert.name])
}

_runbook(alert) if {
	some name, text in alert.annotations
	regex.match(`(?i)runbook|playbook`, name)
	not regex.match(`(?i)^\s*(?:todo|tbd|fixme|n/?a|none|-+|<[^>]*>)?\s*$`, text)
}

# Some write the link into the description.
_runbook(alert) if {
	some text in alert.annotations
	regex.match(`(?i)\b(?:runbook|playbook)s?\b[^\s]*/|https?://\S*(?:runbook|playbook)`, text)
}

_below(alert, key, name) := object.union(alert.at, {"pointer": sprintf("%s/%s", [alert.at.pointer, key]), "missing": name}) if {
	key in alert.keys
} else := object.union(alert.at, {"missing": key})

# It never fires, or always

deny contains result.finding_with(msg, _expression(alert), {"key": alert.name}) if {
	some alert in _alerts
	not alert.conditional
	count(alert.metrics) > 0
	not _recorded_elsewhere(alert)
	msg := sprintf("The alert %s compares nothing, so it fires for as long as %s is there; add a comparison, such as > 0.", [alert.name, min(alert.metrics)])
}

# A name of three parts is made by a recording rule, which may hold the comparison.
_recorded_elsewhere(alert) if {
	some metric in alert.metrics
	contains(metric, ":")
	not engine_metrics.engine(metric)
}

_recorded_elsewhere(alert) if startswith(min(alert.metrics), "ALERTS")

deny contains result.finding_with(msg, _expression(alert), {"key": alert.name}) if {
	some alert in _alerts
	foreign := _foreign(alert)
	msg := sprintf(
		"The alert %s reads %s, a metric of %s, but %s serves here, so it never fires%s.",
		[alert.name, foreign.metric, _title(foreign.engine), concat(" and ", [_title(engine) | some engine in sort(_served)]), _instead(foreign.metric)],
	)
}

# Nothing but metrics of engines that do not serve here: the first of them.
_foreign(alert) := {"metric": metrics[0], "engine": engine_metrics.engine(metrics[0])} if {
	_emitted
	metrics := sort(alert.metrics)
	every metric in metrics {
		not engine_metrics.engine(metric) in _emitted
		engine_metrics.engine(metric)
	}
}

_served contains engine if some engine in facts.served_engines.subject

# Every metric that can come from here; undefined when one of the engines is not known well enough.
_emitted := union({engine_metrics.emitted(engine) | some engine in _served}) if {
	count(_served) > 0
	every engine in _served {
		engine_metrics.emitted(engine)
	}
}

_instead(metric) := sprintf("; use %s", [concat(" or ", names)]) if {
	names := sort({name | some engine in _served; name := engine_metrics.equivalent(metric, engine)})
	count(names) > 0
} else := "; use a metric of the engine that serves"

deny contains result.finding_with(msg, _expression(alert), {"key": alert.name}) if {
	some alert in _alerts
	metric := _gone(alert)
	msg := sprintf(
		"The alert %s reads %s, which vLLM no longer gives out since %s and %s serves here, so it never fires; use %s.",
		[alert.name, metric, _version(engine_metrics.gone(metric).version), _version(_vllm), engine_metrics.gone(metric).instead],
	)
}

# Every metric of vLLM in it is gone: the first of them.
_gone(alert) := metrics[0] if {
	not "--show-hidden-metrics-for-version" in {flag.name | some flag in facts.engine_flags.subject}
	metrics := [metric | some metric in sort(alert.metrics); engine_metrics.engine(metric) == "vllm"]
	every metric in metrics {
		_vllm >= engine_metrics.gone(metric).version
	}
}

# The minor version that serves, where an image of vLLM's own names it and all name the same.
_vllm := version if {
	versions := {[to_number(parts[1]), to_number(parts[2])] |
		some id, at
		facts.engines.subject[id][at] == "vllm"
		image := modelref.image(facts.containers.subject[id][at].image)
		endswith(image.name, "vllm-openai")
		some parts in regex.find_all_string_submatch_n(`^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.`, image.tag, 1)
	}
	count(versions) == 1
	some version in versions
}

_version(parts) := sprintf("%d.%d", parts)

_expression(alert) := object.union(alert.at, {"pointer": sprintf("%s/expr", [alert.at.pointer])})

_title(engine) := object.get(_titles, engine, engine)

_titles := {
	"vllm": "vLLM", "tgi": "TGI", "tei": "TEI", "sglang": "SGLang", "triton": "Triton", "torchserve": "TorchServe",
	"tensorflow-serving": "TensorFlow Serving", "ray-serve": "Ray Serve", "lorax": "LoRAX", "lmdeploy": "LMDeploy",
	"openvino": "OpenVINO Model Server", "aphrodite": "Aphrodite",
}
