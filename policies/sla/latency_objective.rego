# METADATA
# title: Latency has a percentile objective
# description: >-
#   An average hides the slow requests that users remember, and without any bound nobody can say whether a release, a
#   longer prompt or a busier day made the model too slow.
# scope: package
# related_resources:
#   - ref: docs/rules/SLA002.md
# custom:
#   id: SLA002
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30}
#   scope: subject
#   reads: [k8s/workload, kserve/inferenceservice, kserve/llminferenceservice, hf/endpoint, replicate/deployment, ray/service, vllm/runtime]
#   needs: [objectives]
#   native: full
#   params: {min_percentile: 0.9}
#   shown_with: [SLA001]
#   fix: >-
#     Commit an SLO that bounds the 95th percentile of end-to-end latency, or of the time to the first token when
#     answers are streamed; `policylint explain SLA002` shows one to copy.
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
#       apiVersion: openslo/v1
#       kind: SLO
#       metadata:
#         name: summariser-latency
#         labels: {policylint.dev/objective: latency}
#       spec:
#         service: summariser            # the name of what serves
#         description: 95 of 100 requests are answered within two seconds.
#         budgetingMethod: Occurrences
#         timeWindow: [{duration: 30d, isRolling: true}]
#         indicator:
#           metadata: {name: summariser-within-2s}
#           spec:
#             ratioMetric:
#               counter: true
#               good:
#                 metricSource:
#                   type: Prometheus
#                   spec: {query: 'sum(rate(vllm:e2e_request_latency_seconds_bucket{model_name="acme/summariser",le="2.0"}[5m]))'}
#               total:
#                 metricSource:
#                   type: Prometheus
#                   spec: {query: 'sum(rate(vllm:e2e_request_latency_seconds_count{model_name="acme/summariser"}[5m]))'}
#         objectives: [{displayName: within two seconds, target: 0.95}]
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: translator}
#       spec:
#         template:
#           spec:
#             containers:
#               - {name: vllm, image: "vllm/vllm-openai:v0.12.0", args: [--model=acme/translator]}
#   frameworks:
#     eu_ai_act: ["Art. 15(3)"]
#     nist_ai_rmf: ["MEASURE 2.6"]
#     iso_42001: ["A.6.2.6"]
#     ml_test_score: ["Monitor 6"]
package policylint.rules.sla.latency_objective

import data.policylint.facts
import data.policylint.lib.objective_checks
import data.policylint.lib.objective_text
import data.policylint.lib.result

# There is none

deny contains result.finding(msg, result.at(input.subject.primary, "")) if {
	facts.objectives_due
	count(_latency) == 0
	count(_unclear) == 0
	not facts.objectives_unread.subject
	msg := sprintf("%s; %s, with a bound on %s.", [_absent, objective_text.commit(input.subject, "an SLO", "objectives"), _wanted])
}

undecided contains result.finding_with(msg, result.at(input.subject.primary, ""), {"related": related}) if {
	facts.objectives_due
	count(_latency) == 0
	count(_unclear) > 0
	related := [result.related("this objective", found.at) | some found in _unclear]
	msg := sprintf(
		"It cannot be told whether an objective bounds latency (seen: %s); label it policylint.dev/objective: latency, or measure it by a histogram of durations.",
		[concat(", ", sort({found.name | some found in _unclear}))],
	)
}

undecided contains result.finding(objective_checks.retired(objective), objective.at) if {
	facts.objectives_due
	count(_latency) == 0
	some objective in facts.objectives_unread.subject
}

_objectives contains objective if some objective in facts.objectives.subject

_latency contains objective if {
	some objective in _objectives
	objective.class == "latency"
}

# What waits in a queue has no latency that anybody sees, but an age.
_latency contains objective if {
	_queued
	some objective in _objectives
	some query in objective.query
	regex.match(`(?i)queue|backlog|pending|waiting`, query)
}

_unclear := objective_checks.unclear(_objectives)

_absent := sprintf("No objective bounds how long a request to %s may wait in its queue", [objective_text.short(input.subject.name)]) if {
	_queued
} else := sprintf("No objective bounds how long %s may take to answer, so nobody can say when it is too slow", [objective_text.short(input.subject.name)])

_wanted := "the age of the oldest request, such as 99 % done within an hour" if {
	_queued
} else := "a high percentile, such as 95 % of requests within 2 seconds"

_queued if facts.serving_mode.subject == "async"

# There is none that bounds what a caller waits for

deny contains result.finding_with(msg, at, {"key": objective.name}) if {
	facts.objectives_due
	not _sound
	some objective in _latency
	some [msg, at] in _faults(objective)
}

undecided contains result.finding_with(msg, at, {"key": objective.name}) if {
	facts.objectives_due
	not _sound
	some objective in _latency
	some [msg, at] in objective_checks.open(objective)
}

_sound if {
	some objective in _latency
	count(_faults(objective) | objective_checks.open(objective)) == 0
}

_faults(objective) := ((_share_faults(objective) | _bound_faults(objective)) | _subject_faults(objective)) | objective_checks.unmeasured(objective)

_share_faults(objective) := {[sprintf("The objective %s bounds an average, which hides the slowest requests; bound a percentile, as with histogram_quantile(0.95, ...).", [objective.name]), objective.query_at]} if {
	objective.mean
} else := {[sprintf("The objective %s bounds the %s, so %s of requests may be slower than that; bound the 95th percentile.", [objective.name, _share(objective), objective_text.percent(1 - objective.percentile)]), _share_at(objective)]} if {
	is_number(objective.percentile)
	objective.percentile < _least - 0.000001
} else := {[sprintf("The objective %s has no target, so it says for no share of requests that they are fast enough; write one, such as 95 %%.", [objective.name]), objective.target_at]} if {
	is_null(objective.percentile)
	is_null(objective.target_written)
} else := set()

_share(objective) := "median" if {
	objective.percentile == 0.5
} else := sprintf("fastest %s", [objective_text.percent(objective.percentile)])

# Where the share is written: in the query, or as the target.
_share_at(objective) := objective.target_at if {
	objective.percentile == objective.target
} else := objective.query_at

_bound_faults(objective) := {[sprintf("The objective %s has no bound; write op and value, such as op: lte and value: 2.", [objective.name]), object.union(objective.at, {"missing": "value"})]} if {
	objective.shape == "threshold"
	is_null(objective.bound)
} else := {[sprintf("The objective %s asks for at least %v, and latency should be at most that; write op: lte.", [objective.name, objective.bound]), object.union(objective.at, {"pointer": sprintf("%s/op", [objective.at.pointer])})]} if {
	objective.shape == "threshold"
	objective.op in {"gt", "gte"}
} else := set()

_subject_faults(objective) := {[sprintf("The objective %s bounds %s, which is not how long a caller waits; bound the end-to-end latency or the time to the first token.", [objective.name, _measured[measure]]), objective.query_at]} if {
	not _queued
	count(objective.measures & {"e2e", "ttft"}) == 0
	measure := min(objective.measures)
} else := set()

_measured := {"inference_time": "the time of the computation", "per_token": "the time per token", "queue_time": "the time in the queue"}

_least := input.params.SLA002.min_percentile
