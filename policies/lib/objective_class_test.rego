package policylint.lib.objective_class_test

import data.policylint.lib.objective_class

_raw(more) := object.union({"label": false, "shape": "ratio", "queries": [], "called": "x", "prometheus": true}, more)

_class(more) := objective_class.of(_raw(more))

test_a_label_decides if {
	_class({"label": "Latency", "queries": ["sum(rate(errors_total[5m]))"]}) == "latency"
	_class({"label": "freshness"}) == "other"
}

test_latency_by_what_the_queries_measure if {
	every queries in [
		[`sum(rate(http_request_duration_seconds_bucket{le="0.4"}[5m]))`, "sum(rate(http_request_duration_seconds_count[5m]))"],
		[`1 - histogram_share(0.2, sum by (vmrange) (rate(requests_duration_seconds_bucket[{{.window}}])))`],
		[`sum(rate(vllm:time_to_first_token_seconds_bucket{le="1.0"}[5m]))`],
		[`sum(rate(tgi_request_duration_bucket{le="2"}[5m]))`],
	] {
		_class({"queries": queries}) == "latency"
	}
	_class({"shape": "threshold", "queries": ["histogram_quantile(0.95, sum by (le) (rate(gateway_request_duration_seconds_bucket[5m])))"]}) == "latency"
	_class({"shape": "threshold", "queries": ["avg(llm_latency_ms)"]}) == "latency"
	_class({"shape": "threshold", "queries": ["p95:trace.http.request.duration{service:llm}"], "prometheus": false}) == "latency"
	_class({"shape": "latency", "queries": []}) == "latency"
}

test_availability_by_what_the_queries_count if {
	every queries in [
		[`sum(rate(http_requests_total{code!~"5.."}[5m]))`, "sum(rate(http_requests_total[5m]))"],
		[`sum(rate(http_request_duration_seconds_count{code=~"(5..|429)"}[5m]))`, "sum(rate(http_request_duration_seconds_count[5m]))"],
		["rate(nv_inference_request_success[5m])", "rate(nv_inference_request_success[5m]) + rate(nv_inference_request_failure[5m])"],
		["sum(rate(tgi_request_success[5m]))", "sum(rate(tgi_request_count[5m]))"],
		[`sum(rate(vllm:request_success_total{finished_reason!="abort"}[5m]))`],
		[`avg_over_time(up{job="llm"}[5m])`],
		[`sum(rate(cache_requests_total{code!~"5.."}[5m]))`],
	] {
		_class({"queries": queries}) == "availability"
	}
	_class({"shape": "probe", "queries": ["probe_success"]}) == "availability"
	_class({"shape": "errors", "queries": ["dropped_total", "seen_total"]}) == "availability"
}

test_everything_else if {
	_class({"shape": "threshold", "queries": ["sum(rate(vllm:generation_tokens_total[5m]))"]}) == "throughput"
	_class({"queries": ["sum(rate(digest_faithful_total[1h]))", "sum(rate(digest_total[1h]))"]}) == "other"
	_class({"queries": [`sum(rate(vllm:request_prompt_tokens_bucket{le="100"}[5m]))`]}) == "unknown"
	_class({"queries": ["Any", "Any"]}) == "unknown"
	_class({"shape": "threshold", "queries": ["time() - max(index_refresh_timestamp_seconds)"]}) == "other"
}

test_the_name_tells_when_the_queries_do_not if {
	_class({"queries": ["Any"], "called": "chat-availability"}) == "availability"
	_class({"queries": ["Any"], "called": "chat p95"}) == "latency"
	_class({"queries": ["Any"], "called": "requests under budget"}) == "unknown"
}

test_what_a_latency_objective_measures if {
	objective_class.measured([`rate(vllm:time_to_first_token_seconds_bucket{le="1"}[5m])`]) == {"ttft"}
	objective_class.measured([`rate(vllm:inter_token_latency_seconds_bucket{le="1"}[5m])`]) == {"per_token"}
	objective_class.measured([`rate(gateway_seconds_bucket{le="1"}[5m])`]) == {"e2e"}
	objective_class.measured([]) == {"e2e"}
}
