package policylint.rules.observability.alert_per_objective_test

import data.policylint.rules.observability.alert_per_objective as rule

_document(kind, content) := {"kind": kind, "path": "x.yaml", "content": content, "pods": [], "servers": {}}

_given(documents, more) := {"subject": object.union(
	{
		"name": "chat", "subject": "deployment", "primary": "llm.yaml#0", "patch": false, "names": ["chat"],
		"documents": object.union(documents, {"llm.yaml#0": {"kind": "k8s/workload", "path": "llm.yaml", "content": {"kind": "Deployment"}, "pods": [], "servers": {"/c": "vllm"}}}),
	},
	more,
)}

_openslo(kind, name, spec) := _document("slo/openslo", {"apiVersion": "openslo/v1", "kind": kind, "metadata": {"name": name}, "spec": spec})

_slo(more) := _openslo("SLO", "ok", object.union(more, {"objectives": [{"target": 0.999}], "indicator": {"spec": {"ratioMetric": {
	"good": {"metricSource": {"spec": {"query": `sum(rate(gw_total{code!~"5.."}[5m]))`}}},
	"total": {"metricSource": {"spec": {"query": "sum(rate(gw_total[5m]))"}}},
}}}}))

_alerts(rules) := {"alerts.yaml#0": _document("prometheus/rules", {"groups": [{"name": "g", "rules": rules}]})}

_silent(given) if {
	count(rule.deny) == 0 with input as given
	not rule.undecided with input as given
}

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

test_neither_objective_nor_alert if {
	finding := _denied(_given({}, {}))
	finding.at == {"document": "llm.yaml#0", "pointer": ""}
	contains(finding.msg, "No alert is about chat")
}

test_an_alert_without_an_objective_passes_and_one_about_another_service_does_not if {
	_silent(_given(_alerts([{"alert": "A", "expr": `up{job="chat"} == 0`}]), {}))
	_silent(_given(_alerts([{"alert": "A", "expr": "http_errors_total > 1"}]), {}))
	_denied(_given(_alerts([{"alert": "A", "expr": `x{service="web"} > 1`}, {"record": "chat:x", "expr": "x"}]), {})).at.document == "llm.yaml#0"
}

test_an_objective_without_an_alert if {
	absent := _denied(_given({"slo.yaml#0": _slo({})}, {}))
	absent.at == {"document": "slo.yaml#0", "pointer": "/spec", "missing": "alertPolicies"}
	contains(absent.msg, "slo: ok")
	_denied(_given({"slo.yaml#0": _slo({"alertPolicies": null})}, {})).at.pointer == "/spec/alertPolicies"
	_denied(_given({"slo.yaml#0": _slo({"alertPolicies": []})}, {})).at.pointer == "/spec/alertPolicies"
}

test_an_objective_with_an_alert_of_prometheus if {
	slo := {"slo.yaml#0": _slo({})}
	_silent(_given(object.union(slo, _alerts([{"alert": "A", "expr": "x > 1", "labels": {"slo": "ok"}}])), {}))
	_silent(_given(object.union(slo, _alerts([{"alert": "A", "expr": `sum(rate(gw_total{code=~"5.."}[1h])) > 0.1`}])), {}))
	_silent(_given(
		object.union(slo, _alerts([
			{"record": "gw:errors", "expr": `sum(rate(gw_total{code=~"5.."}[1h]))`},
			{"alert": "A", "expr": "gw:errors > 0.1"},
		])),
		{},
	))
	_denied(_given(object.union(slo, _alerts([{"alert": "A", "expr": "other_total > 1"}])), {})).at.document == "slo.yaml#0"
}

test_an_objective_with_alert_policies if {
	inline := {"kind": "AlertPolicy", "metadata": {"name": "p"}, "spec": {"conditions": [{"kind": "AlertCondition", "spec": {}}]}}
	_silent(_given({"slo.yaml#0": _slo({"alertPolicies": [inline]})}, {}))
	_silent(_given(
		{
			"slo.yaml#0": _slo({"alertPolicies": [{"alertPolicyRef": "p"}]}),
			"slo.yaml#1": _openslo("AlertPolicy", "p", {"conditions": [{"conditionRef": "c"}], "notificationTargets": [{"targetRef": "t"}]}),
			"slo.yaml#2": _openslo("AlertCondition", "c", {}),
			"slo.yaml#3": _openslo("AlertNotificationTarget", "t", {}),
		},
		{},
	))
}

test_names_that_no_file_defines if {
	policy := _denied(_given({"slo.yaml#0": _slo({"alertPolicies": [{"alertPolicyRef": "p"}]})}, {}))
	policy.at == {"document": "slo.yaml#0", "pointer": "/spec/alertPolicies/0"}
	contains(policy.msg, "AlertPolicy p is defined in no file here")
	target := _denied(_given(
		{
			"slo.yaml#0": _slo({"alertPolicies": [{"alertPolicyRef": "p"}]}),
			"slo.yaml#1": _openslo("AlertPolicy", "p", {"conditions": [{"kind": "AlertCondition"}], "notificationTargets": [{"targetRef": "on-call"}]}),
		},
		{},
	))
	target.at == {"document": "slo.yaml#1", "pointer": "/spec/notificationTargets/0"}
	contains(target.msg, "the alert reaches nobody")
}

_sloth(alerting) := {"slo.yaml#0": _document("slo/sloth", {"slos": [{"name": "ok", "objective": 99.9, "alerting": alerting, "sli": {"raw": {"error_ratio_query": "gw_error_ratio"}}}]})}

test_what_sloth_makes_counts_unless_it_is_switched_off if {
	_silent(_given(_sloth({"name": "A"}), {}))
	_silent(_given(_sloth({"page_alert": {"disable": true}}), {}))
	off := {"page_alert": {"disable": true}, "ticket_alert": {"disable": true}}
	finding := _denied(_given(_sloth(off), {}))
	finding.at == {"document": "slo.yaml#0", "pointer": "/slos/0/alerting"}
	contains(finding.msg, "Sloth")
	_silent(_given(object.union(_sloth(off), _alerts([{"alert": "A", "expr": "x > 1", "labels": {"sloth_slo": "ok"}}])), {}))
}

_pyrra(alerting) := {"slo.yaml#0": _document("slo/pyrra", {"metadata": {"name": "ok"}, "spec": {"target": "99", "window": "4w", "alerting": alerting, "indicator": {"bool_gauge": {"metric": "probe_success"}}}})}

test_what_pyrra_makes_counts_unless_it_is_switched_off if {
	_silent(_given(_pyrra({}), {}))
	_denied(_given(_pyrra({"burnrates": false}), {})).at.pointer == "/spec/alerting/burnrates"
	_denied(_given(_pyrra({"disabled": true}), {})).at.pointer == "/spec/alerting/disabled"
}

_system(threshold) := {"system.yaml#0": _document("policylint/model-system", {"spec": {"thresholds": [threshold]}})}

test_a_limit_that_takes_the_version_back_needs_an_alert if {
	quiet := _alerts([{"alert": "A", "expr": `up{job="chat"} == 0`}])
	finding := _denied(_given(object.union(quiet, _system({"metric": "error_rate", "max": 0.01, "action": "rollback"})), {}))
	finding.at == {"document": "system.yaml#0", "pointer": "/spec/thresholds/0"}
	contains(finding.msg, "threshold: error_rate")
	_silent(_given(object.union(quiet, _system({"metric": "faithfulness", "min": 0.9, "dataset": "acme/d", "action": "rollback"})), {}))
	_silent(_given(object.union(quiet, _system({"metric": "throughput", "min": 10, "action": "block"})), {}))
	watched := _alerts([{"alert": "A", "expr": "chat_error_rate > 0.01"}])
	_silent(_given(object.union(watched, _system({"metric": "error_rate", "max": 0.01, "action": "rollback"})), {}))
}

test_an_objective_of_a_retired_version_is_left_to_others if {
	old := _document("slo/openslo", {"apiVersion": "openslo/v1alpha", "kind": "SLO", "metadata": {"name": "old"}, "spec": {}})
	_silent(_given({"slo.yaml#0": old}, {}))
}

test_nothing_is_asked_of_a_patch if {
	_silent(_given({}, {"patch": true}))
}
