# METADATA
# title: Availability has an objective that can be measured
# description: >-
#   Without a number for how many requests must succeed, nobody can say whether the model fails its users, when to wake
#   somebody, or whether a release made it worse.
# scope: package
# related_resources:
#   - ref: docs/rules/SLA001.md
# custom:
#   id: SLA001
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30}
#   scope: subject
#   reads: [k8s/workload, kserve/inferenceservice, kserve/llminferenceservice, hf/endpoint, replicate/deployment, ray/service, vllm/runtime]
#   needs: [objectives]
#   native: full
#   params: {availability_range: [0.9, 0.9999]}
#   fix: >-
#     Commit an SLO for the share of requests that must succeed (OpenSLO, Sloth or Pyrra), with a target and a window;
#     `policylint explain SLA001` shows one to copy.
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
#         name: summariser-availability
#         labels: {policylint.dev/objective: availability}
#       spec:
#         service: summariser            # the name of what serves
#         description: Requests that were answered without a server error.
#         budgetingMethod: Occurrences
#         timeWindow: [{duration: 30d, isRolling: true}]
#         indicator:
#           metadata: {name: summariser-success}
#           spec:
#             ratioMetric:
#               counter: true
#               good:
#                 metricSource:
#                   type: Prometheus
#                   spec: {query: 'sum(rate(http_requests_total{service="summariser",status!~"5.."}[5m]))'}
#               total:
#                 metricSource:
#                   type: Prometheus
#                   spec: {query: 'sum(rate(http_requests_total{service="summariser"}[5m]))'}
#         objectives: [{displayName: availability, target: 0.999}]
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
#     eu_ai_act: ["Art. 15(4)"]
#     nist_ai_rmf: ["MEASURE 2.6"]
#     iso_42001: ["A.6.2.6"]
package policylint.rules.sla.availability_objective

import data.policylint.facts
import data.policylint.lib.objective_checks
import data.policylint.lib.objective_text
import data.policylint.lib.placeholder
import data.policylint.lib.result

# There is none

deny contains result.finding(msg, result.at(input.subject.primary, "")) if {
	facts.objectives_due
	count(_availability) == 0
	count(_unclear) == 0
	not facts.objectives_unread.subject
	msg := sprintf("%s; %s, such as 99.9 %% of requests without an error over 30 days.", [_absent, objective_text.commit(input.subject, "an SLO", "objectives")])
}

undecided contains result.finding_with(msg, result.at(input.subject.primary, ""), {"related": related}) if {
	facts.objectives_due
	count(_availability) == 0
	count(_unclear) > 0
	related := [result.related("this objective", found.at) | some found in _unclear]
	msg := sprintf(
		"It cannot be told whether an objective says how many requests must succeed (seen: %s); label it policylint.dev/objective: availability, or write it as a ratio of good over all requests.",
		[concat(", ", sort({found.name | some found in _unclear}))],
	)
}

undecided contains result.finding(objective_checks.retired(objective), objective.at) if {
	facts.objectives_due
	count(_availability) == 0
	some objective in facts.objectives_unread.subject
}

_objectives contains objective if some objective in facts.objectives.subject

_availability contains objective if {
	some objective in _objectives
	objective.class == "availability"
}

_unclear := objective_checks.unclear(_objectives)

_absent := sprintf("No service level objective covers %s, so nobody can say when it fails its users", [objective_text.short(input.subject.name)]) if {
	count(_objectives) == 0
} else := sprintf("The objectives of %s (%s) leave open how many requests must succeed", [objective_text.short(input.subject.name), objective_text.list(sort(_names))])

_names := {_name(objective) | some objective in _objectives}

_name(objective) := objective.name if {
	objective.class in {"other", "unknown"}
} else := sprintf("%s: %s", [objective.name, objective.class])

# There is none that can be measured

deny contains result.finding_with(msg, at, {"key": objective.name}) if {
	facts.objectives_due
	not _sound
	some objective in _availability
	some [msg, at] in _faults(objective)
}

undecided contains result.finding_with(msg, at, {"key": objective.name}) if {
	facts.objectives_due
	not _sound
	some objective in _availability
	some [msg, at] in objective_checks.open(objective)
}

_sound if {
	some objective in _availability
	count(_faults(objective) | objective_checks.open(objective)) == 0
}

_faults(objective) := (_range_faults(objective) | _window_faults(objective)) | objective_checks.unmeasured(objective)

_range_faults(objective) := {[sprintf("The objective %s has no target; write one, such as %s.", [objective.name, _form[objective.format]]), objective.target_at]} if {
	is_null(objective.target_written)
} else := {[sprintf("The objective %s has the target %v, which is more than all requests; write %s.", [objective.name, objective.target_written, _form[objective.format]]), objective.target_at]} if {
	is_number(objective.target)
	objective.target > 1
} else := {[sprintf("The objective %s asks for only %s of requests, less than %s: an outage of days would meet it%s.", [objective.name, objective_text.percent(objective.target), objective_text.percent(_low), _percentage(objective)]), objective.target_at]} if {
	is_number(objective.target)
	objective.target < _low - _tolerance
} else := {[sprintf("The objective %s asks for %s of requests, more than %s: the first failure breaks it, and its alerts are soon ignored; lower it to what users need.", [objective.name, objective_text.percent(objective.target), objective_text.percent(_high)]), objective.target_at]} if {
	is_number(objective.target)
	objective.target > _high + _tolerance
} else := {[sprintf("The target of the objective %s is %v, which is no number; write %s.", [objective.name, objective.target_written, _form[objective.format]]), objective.target_at]} if {
	is_null(objective.target)
	not placeholder.found(objective.target_written)
} else := set()

_window_faults(objective) := {[sprintf("The objective %s has no time window, so nobody knows over which days it is reckoned; write one, such as %s.", [objective.name, _window[objective.format]]), objective.window_at]} if {
	is_null(objective.window)
} else := set()

# Whoever writes 0.999 where a percentage belongs means 99.9.
_percentage(objective) := "; the number is a percentage, so write 99.9 for 99.9 %" if {
	objective.format != "OpenSLO"
	objective.target < 0.01
} else := "; raise it to what users need"

_form := {"OpenSLO": "target: 0.999", "Sloth": "objective: 99.9", "Pyrra": `target: "99.9"`}

_window := {"OpenSLO": "timeWindow: [{duration: 30d, isRolling: true}]", "Sloth": "30d", "Pyrra": "window: 30d"}

_low := input.params.SLA001.availability_range[0]

_high := input.params.SLA001.availability_range[1]

# 99.99 divided by 100 is not 0.9999 to the last bit.
_tolerance := 0.000001
