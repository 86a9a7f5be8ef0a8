package policylint.facts_test

import data.policylint.facts

_slo_documents(kind, contents) := {"subject": {"documents": {sprintf("slo.yaml#%d", [i]): {"kind": kind, "path": "slo.yaml", "content": content, "pods": [], "servers": {}} |
	some i, content in contents
}}}

_only_objective(given) := objective if {
	count(facts.objectives.subject) == 1 with input as given
	some objective in facts.objectives.subject with input as given
}

_openslo(spec) := {"apiVersion": "openslo/v1", "kind": "SLO", "metadata": {"name": "chat"}, "spec": spec}

_query(text) := {"metricSource": {"type": "Prometheus", "spec": {"query": text}}}

_ratio := {"ratioMetric": {"good": _query(`sum(rate(x_total{code!~"5.."}[5m]))`), "total": _query("sum(rate(x_total[5m]))")}}

test_openslo_in_all_its_forms if {
	inline := _only_objective(_slo_documents("slo/openslo", [_openslo({"indicator": {"spec": _ratio}, "timeWindow": [{"duration": "28d"}], "objectives": [{"target": 0.999}]})]))
	inline.class == "availability"
	inline.target == 0.999
	inline.target_at.pointer == "/spec/objectives/0/target"
	inline.window == "28d"
	inline.empty == []
	referred := _only_objective(_slo_documents("slo/openslo", [
		_openslo({"indicatorRef": "ok", "objectives": [{"targetPercent": 99.9}]}),
		{"apiVersion": "openslo/v1", "kind": "SLI", "metadata": {"name": "ok"}, "spec": _ratio},
	]))
	referred.target == 0.999
	referred.query_at == {"document": "slo.yaml#1", "pointer": "/spec/ratioMetric"}
	referred.window == null
	referred.window_at.missing == "timeWindow"
	each := _only_objective(_slo_documents("slo/openslo", [_openslo({"objectives": [{"target": 0.99, "indicator": {"spec": _ratio}}]})]))
	each.query_at.pointer == "/spec/objectives/0/indicator/spec/ratioMetric"
	absent := _only_objective(_slo_documents("slo/openslo", [_openslo({"indicatorRef": "ok", "objectives": [{"target": 0.99}]})]))
	absent.refers == "ok"
	absent.shape == "none"
}

test_openslo_says_what_is_not_there if {
	half := _only_objective(_slo_documents("slo/openslo", [_openslo({"indicator": {"spec": {"ratioMetric": {"good": _query(" ")}}}, "objectives": [{}]})]))
	{at.pointer | some at in half.empty} == {"/spec/indicator/spec/ratioMetric", "/spec/indicator/spec/ratioMetric/good"}
	half.target == null
	half.target_at.missing == "target"
	none := _only_objective(_slo_documents("slo/openslo", [_openslo({"objectives": [{"target": "soon"}], "timeWindow": null})]))
	none.query_at == {"document": "slo.yaml#0", "pointer": "/spec"}
	none.target == null
	none.target_written == "soon"
	none.window_at.pointer == "/spec/timeWindow"
}

test_openslo_of_a_retired_version_is_there_and_not_read if {
	old := object.union(_openslo({"objectives": [{"target": 0.9}]}), {"apiVersion": "openslo/v1alpha"})
	not facts.objectives.subject with input as _slo_documents("slo/openslo", [old, _openslo({})])
	some unread in facts.objectives_unread.subject with input as _slo_documents("slo/openslo", [old])
	unread.name == "chat"
}

test_sloth_in_both_spellings if {
	file := {"service": "chat", "slos": [{
		"name": "ok", "objective": 99.99,
		"sli": {"events": {"error_query": `sum(rate(x{code=~"5.."}[{{.window}}]))`, "total_query": "sum(rate(x[{{.window}}]))"}},
	}]}
	found := _only_objective(_slo_documents("slo/sloth", [file]))
	found.target == 0.9999
	found.class == "availability"
	found.window == "30d"
	found.target_at.pointer == "/slos/0/objective"
	resource := {"kind": "PrometheusServiceLevel", "spec": {"slos": [{"name": "ok", "objective": 95, "sli": {"raw": {"errorRatioQuery": "x_error_ratio"}}}]}}
	_only_objective(_slo_documents("slo/sloth", [resource])).at.pointer == "/spec/slos/0"
	plugin := {"slos": [{"name": "a", "objective": 99, "sli": {"plugin": {"id": "team/availability/v1"}}}]}
	_only_objective(_slo_documents("slo/sloth", [plugin])).class == "availability"
	empty := {"slos": [{"name": "a", "objective": 99, "sli": {}}]}
	_only_objective(_slo_documents("slo/sloth", [empty])).query_at.pointer == "/slos/0/sli"
}

test_pyrra_in_all_its_forms if {
	latency := {"metadata": {"name": "fast"}, "spec": {"target": "90", "window": "4w", "indicator": {"latency": {"success": {"metric": `x_seconds_bucket{le="1"}`}, "total": {"metric": "x_seconds_count"}}}}}
	found := _only_objective(_slo_documents("slo/pyrra", [latency]))
	found.class == "latency"
	found.target == 0.9
	found.percentile == 0.9
	errors := {"metadata": {"name": "e"}, "spec": {"target": "99.5", "indicator": {"ratio": {"errors": {"metric": "x_total"}, "total": {"metric": "y_total"}}}}}
	other := _only_objective(_slo_documents("slo/pyrra", [errors]))
	other.class == "availability"
	other.window_at.missing == "window"
	native := {"metadata": {"name": "n"}, "spec": {"target": "99", "indicator": {"latencyNative": {"latency": "1s", "total": {"metric": "x_seconds"}}}}}
	_only_objective(_slo_documents("slo/pyrra", [native])).class == "latency"
	gauge := {"metadata": {"name": "g"}, "spec": {"target": "99", "indicator": {"bool_gauge": {"metric": "probe_success"}}}}
	_only_objective(_slo_documents("slo/pyrra", [gauge])).class == "availability"
}

_percentile(shape, text, more) := _only_objective(_slo_documents("slo/openslo", [_openslo({
	"indicator": {"spec": {shape: _query(text)}},
	"objectives": [object.union({"target": 0.99}, more)],
})])).percentile

test_percentiles if {
	_percentile("thresholdMetric", "histogram_quantile(0.95, rate(x_seconds_bucket[5m]))", {}) == 0.95
	_percentile("thresholdMetric", "llm_latency_p50", {}) == 0.5
	_percentile("thresholdMetric", "p99:trace.http.request{service:llm}", {}) == 0.99
	_percentile("thresholdMetric", "SELECT percentile(duration, 95) FROM Transaction", {}) == 0.95
	_percentile("thresholdMetric", "request_seconds", {"target": 0.9}) == 0.9
	_percentile("thresholdMetric", "avg(request_seconds)", {}) == null
}

test_labels_tell_the_class if {
	labelled := object.union(_openslo({"indicator": {"spec": _ratio}, "objectives": [{"target": 0.9}]}), {"metadata": {"name": "a", "labels": {"policylint.dev/objective": ["latency"]}}})
	_only_objective(_slo_documents("slo/openslo", [labelled])).class == "latency"
	noted := {"slos": [{"name": "a", "objective": 99, "sli": {"raw": {"error_ratio_query": "x"}}, "labels": {"policylint.dev/objective": "throughput"}}]}
	_only_objective(_slo_documents("slo/sloth", [noted])).class == "throughput"
}

test_the_names_tell_when_the_queries_do_not if {
	search := {"spec": {"thresholdMetric": _query("Any")}, "metadata": {"name": "search", "displayName": "Latency of searches"}}
	_only_objective(_slo_documents("slo/openslo", [_openslo({"indicator": search, "objectives": [{"op": "lt", "value": 500, "target": 0.99}]})])).class == "latency"
	shown := json.patch(_openslo({"indicator": {"spec": {"thresholdMetric": _query("Any")}}, "objectives": [{"displayName": "Uptime", "target": 0.99}]}), [])
	_only_objective(_slo_documents("slo/openslo", [shown])).class == "availability"
}

test_nothing_breaks_on_what_is_no_objective if {
	every kind in ["slo/openslo", "slo/sloth", "slo/pyrra"] {
		every content in [
			{}, {"spec": null}, {"spec": []}, {"metadata": null, "spec": {"indicator": 1, "objectives": 2, "target": {}, "slos": 3}},
			{"apiVersion": "openslo/v1", "kind": "SLO", "metadata": {"name": 7}, "spec": {"indicator": {"spec": {"ratioMetric": {"good": null, "total": {"metricSource": null}}}}, "objectives": [null, {"target": true}, {"target": [1]}], "alertPolicies": [null, 3, {}]}},
			{"slos": [null, {"name": 3, "objective": "099", "sli": {"events": {"error_query": 3}, "raw": {}}, "alerting": null}]},
			{"spec": {"target": "x", "window": 3, "indicator": {"ratio": {}, "latency": {"success": null}}, "alerting": {"burnrates": false, "disabled": true}}},
		] {
			facts.objectives with input as _slo_documents(kind, [content])
			facts.slos with input as _slo_documents(kind, [content])
			facts.dangling_references with input as _slo_documents(kind, [content])
		}
	}
}
