package policylint.rules.sla.availability_objective_test

import data.policylint.rules.sla.availability_objective as rule

_documents(kind, contents) := {sprintf("slo.yaml#%d", [i]): {"kind": kind, "path": "slo.yaml", "content": content, "pods": [], "servers": {}} | some i, content in contents}

_given(documents, more) := {
	"params": {"SLA001": {"availability_range": [0.9, 0.9999]}},
	"subject": object.union(
		{
			"name": "prod/chat", "subject": "deployment", "primary": "llm.yaml#0", "patch": false, "names": ["chat"],
			"documents": object.union(documents, {"llm.yaml#0": {"kind": "k8s/workload", "path": "llm.yaml", "content": {"kind": "Deployment"}, "pods": [], "servers": {"/c": "vllm"}}}),
		},
		more,
	),
}

_with(kind, content) := _given(_documents(kind, [content]), {})

_query(text) := {"metricSource": {"type": "Prometheus", "spec": {"query": text}}}

_good := `sum(rate(x_total{code!~"5.."}[5m]))`

_slo(more) := {"apiVersion": "openslo/v1", "kind": "SLO", "metadata": {"name": "ok"}, "spec": object.union(
	{
		"service": "chat",
		"timeWindow": [{"duration": "30d", "isRolling": true}],
		"indicator": {"spec": {"ratioMetric": {"good": _query(_good), "total": _query("sum(rate(x_total[5m]))")}}},
		"objectives": [{"target": 0.999}],
	},
	more,
)}

_openslo(more) := _with("slo/openslo", _slo(more))

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.undecided) == 0 with input as given
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

_undecided(given) := finding if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 1 with input as given
	some finding in rule.undecided with input as given
}

test_no_objective_at_all if {
	finding := _denied(_given({}, {}))
	finding.at == {"document": "llm.yaml#0", "pointer": ""}
	contains(finding.msg, "covers chat")
	contains(finding.msg, "service: chat,")
}

_measuring(metric) := _with("slo/openslo", json.patch(_slo({}), [{"op": "replace", "path": "spec/indicator/spec", "value": metric}]))

test_objectives_about_something_else if {
	finding := _denied(_measuring({"thresholdMetric": _query("histogram_quantile(0.95, rate(x_seconds_bucket[5m]))")}))
	finding.at.document == "llm.yaml#0"
	contains(finding.msg, "(ok: latency)")
}

test_an_objective_that_can_be_measured_passes if {
	_silent(_openslo({}))
	_silent(_openslo({"objectives": [{"targetPercent": 99.9}]}))
	_silent(_with("slo/sloth", {"slos": [{"name": "a", "objective": 99.99, "sli": {"events": {"error_query": `rate(x{code=~"5.."}[{{.window}}])`, "total_query": "rate(x[{{.window}}])"}}}]}))
	_silent(_with("slo/pyrra", {"metadata": {"name": "a"}, "spec": {"target": "99.9", "window": "4w", "indicator": {"ratio": {"errors": {"metric": "e"}, "total": {"metric": "t"}}}}}))
}

test_one_that_can_be_measured_is_enough if {
	_silent(_given(_documents("slo/openslo", [_slo({"objectives": [{"target": 0.5}]}), _slo({})]), {}))
	_silent(_openslo({"objectives": [{"target": 0.5}, {"target": 0.99}]}))
}

test_a_target_out_of_range if {
	low := _denied(_openslo({"objectives": [{"target": 0.85}]}))
	low.at == {"document": "slo.yaml#0", "pointer": "/spec/objectives/0/target"}
	contains(low.msg, "only 85 %")
	high := _denied(_openslo({"objectives": [{"targetPercent": 99.999}]}))
	high.at.pointer == "/spec/objectives/0/targetPercent"
	contains(high.msg, "99.999 %")
	_silent(_openslo({"objectives": [{"targetPercent": 99.99}]}))
	_silent(_openslo({"objectives": [{"target": 0.9}]}))
}

test_a_target_in_the_wrong_unit if {
	contains(_denied(_openslo({"objectives": [{"target": 99.9}]})).msg, "write target: 0.999")
	sloth := {"slos": [{"name": "a", "objective": 0.999, "sli": {"raw": {"error_ratio_query": "my_errors"}}}]}
	contains(_denied(_with("slo/sloth", sloth)).msg, "write 99.9 for 99.9 %")
}

test_a_target_that_is_none if {
	absent := _denied(_openslo({"objectives": [{"displayName": "x"}]}))
	absent.at == {"document": "slo.yaml#0", "pointer": "/spec/objectives/0", "missing": "target"}
	contains(_denied(_openslo({"objectives": [{"target": "high"}]})).msg, "is high, which is no number")
	_undecided(_openslo({"objectives": [{"target": "${TARGET}"}]})).at.pointer == "/spec/objectives/0/target"
}

test_no_window if {
	finding := _denied(_with("slo/openslo", object.remove(_slo({}), ["spec"])))
	finding.at.document == "llm.yaml#0"
	bare := json.remove(_slo({}), ["spec/timeWindow"])
	without := _denied(_with("slo/openslo", bare))
	without.at == {"document": "slo.yaml#0", "pointer": "/spec", "missing": "timeWindow"}
}

test_no_query if {
	finding := _denied(_measuring({"ratioMetric": {"good": _query(""), "total": _query("sum(rate(errors_total[5m]))")}}))
	finding.at.pointer == "/spec/indicator/spec/ratioMetric/good"
	contains(finding.msg, "never measured")
	_denied(_measuring({"ratioMetric": {"good": _query(_good)}})).at.missing == "total"
}

test_a_placeholder_or_an_indicator_elsewhere_is_undecided if {
	hole := {"indicator": {"spec": {"ratioMetric": {"good": _query("${GOOD}"), "total": _query(_good)}}}}
	contains(_undecided(_openslo(hole)).msg, "${GOOD}")
	elsewhere := json.patch(_slo({"indicatorRef": "sli-availability"}), [{"op": "remove", "path": "spec/indicator"}, {"op": "replace", "path": "metadata/name", "value": "chat-availability"}])
	finding := _undecided(_with("slo/openslo", elsewhere))
	finding.at.pointer == "/spec/indicatorRef"
	contains(finding.msg, `"sli-availability"`)
}

test_what_cannot_be_told_is_undecided if {
	unknown := {"indicator": {"spec": {"ratioMetric": {"good": _query("Any"), "total": _query("Any")}}}}
	finding := _undecided(_openslo(unknown))
	finding.at == {"document": "llm.yaml#0", "pointer": ""}
	finding.related[0].at.document == "slo.yaml#0"
	old := object.union(_slo({}), {"apiVersion": "openslo/v1alpha"})
	contains(_undecided(_with("slo/openslo", old)).msg, "ok is written for openslo/v1alpha")
}

test_nothing_is_asked_of_a_patch_a_lone_model_or_a_batch if {
	_silent(_given({}, {"patch": true}))
	_silent(_given({}, {"subject": "model"}))
	_silent(_given({"m.yaml#0": {"kind": "policylint/model-deployment", "path": "m.yaml", "content": {"spec": {"serving": "batch"}}, "pods": [], "servers": {}}}, {"manifest": "m.yaml#0"}))
}
