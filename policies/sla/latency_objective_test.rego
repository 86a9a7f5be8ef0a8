package policylint.rules.sla.latency_objective_test

import data.policylint.rules.sla.latency_objective as rule

_given(documents, more) := {
	"params": {"SLA002": {"min_percentile": 0.9}},
	"subject": object.union(
		{
			"name": "chat", "subject": "deployment", "primary": "llm.yaml#0", "patch": false, "names": ["chat"],
			"documents": object.union(documents, {"llm.yaml#0": {"kind": "k8s/workload", "path": "llm.yaml", "content": {"kind": "Deployment"}, "pods": [], "servers": {"/c": "vllm"}}}),
		},
		more,
	),
}

_with(kind, content) := _given({"slo.yaml#0": {"kind": kind, "path": "slo.yaml", "content": content, "pods": [], "servers": {}}}, {})

_query(text) := {"metricSource": {"type": "Prometheus", "spec": {"query": text}}}

_slo(metric, objective) := {"apiVersion": "openslo/v1", "kind": "SLO", "metadata": {"name": "fast"}, "spec": {
	"timeWindow": [{"duration": "30d"}],
	"indicator": {"spec": metric},
	"objectives": [objective],
}}

_ratio(good, total, target) := _with("slo/openslo", _slo({"ratioMetric": {"good": _query(good), "total": _query(total)}}, {"target": target}))

_bound(query, objective) := _with("slo/openslo", _slo({"thresholdMetric": _query(query)}, object.union({"target": 0.99, "op": "lte", "value": 2}, objective)))

_within := `sum(rate(vllm:e2e_request_latency_seconds_bucket{le="2.0"}[5m]))`

_all := "sum(rate(vllm:e2e_request_latency_seconds_count[5m]))"

_p95 := "histogram_quantile(0.95, sum by (le) (rate(gateway_request_duration_seconds_bucket[5m])))"

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
	contains(finding.msg, "service: chat, with a bound on")
}

test_availability_alone_is_not_enough if {
	_denied(_ratio(`sum(rate(x_total{code!~"5.."}[5m]))`, "sum(rate(x_total[5m]))", 0.99)).at.document == "llm.yaml#0"
}

test_a_bound_at_a_high_percentile_passes if {
	_silent(_ratio(_within, _all, 0.95))
	_silent(_ratio(_within, _all, 0.9))
	_silent(_bound(_p95, {}))
	_silent(_ratio(`sum(rate(vllm:time_to_first_token_seconds_bucket{le="0.5"}[5m]))`, "sum(rate(vllm:time_to_first_token_seconds_count[5m]))", 0.99))
	_silent(_with("slo/pyrra", {"metadata": {"name": "f"}, "spec": {"target": "95", "window": "4w", "indicator": {"latency": {
		"success": {"metric": `tgi_request_duration_bucket{le="2"}`},
		"total": {"metric": "tgi_request_duration_count"},
	}}}}))
	_silent(_with("slo/sloth", {"slos": [{"name": "f", "objective": 99, "sli": {"events": {
		"error_query": `sum(rate(x_seconds_count[{{.window}}])) - sum(rate(x_seconds_bucket{le="1"}[{{.window}}]))`,
		"total_query": "sum(rate(x_seconds_count[{{.window}}]))",
	}}}]}))
}

test_an_average_is_none if {
	finding := _denied(_bound("rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m])", {}))
	finding.at.pointer == "/spec/indicator/spec/thresholdMetric"
	contains(finding.msg, "average")
}

test_a_low_percentile_is_none if {
	median := _denied(_bound("histogram_quantile(0.5, rate(x_seconds_bucket[5m]))", {}))
	median.at.pointer == "/spec/indicator/spec/thresholdMetric"
	contains(median.msg, "bounds the median")
	share := _denied(_ratio(_within, _all, 0.8))
	share.at.pointer == "/spec/objectives/0/target"
	contains(share.msg, "fastest 80 %, so 20 %")
}

test_a_bound_that_is_none if {
	_denied(_with("slo/openslo", _slo({"thresholdMetric": _query(_p95)}, {"target": 0.99}))).at == {"document": "slo.yaml#0", "pointer": "/spec/objectives/0", "missing": "value"}
	_denied(_bound(_p95, {"op": "gte"})).at.pointer == "/spec/objectives/0/op"
	_denied(_with("slo/openslo", _slo({"ratioMetric": {"good": _query(_within), "total": _query(_all)}}, {}))).at.missing == "target"
}

test_part_of_the_time_is_none if {
	each := _denied(_ratio(`sum(rate(vllm:inter_token_latency_seconds_bucket{le="0.1"}[5m]))`, "sum(rate(vllm:inter_token_latency_seconds_count[5m]))", 0.99))
	contains(each.msg, "the time per token")
	contains(_denied(_bound("histogram_quantile(0.99, rate(tgi_request_queue_duration_bucket[5m]))", {})).msg, "the time in the queue")
}

test_a_query_that_is_none if {
	contains(_denied(_ratio(_within, "", 0.95)).msg, "never measured")
	contains(_undecided(_bound("histogram_quantile(0.95, ${SERVICE}_seconds_bucket)", {})).msg, "placeholder")
}

test_what_cannot_be_told_is_undecided if {
	finding := _undecided(_with("slo/openslo", json.patch(_slo({"thresholdMetric": _query("Any")}, {"target": 0.99, "op": "lt", "value": 500}), [{"op": "replace", "path": "metadata/name", "value": "good"}])))
	finding.at.document == "llm.yaml#0"
	contains(finding.msg, "bounds latency (seen: good)")
}

_async := {"m.yaml#0": {"kind": "policylint/model-deployment", "path": "m.yaml", "content": {"spec": {"serving": "async"}}, "pods": [], "servers": {}}}

test_what_is_queued_needs_a_bound_on_the_queue if {
	contains(_denied(_given(_async, {"manifest": "m.yaml#0"})).msg, "wait in its queue")
	aged := {"slo.yaml#0": {"kind": "slo/openslo", "path": "slo.yaml", "content": _slo({"thresholdMetric": _query("max(queue_oldest_age)")}, {"target": 0.99, "op": "lte", "value": 3600}), "pods": [], "servers": {}}}
	_silent(_given(object.union(_async, aged), {"manifest": "m.yaml#0"}))
}

test_nothing_is_asked_of_a_patch if {
	_silent(_given({}, {"patch": true}))
}
