package policylint.facts_test

import data.policylint.facts

_rules(rules) := _rules_with(rules, {}, {})

_rules_with(rules, documents, more) := {"subject": object.union(
	{
		"names": ["chat", "acme/chat-7b"],
		"documents": object.union(documents, {"alerts.yaml#0": {
			"kind": "prometheus/rules",
			"path": "alerts.yaml",
			"content": {"groups": [{"name": "g", "rules": rules}]},
			"pods": [],
			"servers": {},
		}}),
	},
	more,
)}

_alert_named_it(name, given) := alert if {
	some alert in facts.alerts.subject with input as given
	alert.name == name
}

_tied(expr) := _alert_named_it("A", _rules([{"alert": "A", "expr": expr}])).tied

_serving(engine) := {"llm.yaml#0": {"kind": "k8s/workload", "path": "llm.yaml", "content": {}, "pods": [], "servers": {"/c": engine}}}

test_recording_rules_are_no_alerts_and_are_filled_in if {
	given := _rules([
		{"record": "job:errors:rate5m", "expr": `sum(rate(x_errors_total{job="chat"}[5m]))`},
		{"record": "job:burn", "expr": "job:errors:rate5m > 0.1"},
		{"alert": "A", "expr": "job:burn"},
		{"alert": "B", "expr": "job:errors:rate5m"},
	])
	count(facts.alerts.subject) == 2 with input as given
	alert := _alert_named_it("A", given)
	alert.metrics == {"x_errors_total"}
	alert.conditional
	alert.tied == {"name"}
	not _alert_named_it("B", given).conditional
}

test_a_rule_that_records_itself_ends if {
	alert := _alert_named_it("A", _rules([{"record": "a:b", "expr": "a:b + x_total"}, {"alert": "A", "expr": "a:b > 1"}]))
	alert.metrics == {"x_total"}
}

test_plain_files_and_the_resource if {
	given := {"subject": {"names": [], "documents": {"r.yaml#0": {
		"kind": "prometheus/rules", "path": "r.yaml", "pods": [], "servers": {},
		"content": {"spec": {"groups": [{"name": "g", "labels": {"team": "a", "severity": "none"}, "rules": [{"alert": "A", "expr": "up == 0", "labels": {"severity": "page"}}]}]}},
	}}}}
	alert := _alert_named_it("A", given)
	alert.at.pointer == "/spec/groups/0/rules/0"
	alert.labels == {"team": "a", "severity": "page"}
}

test_tied_by_a_name_in_the_expression if {
	every expr in [
		`up{job="chat"} == 0`, `rate(x{service="chat.prod.svc.cluster.local"}[5m]) > 1`, `x{model_name="acme/chat-7b"} > 1`,
		`x{model="chat-7b"} > 1`, `sum(x{pod=~"chat-.*"}) > 1`, `x{deployment=~"web|chat"} > 1`, "chat_errors_total > 1",
		`kube_deployment_status_replicas{deployment="chat"} < 1`,
	] {
		_tied(expr) == {"name"}
	}
}

test_tied_to_nothing if {
	every expr in [
		`up{job="web"} == 0`, `x{namespace="chat"} > 1`, `x{pod=~"chatter-.*"} > 1`, "http_requests_total > 1", `x{job!="chat"} > 1`,
		`x{job="chat-web"} > 1`, `x{ray_io_cluster=~"chat-.*"} > 1`, "chatter_total > 1", "vllm:num_requests_waiting > 1",
	] {
		_tied(expr) == set()
	}
}

test_tied_by_label_group_or_file if {
	_alert_named_it("A", _rules([{"alert": "A", "expr": "x > 1", "labels": {"service": "Chat"}}])).tied == {"name"}
	_alert_named_it("A", _rules([{"alert": "A", "expr": "x > 1", "labels": {"severity": "chat"}}])).tied == set()
	resource := {"subject": {"names": ["chat"], "documents": {"r.yaml#0": {
		"kind": "prometheus/rules", "path": "r.yaml", "pods": [], "servers": {},
		"content": {"metadata": {"name": "alerts", "labels": {"app.kubernetes.io/name": "chat"}}, "spec": {"groups": [{"name": "g", "rules": [{"alert": "A", "expr": "x > 1"}, {"alert": "B", "expr": "kube_node_status > 1"}]}]}},
	}}}}
	_alert_named_it("A", resource).tied == {"file"}
	_alert_named_it("B", resource).foreign
}

test_tied_by_the_engine_unless_it_selects_another_model if {
	vllm := _serving("vllm")
	_alert_named_it("A", _rules_with([{"alert": "A", "expr": "vllm:num_requests_waiting > 1"}], vllm, {})).tied == {"engine"}
	_alert_named_it("A", _rules_with([{"alert": "A", "expr": `vllm:num_requests_waiting{model_name="other"} > 1`}], vllm, {})).tied == set()
	_alert_named_it("A", _rules_with([{"alert": "A", "expr": "tgi_queue_size > 1"}], vllm, {})).tied == set()
	kserve := {"isvc.yaml#0": {
		"kind": "kserve/inferenceservice", "path": "isvc.yaml", "pods": [], "servers": {},
		"content": {"spec": {"predictor": {"model": {"modelFormat": {"name": "huggingface"}}}}},
	}}
	_alert_named_it("A", _rules_with([{"alert": "A", "expr": "vllm:num_requests_waiting > 1"}], kserve, {})).tied == {"engine"}
}

test_tied_by_the_manifest if {
	reference := {"pointer": "/spec/artefacts/alerts/0/path", "documents": ["alerts.yaml#0"]}
	_alert_named_it("A", _rules_with([{"alert": "A", "expr": "x > 1"}], {}, {"references": [reference]})).tied == {"manifest"}
	other := {"pointer": "/spec/artefacts/objectives/0/path", "documents": ["alerts.yaml#0"]}
	_alert_named_it("A", _rules_with([{"alert": "A", "expr": "x > 1"}], {}, {"references": [other]})).tied == set()
}

_pyrra(name, metric) := {"slo.yaml#0": {
	"kind": "slo/pyrra", "path": "slo.yaml", "pods": [], "servers": {},
	"content": {"metadata": {"name": name}, "spec": {"target": "99", "window": "4w", "indicator": {"ratio": {
		"errors": {"metric": sprintf(`%s{service="a",code=~"5.."}`, [metric])},
		"total": {"metric": sprintf(`%s{service="a"}`, [metric])},
	}}}},
}}

test_alerts_of_an_objective if {
	slo := _pyrra("ok", "gw_requests_total")
	by_metric := _rules_with([{"alert": "A", "expr": `rate(gw_requests_total{code=~"5.."}[5m]) > 1`}], slo, {})
	_alert_named_it("A", by_metric).tied == {"slo"}
	facts.alerted.subject == {{"document": "slo.yaml#0", "pointer": ""}} with input as by_metric
	by_label := _rules_with([{"alert": "A", "expr": "x > 1", "labels": {"slo": "ok"}}], slo, {})
	facts.alerted.subject == {{"document": "slo.yaml#0", "pointer": ""}} with input as by_label
	another := _rules_with([{"alert": "A", "expr": `rate(gw_requests_total{service="b"}[5m]) > 1`}], slo, {})
	not facts.alerted.subject with input as another
}

# An alert on the number of requests says nothing about how long they take.
test_alerts_of_a_latency_objective if {
	slo := {"slo.yaml#0": {
		"kind": "slo/pyrra", "path": "slo.yaml", "pods": [], "servers": {},
		"content": {"metadata": {"name": "fast"}, "spec": {"target": "99", "window": "4w", "indicator": {"latency": {
			"success": {"metric": `gw_seconds_bucket{le="1"}`},
			"total": {"metric": "gw_seconds_count"},
		}}}},
	}}
	counted := _rules_with([{"alert": "A", "expr": `rate(gw_seconds_count{code="500"}[5m]) > 1`}], slo, {})
	not facts.alerted.subject with input as counted
	timed := _rules_with([{"alert": "A", "expr": "rate(gw_seconds_sum[5m]) / rate(gw_seconds_count[5m]) > 1"}], slo, {})
	count(facts.alerted.subject) == 1 with input as timed
}

test_alerts_about_something_else_are_foreign if {
	_alert_named_it("A", _rules([{"alert": "A", "expr": `x{service="web"} > 1`}])).foreign
	_alert_named_it("A", _rules([{"alert": "A", "expr": "node_load1 > 1"}])).foreign
	not _alert_named_it("A", _rules([{"alert": "A", "expr": "http_requests_total > 1"}])).foreign
	not _alert_named_it("A", _rules([{"alert": "A", "expr": `kube_pod_status_ready{pod=~"chat-.*"} < 1`}])).foreign
}

_thresholds(alerts) := {threshold.metric: threshold.alerted |
	some threshold in facts.thresholds.subject with input as _rules_with(
		alerts, {"system.yaml#0": {
			"kind": "policylint/model-system", "path": "system.yaml", "pods": [], "servers": {},
			"content": {"spec": {"thresholds": [{"metric": "error_rate", "max": 0.01, "action": "rollback"}, {"metric": "faithfulness", "dataset": "acme/d", "min": 0.9}]}},
		}},
		{},
	)
}

test_thresholds_and_their_alerts if {
	_thresholds([]) == {"error_rate": false, "faithfulness": false}
	_thresholds([{"alert": "A", "expr": "digest_error_rate > 0.01"}]) == {"error_rate": true, "faithfulness": false}
	_thresholds([{"alert": "A", "expr": "x > 1", "labels": {"threshold": "error-rate"}}]) == {"error_rate": true, "faithfulness": false}
	_thresholds([{"alert": "A", "expr": "terror_rate > 1"}]) == {"error_rate": false, "faithfulness": false}
}
