package policylint.lib.promql_test

import data.policylint.lib.promql

test_names_of_metrics_and_nothing_else if {
	promql.metrics(`sum by (le, job) (rate(http_request_duration_seconds_bucket{job="llm",le="0.5"}[5m]))`) == {"http_request_duration_seconds_bucket"}
	promql.metrics(`sum(rate(a_total[5m])) by (pod) / on(pod) group_left(node) sum(b_total) > 1e6`) == {"a_total", "b_total"}
	promql.metrics(`vllm:num_requests_waiting > 5 and up{job='a{b}'} == 1`) == {"vllm:num_requests_waiting", "up"}
	promql.metrics(`max_over_time(x[1h:5m] offset 2d) - x @ 1609746000 > bool 0x1F`) == {"x"}
	promql.metrics("a > 1 # not c or d\n  or b < 2") == {"a", "b"}
	promql.metrics("absent(up{job=\"x # y\"})") == {"up"}
	promql.metrics(`sum(rate(good_total[{{.window}}])) + sum_over_time(bad[{{.window}}:])`) == {"good_total", "bad"}
	promql.metrics(`{__name__="tgi_queue_size"} > 3`) == {"tgi_queue_size"}
	promql.metrics(`{__name__=~"a_total|b_total"}`) == {"a_total", "b_total"}
	promql.metrics(`vector(1)`) == set()
	promql.metrics("") == set()
}

test_matchers_of_labels if {
	promql.matchers(`x{job="llm", code=~"5..", pod!~'a\.b'} == 3`) == {
		{"label": "job", "op": "=", "value": "llm"},
		{"label": "code", "op": "=~", "value": "5.."},
		{"label": "pod", "op": "!~", "value": `a\.b`},
	}
	promql.matchers("x{a=\"#1\"} # y{b=\"2\"}") == {{"label": "a", "op": "=", "value": "#1"}}
	promql.matchers(`up == 1`) == set()
}

test_what_makes_an_alert_conditional if {
	every query in [
		"up == 0", "a > 5", "a / b >= 0.1", "a != 1", `absent(up{job="x"})`, "absent_over_time(up[5m])", "a unless b", "a and on(pod) b",
		"(a > bool 1) * (b > bool 2) == 1",
	] {
		promql.conditional(query)
	}
}

test_what_always_fires if {
	every query in [
		`kube_pod_status_reason{reason!="Evicted"}`, "rate(errors_total[5m])", "a > bool 5", "a # > 5", `label_replace(up, "a", "$1", "b", "(.*) > 2")`,
		"changes(brand_and_name[5m])",
	] {
		not promql.conditional(query)
	}
}

test_quantiles if {
	promql.quantiles(`histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m]))) > 2`) == {0.95}
	promql.quantiles(`histogram_quantile(.9, x_bucket)`) == {0.9}
	promql.quantiles(`quantile by (pod) (0.5, x)`) == {0.5}
	promql.quantiles(`x_us{quantile="0.99"}`) == {0.99}
	promql.quantiles(`x{quantile=~"0.9.*"}`) == set()
}

test_averages if {
	promql.averages("avg(request_duration_seconds)")
	promql.averages("avg by (pod) (latency)")
	promql.averages("avg_over_time(latency_ms[5m])")
	promql.averages("rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m])")
	not promql.averages("histogram_quantile(0.9, rate(x_bucket[5m]))")
	not promql.averages("rate(x_seconds_sum[5m]) / rate(y_count[5m])")
	not promql.averages(`p95{title="avg (5m)"}`)
}

test_a_family_is_a_histogram_without_its_count if {
	promql.family("x_seconds_bucket") == "x_seconds"
	promql.family("x_seconds_sum") == "x_seconds"
	promql.family("x_seconds_count") == "x_seconds_count"
}
