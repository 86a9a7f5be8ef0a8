package policylint.rules.promotion.no_control_removed_test

import data.policylint.rules.promotion.no_control_removed as rule

_doc(path, kind, content) := {"path": path, "kind": kind, "content": content, "pods": [], "servers": {}, "texts": {}, "refs": {}}

_side(prefix, documents) := {
	"primary": sprintf("%s%s#0", [prefix, documents[0].path]),
	"manifest": sprintf("%sdeployment.yaml#0", [prefix]),
	"names": ["chat"],
	"patch": false,
	"documents": {sprintf("%s%s#0", [prefix, document.path]): document | some document in documents},
}

_change(old, new) := {"promotion": true, "before": _side("1f0b8b7f6c2d:", old), "subject": _side("", new), "change": {"paths": []}}

_silent(old, new) if {
	count(rule.deny) == 0 with input as _change(old, new)
}

_denied(old, new) := finding if {
	count(rule.deny) == 1 with input as _change(old, new)
	some finding in rule.deny with input as _change(old, new)
}

_manifest(spec) := [_doc("deployment.yaml", "policylint/model-deployment", {"spec": spec})]

_all := {
	"canary": {"release": {"canary": {"steps": [5, 100]}}},
	"rollback": {"release": {"rollback": {"to": "none", "procedure": "docs/rollback.md"}}},
	"feature flag": {"release": {"featureFlag": {"key": "chat-v1"}}},
	"drift monitor": {"observability": {"drift": [{"signal": "input-embedding"}]}},
	"audit trail": {"access": {"audit": {"sink": "bigquery.audit"}}},
	"redaction": {"observability": {"payloads": {"redaction": "presidio"}}},
	"network control": {"access": {"network": {"control": "egress-proxy"}}},
	"rate limit": {"access": {"rateLimits": [{"per": "caller", "requests": 60, "every": "PT1M"}]}},
}

test_what_a_manifest_holds if {
	every name, spec in _all {
		old := _manifest(spec)
		emptied := _manifest({section: {} | some section, _ in spec})
		finding := _denied(old, emptied)
		startswith(finding.key, name)
		finding.at.document == "deployment.yaml#0"
		finding.at.pointer in {"/spec/release", "/spec/observability", "/spec/access"}
		_silent(old, old)
		_silent(emptied, old)
	}
}

test_what_is_switched_off if {
	_denied(_manifest(_all.redaction), _manifest({"observability": {"payloads": {"redaction": "none"}}}))
	_denied(_manifest(_all["feature flag"]), _manifest({"release": {"featureFlag": {"key": "none", "reason": "released"}}}))
}

test_a_signal_in_another_spelling if {
	_silent(_manifest(_all["drift monitor"]), _manifest({"observability": {"drift": [{"signal": "input_embedding"}]}}))
	_denied(_manifest(_all["drift monitor"]), _manifest({"observability": {"drift": [{"signal": "output-length"}]}}))
}

# The system

_system(spec) := [_doc("system.yaml", "policylint/model-system", {"metadata": {"name": "chat"}, "spec": spec})]

test_oversight_and_impact if {
	finding := _denied(_system({"oversight": {"mode": "human-in-the-loop"}}), _system({"oversight": {"mode": "human-on-the-loop"}}))
	finding.at == {"document": "system.yaml#0", "pointer": "/spec/oversight/mode"}
	_silent(_system({"oversight": {"mode": "none"}}), _system({"oversight": {"mode": "human-in-the-loop"}}))
	_denied(_system({"decision": {"impact": "high"}}), _system({"decision": {"impact": "medium"}}))
	_denied(_system({"decision": {"impact": "high"}}), _system({"decision": {}})).at == {"document": "system.yaml#0", "pointer": "/spec/decision"}
	_denied(_system({"oversight": {"stop": {"procedure": "docs/stop.md"}}}), _system({"oversight": {}})).key == "stop procedure"
}

test_classes_of_data if {
	_denied(_system({"data": {"classes": ["internal", "personal"]}}), _system({"data": {"classes": ["internal"]}})).at.pointer == "/spec/data/classes"
	_silent(_system({"data": {"classes": ["internal", "personal"]}}), _system({"data": {"classes": ["personal"]}}))
	_silent(_system({"data": {"classes": ["personal"]}}), _system({"data": {"classes": ["special-category"]}}))
}

test_callers_no_longer_wait if {
	finding := _denied(_manifest({}), _manifest({"serving": "async"}))
	finding.at.pointer == "/spec/serving"
	_silent(_manifest({"serving": "async"}), _manifest({}))
}

# Alerts and objectives

_alerts(list) := [_doc("alerts.yaml", "prometheus/rules", {"groups": [{"name": "chat", "rules": [object.union({"labels": {"service": "chat"}}, rule) | some rule in list]}]})]

test_alerts_by_what_they_look_at if {
	one := {"alert": "Errors", "expr": "chat_errors_total > 1"}
	two := {"alert": "Cost", "expr": "chat_cost > 1"}
	finding := _denied(_alerts([one, two]), _alerts([two]))
	finding.at == {"document": "alerts.yaml#0", "pointer": "/groups/0/rules"}
	_denied(_alerts([object.union(one, {"labels": {"service": "chat", "severity": "page"}})]), _alerts([{"alert": "ErrorsHigh", "expr": "chat_errors_total > 1", "labels": {"service": "chat", "severity": "info"}}]))
	_silent(_alerts([one]), _alerts([{"alert": "ErrorsHigh", "expr": "rate(chat_errors_total[5m]) > 1"}]))
}

test_an_alert_file_that_is_moved if {
	one := {"alert": "Errors", "expr": "chat_errors_total > 1"}
	change := object.union(_change(array.concat(_manifest({}), _alerts([one])), _manifest({})), {"change": {"paths": [{"path": "old/alerts.txt", "status": "renamed", "from": "alerts.yaml"}]}})
	some finding in rule.deny with input as change
	contains(finding.msg, "its file is now old/alerts.txt")
}

_slo(class) := [_doc("slo.yaml", "slo/pyrra", {
	"metadata": {"name": "chat", "labels": {"policylint.dev/objective": class}},
	"spec": {"target": "99", "window": "4w", "alerting": {"burnrates": false}, "indicator": {"ratio": {"errors": {"metric": "chat_errors"}, "total": {"metric": "chat_total"}}}},
})]

test_the_last_objective_of_its_class if {
	finding := _denied(array.concat(_manifest({}), _slo("availability")), _manifest({}))
	contains(finding.msg, "every objective for availability")
}

# Kubernetes

_workload(pod, context) := [object.union(
	_doc("app.yaml", "k8s/workload", {"kind": "Deployment", "metadata": {"name": "chat"}, "spec": {"template": {"spec": object.union(pod, {"containers": [{"name": "vllm", "securityContext": context}]})}}}),
	{"pods": ["/spec/template/spec"], "servers": {"/spec/template/spec/containers/0": "vllm"}},
)]

test_security_of_pods if {
	old := _workload({"securityContext": {"runAsNonRoot": true}}, {"capabilities": {"drop": ["ALL"]}})
	_silent(old, _workload({}, {"runAsNonRoot": true, "capabilities": {"drop": ["all"]}}))
	finding := _denied(old, _workload({"securityContext": {"runAsNonRoot": true}}, {}))
	finding.key == "pod security dropped capabilities"
	_denied(old, _workload({}, {"capabilities": {"drop": ["ALL"]}})).key == "pod security runAsNonRoot"
	_denied(_workload({}, {"allowPrivilegeEscalation": false}), _workload({}, {"allowPrivilegeEscalation": true}))
	_silent(old, [_doc("endpoint.yaml", "hf/endpoint", {"type": "private"})])
}

_budget(spec) := [_doc("pdb.yaml", "k8s/pdb", {"metadata": {"name": "chat"}, "spec": spec})]

test_a_disruption_budget if {
	old := array.concat(_workload({}, {}), _budget({"minAvailable": 1}))
	_denied(old, _workload({}, {})).key == "disruption budget"
	_denied(old, array.concat(_workload({}, {}), _budget({"minAvailable": 0}))).at.document == "pdb.yaml#0"
	_silent(old, array.concat(_workload({}, {}), _budget({"maxUnavailable": 1})))
}

_policy(name) := _doc(sprintf("%s.yaml", [name]), "k8s/networkpolicy", {"kind": "NetworkPolicy", "metadata": {"name": name}, "spec": {"podSelector": {}, "policyTypes": ["Ingress"]}})

test_a_network_policy if {
	_denied(array.concat(_workload({}, {}), [_policy("one")]), _workload({}, {})).key == "network policy"
	_silent(array.concat(_workload({}, {}), [_policy("one"), _policy("two")]), array.concat(_workload({}, {}), [_policy("two")]))
}

test_flagger_by_a_rollout if {
	flagger := _doc("canary.yaml", "flagger/canary", {"metadata": {"name": "chat"}, "spec": {"analysis": {"stepWeight": 5, "interval": "1m", "threshold": 3}}})
	rollout := [_doc("rollout.yaml", "k8s/workload", {"kind": "Rollout", "spec": {"strategy": {"canary": {"steps": [{"setWeight": 5}]}}}})]
	_silent(array.concat(_workload({}, {}), [flagger]), array.concat(_workload({}, {}), rollout))
	_denied(array.concat(_workload({}, {}), [flagger]), array.concat(_workload({}, {}), [object.union(flagger, {"content": {"spec": {"skipAnalysis": true}}})])).key == "canary"
}

_named(name) := [_doc("deployment.yaml", "policylint/model-deployment", {"metadata": {"name": name}, "spec": {}})]

test_a_deployment_under_another_name if {
	finding := _denied(_named("chat"), _named("chat-two"))
	finding.at == {"document": "deployment.yaml#0", "pointer": "/metadata/name"}
	_silent(_named("chat"), _named("chat"))
}

test_a_canary_that_has_done_its_work if {
	_silent(_isvc({"predictor": {}, "canary": [{"trafficPercent": 5, "predictor": {"name": "next"}}]}), _isvc({"predictor": {}}))
}

_isvc(spec) := [_doc("isvc.yaml", "kserve/inferenceservice", {"metadata": {"name": "chat"}, "spec": spec})]

test_a_first_deployment_has_no_before if {
	count(rule.deny) == 0 with input as {"subject": _side("", _manifest({}))}
}

test_the_system_of_a_first_deployment if {
	staged := {
		"subject": object.union(_side("", _system({"oversight": {"mode": "none"}})), {"system": "system.yaml#0"}),
		"source~1": object.union(
			_side("1f0b8b7f6c2d:", array.concat(_system({"oversight": {"mode": "human-in-the-loop"}}), _manifest(_all["audit trail"]))),
			{"system": "1f0b8b7f6c2d:system.yaml#0"},
		),
	}
	some finding in rule.deny with input as staged
	count(rule.deny) == 1 with input as staged
	finding.at.pointer == "/spec/oversight/mode"
}
