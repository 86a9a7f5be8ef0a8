# METADATA
# title: Every objective pages somebody when it is missed
# description: >-
#   An objective that nobody is told about is found broken by users, or in the review at the end of the month; an alert
#   on its error budget tells while something can still be done.
# scope: package
# related_resources:
#   - ref: docs/rules/OBS005.md
# custom:
#   id: OBS005
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30}
#   scope: subject
#   reads: [k8s/workload, kserve/inferenceservice, kserve/llminferenceservice, hf/endpoint, replicate/deployment, ray/service, vllm/runtime]
#   needs: [slos, alerts, thresholds]
#   native: full
#   params: {}
#   shown_with: [SLA001, SLA002]
#   fix: >-
#     Give the SLO alertPolicies, or commit a Prometheus alert on its burn rate with the label slo: NAME;
#     `policylint explain OBS005` shows one to copy.
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
#               - alert: SummariserErrorBudgetBurn
#                 # 14.4 times too fast: a month's budget of 99.9 % would be gone in two days.
#                 expr: |
#                   sum(rate(http_requests_total{service="summariser",status=~"5.."}[1h]))
#                     / sum(rate(http_requests_total{service="summariser"}[1h])) > 14.4 * 0.001
#                 for: 5m
#                 labels: {severity: page, service: summariser, slo: summariser-availability}
#                 annotations:
#                   summary: The summariser fails more requests than its objective allows.
#                   runbook_url: https://runbooks.acme.example/summariser#errors
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
#     eu_ai_act: ["Art. 26(5)", "Art. 72(1)"]
#     nist_ai_rmf: ["MEASURE 3.1", "MANAGE 4.1"]
#     iso_42001: ["A.6.2.6"]
package policylint.rules.observability.alert_per_objective

import data.policylint.facts
import data.policylint.lib.objective_text
import data.policylint.lib.result

# Neither an objective nor an alert

deny contains result.finding(msg, result.at(input.subject.primary, "")) if {
	facts.objectives_due
	count(_slos) == 0
	count({alert.at | some alert in facts.alerts.subject; not alert.foreign}) == 0
	not facts.objectives_unread.subject
	msg := sprintf(
		"No alert is about %s, so its users are the first to notice when it fails; %s, on the error rate of its objective.",
		[objective_text.short(input.subject.name), objective_text.commit(input.subject, "a Prometheus alert", "alerts")],
	)
}

# An objective without an alert

deny contains result.finding_with(msg, slo.alerting.at, {"key": slo.name}) if {
	facts.objectives_due
	some slo in _slos
	slo.alerting.state == "off"
	not _alerted(slo)
	msg := sprintf("%s, so nobody is told when it is missed; %s, or commit an alert with the label slo: %s.", [_without(slo), _add(slo), slo.name])
}

_slos contains slo if some slo in facts.slos.subject

_alerted(slo) if slo.at in facts.alerted.subject

_without(slo) := sprintf("The objective %s has no alertPolicies and no alert", [slo.name]) if {
	slo.format == "OpenSLO"
} else := sprintf("The alerts that %s makes for the objective %s are switched off", [slo.format, slo.name])

_add(slo) := "add alertPolicies" if {
	slo.format == "OpenSLO"
} else := "remove the switch"

# An alert policy that is nowhere

deny contains result.finding_with(msg, reference.at, {"key": reference.name}) if {
	facts.objectives_due
	some reference in facts.dangling_references.subject
	msg := sprintf("The %s %s is defined in no file here, so %s; commit it, or correct the name.", [reference.kind, reference.name, _lost[reference.kind]])
}

_lost := {
	"AlertPolicy": "the objective has no alert",
	"AlertCondition": "the alert policy never fires",
	"AlertNotificationTarget": "the alert reaches nobody",
}

# A limit that takes the version back, and nothing that watches it

deny contains result.finding_with(msg, threshold.at, {"key": threshold.metric}) if {
	facts.objectives_due
	some threshold in facts.thresholds.subject
	threshold.action == "rollback"
	is_null(threshold.dataset)
	not threshold.alerted
	msg := sprintf(
		"The threshold %s is to take the version back, but no alert watches it, so nothing starts the rollback; commit an alert with the label threshold: %s.",
		[threshold.metric, threshold.metric],
	)
}
