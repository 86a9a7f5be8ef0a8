package policylint.rules.observability.alert_actionable_test

import data.policylint.rules.observability.alert_actionable as rule

_given(rules, engine, image, args) := {"subject": {
	"name": "chat", "subject": "deployment", "primary": "llm.yaml#0", "patch": false, "names": ["chat"],
	"documents": {
		"llm.yaml#0": {
			"kind": "k8s/workload", "path": "llm.yaml",
			"content": {"kind": "Deployment", "spec": {"template": {"spec": {"containers": [{"name": "c", "image": image, "args": args}]}}}},
			"pods": ["/spec/template/spec"], "servers": {"/spec/template/spec/containers/0": engine},
		},
		"alerts.yaml#0": {"kind": "prometheus/rules", "path": "alerts.yaml", "content": {"groups": [{"name": "g", "rules": rules}]}, "pods": [], "servers": {}},
	},
}}

_alert(expr, more) := object.union({"alert": "A", "expr": expr, "labels": {"severity": "page", "service": "chat"}, "annotations": {"runbook_url": "https://runbooks.acme.example/chat"}}, more)

_one(expr, more) := _given([_alert(expr, more)], "vllm", "vllm/vllm-openai:v0.12.0", [])

_serving(expr, engine) := _given([_alert(expr, {})], engine, "acme/x:v1", [])

_version(expr, tag, args) := _given([_alert(expr, {})], "vllm", sprintf("vllm/vllm-openai:%s", [tag]), args)

_silent(given) if {
	count(rule.deny) == 0 with input as given
	not rule.undecided with input as given
}

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

test_an_alert_that_says_all_passes if {
	_silent(_one("vllm:num_requests_waiting > 20", {}))
}

_without(key, more) := _given([object.union(object.remove(_alert("up > 1", {}), [key]), more)], "vllm", "x", [])

test_no_severity if {
	absent := _denied(_without("labels", {"expr": `up{job="chat"} == 0`}))
	absent.at == {"document": "alerts.yaml#0", "pointer": "/groups/0/rules/0", "missing": "labels"}
	below := _denied(_without("labels", {"labels": {"service": "chat"}}))
	below.at == {"document": "alerts.yaml#0", "pointer": "/groups/0/rules/0/labels", "missing": "severity"}
	_silent(_without("labels", {"labels": {"service": "chat", "priority": "P1"}}))
	_silent(_without("labels", {"labels": {"service": "chat", "sloth_severity": "page"}}))
}

test_no_runbook if {
	absent := _denied(_without("annotations", {}))
	absent.at == {"document": "alerts.yaml#0", "pointer": "/groups/0/rules/0", "missing": "annotations"}
	below := _denied(_without("annotations", {"annotations": {"summary": "It fails."}}))
	below.at == {"document": "alerts.yaml#0", "pointer": "/groups/0/rules/0/annotations", "missing": "runbook_url"}
	every text in ["", "TODO", "<link>", "n/a"] {
		_denied(_without("annotations", {"annotations": {"runbook_url": text}}))
	}
	every annotations in [
		{"runbook": "docs/runbook.md"}, {"runbook_url": "https://r.example/{{ $labels.alertname }}"}, {"playbook": "x"},
		{"description": "See https://wiki.acme.example/runbooks/chat."},
	] {
		_silent(_without("annotations", {"annotations": annotations}))
	}
	_denied(_without("annotations", {"annotations": {"description": "There is no runbook yet."}}))
}

test_an_expression_without_a_condition if {
	finding := _denied(_one(`rate(chat_errors_total[5m])`, {}))
	finding.at.pointer == "/groups/0/rules/0/expr"
	contains(finding.msg, "chat_errors_total")
	_denied(_one(`chat_errors_total > bool 5`, {}))
	every expr in [
		`absent(up{job="chat"})`, "vector(1)", `ALERTS{job="chat",alertstate="firing"}`, "chat:errors:burning", "chat_a unless chat_b",
	] {
		_silent(_one(expr, {}))
	}
}

test_a_recording_rule_may_hold_the_condition if {
	_silent(_given([{"record": "chat_is_down", "expr": "chat_up == 0"}, _alert("chat_is_down", {})], "vllm", "x", []))
	_denied(_given([{"record": "chat_load", "expr": "rate(chat_total[5m])"}, _alert("chat_load", {})], "vllm", "x", []))
}

test_metrics_of_another_engine if {
	finding := _denied(_serving("histogram_quantile(0.95, rate(tgi_request_duration_bucket[5m])) > 2", "vllm"))
	finding.at.pointer == "/groups/0/rules/0/expr"
	contains(finding.msg, "tgi_request_duration_bucket, a metric of TGI, but vLLM serves here")
	contains(finding.msg, "use vllm:e2e_request_latency_seconds_bucket")
	contains(_denied(_serving("vllm:num_requests_waiting > 5", "tgi")).msg, "use tgi_queue_size")
	contains(_denied(_serving("tgi_batch_next_size > 5", "vllm")).msg, "use a metric of the engine that serves")
}

test_what_may_come_from_here_is_no_other_engine if {
	_silent(_serving("tgi_queue_size > 5", "tgi"))
	_silent(_serving("vllm:num_requests_waiting > 5", "triton"))
	_silent(_serving("vllm:num_requests_waiting > 5", "ray-serve"))
	_silent(_serving("tgi_queue_size > 5", "unknown"))
	_silent(_serving("tgi_queue_size > 5", "caikit"))
	_silent(_serving("tgi_queue_size > 5 or http_requests_waiting > 5", "vllm"))
	_silent(_serving("nv_gpu_utilization > 0.9", "vllm"))
}

test_what_vllm_no_longer_gives_out if {
	finding := _denied(_version("vllm:gpu_cache_usage_perc > 0.9", "v0.11.0", []))
	contains(finding.msg, "since 0.11 and 0.11 serves here")
	contains(finding.msg, "use vllm:kv_cache_usage_perc")
	_denied(_version("rate(vllm:time_per_output_token_seconds_sum[5m]) / rate(vllm:time_per_output_token_seconds_count[5m]) > 1", "v0.12.0", []))
}

test_what_vllm_still_gives_out if {
	_silent(_version("vllm:gpu_cache_usage_perc > 0.9", "v0.10.2", []))
	_silent(_version("vllm:gpu_cache_usage_perc > 0.9", "latest", []))
	_silent(_version("vllm:gpu_cache_usage_perc > 0.9 or vllm:kv_cache_usage_perc > 0.9", "v0.12.0", []))
	_silent(_version("vllm:gpu_cache_usage_perc > 0.9", "v0.11.0", ["--show-hidden-metrics-for-version=0.10"]))
	_silent(_version("vllm:kv_cache_usage_perc > 0.9", "v0.12.0", []))
}

# READINGS 3: only alerts about a deployment are judged.
test_alerts_about_something_else_are_not_judged if {
	_silent(_given([{"alert": "A", "expr": `node_load1{instance="x"}`}, {"alert": "B", "expr": `x{service="web"}`}, {"record": "chat:x", "expr": "x"}], "vllm", "x", []))
}
