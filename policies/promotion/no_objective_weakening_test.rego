package policylint.rules.promotion.no_objective_weakening_test

import data.policylint.rules.promotion.no_objective_weakening as rule

_doc(path, kind, content) := {"path": path, "kind": kind, "content": content, "pods": [], "servers": {}, "texts": {}, "refs": {}}

_side(prefix, documents) := {
	"primary": sprintf("%s%s#0", [prefix, documents[0].path]),
	"manifest": sprintf("%sdeployment.yaml#0", [prefix]),
	"names": ["chat"],
	"documents": {sprintf("%s%s#0", [prefix, document.path]): document | some document in documents},
}

_change(old, new) := {"promotion": true, "before": _side("1f0b8b7f6c2d:", old), "subject": _side("", new)}

_silent(old, new) if {
	count(rule.deny) == 0 with input as _change(old, new)
}

_denied(old, new) := finding if {
	count(rule.deny) == 1 with input as _change(old, new)
	some finding in rule.deny with input as _change(old, new)
}

# Objectives

_slo(name, labels, spec) := _doc(sprintf("slo/%s.yaml", [name]), "slo/openslo", {
	"apiVersion": "openslo/v1",
	"kind": "SLO",
	"metadata": {"name": name, "labels": labels},
	"spec": object.union({"timeWindow": [{"duration": "28d"}]}, spec),
})

_ratio(target) := {
	"indicator": {"spec": {"ratioMetric": {
		"good": {"metricSource": {"type": "Prometheus", "spec": {"query": `sum(rate(chat_requests_total{code!~"5.."}[5m]))`}}},
		"total": {"metricSource": {"type": "Prometheus", "spec": {"query": "sum(rate(chat_requests_total[5m]))"}}},
	}}},
	"objectives": [target],
}

_latency(quantile, objective) := {
	"indicator": {"spec": {"thresholdMetric": {"metricSource": {"type": "Prometheus", "spec": {"query": sprintf("histogram_quantile(%v, rate(chat_duration_seconds_bucket[5m]))", [quantile])}}}}},
	"objectives": [objective],
}

_availability(target) := [_slo("availability", {"policylint.dev/objective": "availability"}, _ratio(target))]

test_a_lower_target if {
	finding := _denied(_availability({"target": 0.999}), _availability({"target": 0.99}))
	finding.at == {"document": "slo/availability.yaml#0", "pointer": "/spec/objectives/0/target"}
	finding.related == [{"msg": "before: a target of 99.9 %", "at": {"document": "1f0b8b7f6c2d:slo/availability.yaml#0", "pointer": "/spec/objectives/0/target"}}]
	startswith(finding.msg, "The objective availability has a target of 99 % now, before it was a target of 99.9 %:")
}

test_units_and_tightening if {
	_silent(_availability({"target": 0.999}), _availability({"targetPercent": 99.9}))
	_silent(_availability({"target": 0.99}), _availability({"target": 0.999}))
}

test_a_longer_window if {
	longer := [_slo("availability", {"policylint.dev/objective": "availability"}, object.union(_ratio({"target": 0.999}), {"timeWindow": [{"duration": "90d"}]}))]
	_denied(_availability({"target": 0.999}), longer).at.pointer == "/spec/timeWindow/0/duration"
	_silent(longer, _availability({"target": 0.999}))
	weeks := [_slo("availability", {"policylint.dev/objective": "availability"}, object.union(_ratio({"target": 0.999}), {"timeWindow": [{"duration": "4w"}]}))]
	_silent(_availability({"target": 0.999}), weeks)
}

_fast(quantile, bound) := [_slo("latency", {"policylint.dev/objective": "latency"}, _latency(quantile, {"op": "lte", "value": bound, "target": 0.95}))]

test_a_looser_bound if {
	_denied(_fast(0.95, 2), _fast(0.95, 3)).at.pointer == "/spec/objectives/0/value"
	_silent(_fast(0.95, 2), _fast(0.95, 1.5))
}

test_a_lower_percentile if {
	finding := _denied(_fast(0.95, 2), _fast(0.5, 2))
	contains(finding.msg, "the percentile 50")
	_silent(_fast(0.95, 2), _fast(0.99, 2))
}

test_an_objective_that_goes_away if {
	finding := _denied(array.concat(_fast(0.95, 2), _availability({"target": 0.999})), _fast(0.95, 2))
	finding.related[0].at.document == "1f0b8b7f6c2d:slo/availability.yaml#0"
	contains(finding.msg, "takes away the objective availability")
}

test_an_objective_under_another_name if {
	note := _denied(_availability({"target": 0.999}), [_slo("uptime", {"policylint.dev/objective": "availability"}, _ratio({"target": 0.999}))])
	note.level == "note"
	_silent(_availability({"target": 0.999}), [_slo("uptime", {"policylint.dev/objective": "availability", "policylint.dev/replaces": "availability"}, _ratio({"target": 0.999}))])
	weaker := _denied(_availability({"target": 0.999}), [_slo("uptime", {"policylint.dev/objective": "availability", "policylint.dev/replaces": "availability"}, _ratio({"target": 0.9}))])
	weaker.at.document == "slo/uptime.yaml#0"
}

# Alerts

_alert(name, expr, rest) := object.union({"alert": name, "expr": expr, "labels": {"service": "chat", "severity": "page"}}, rest)

_alerts(list) := [_doc("alerts.yaml", "prometheus/rules", {"groups": [{"name": "chat", "rules": list}]})]

test_numbers_of_an_alert if {
	old := _alerts([_alert("High", `chat_errors{service="chat"} > 0.01`, {"for": "5m"})])
	finding := _denied(old, _alerts([_alert("High", `chat_errors{service="chat"} > 0.05`, {"for": "5m"})]))
	finding.at == {"document": "alerts.yaml#0", "pointer": "/groups/0/rules/0/expr"}
	_denied(old, _alerts([_alert("High", `chat_errors{service="chat"} > 0.01`, {"for": "1h"})])).at.pointer == "/groups/0/rules/0/for"
	_silent(old, _alerts([_alert("High", `chat_errors{service="chat"} > 5 * 0.001`, {})]))
	_silent(old, _alerts([_alert("High", `chat_other{service="chat"} > 5`, {"for": "5m"})]))
}

test_a_floor_of_an_alert if {
	old := _alerts([_alert("Low", `chat_quality < 0.92`, {})])
	_denied(old, _alerts([_alert("Low", `chat_quality < 0.85`, {})]))
	_silent(old, _alerts([_alert("Low", `chat_quality < 0.95`, {})]))
}

test_whom_an_alert_calls if {
	old := _alerts([_alert("High", "chat_errors > 1", {})])
	finding := _denied(old, _alerts([object.union(_alert("High", "chat_errors > 1", {}), {"labels": {"severity": "info"}})]))
	finding.at.pointer == "/groups/0/rules/0/labels/severity"
}

test_the_alert_of_an_objective_goes_away if {
	slo := _availability({"target": 0.999})
	alert := _alert("Burn", "chat_burn > 1", {"labels": {"slo": "availability", "severity": "page"}})
	other := _alert("Cost", "chat_cost > 1", {})
	finding := _denied(array.concat(slo, _alerts([alert, other])), array.concat(slo, _alerts([other])))
	finding.at == {"document": "alerts.yaml#0", "pointer": "/groups/0/rules"}
	finding.related[0].at.pointer == "/groups/0/rules/0"
}

# The system

_system(spec) := [_doc("system.yaml", "policylint/model-system", {"metadata": {"name": "chat"}, "spec": spec})]

_threshold(rest) := _system({"thresholds": [object.union({"metric": "faithfulness", "dataset": "acme/sample"}, rest)]})

test_a_lower_threshold if {
	finding := _denied(_threshold({"min": 0.92}), _threshold({"min": 0.85}))
	finding.at == {"document": "system.yaml#0", "pointer": "/spec/thresholds/0/min"}
	contains(finding.msg, "at least 0.85 now, before it was at least 0.92")
	_silent(_threshold({"min": 0.92}), _threshold({"min": 0.95}))
	_denied(_threshold({"max": 0.1}), _threshold({"max": 0.2}))
	_denied(_threshold({"min": 0.92}), _threshold({})).at.pointer == "/spec/thresholds"
	_denied(_threshold({"min": 0.92}), _system({"thresholds": []})).at.pointer == "/spec/thresholds"
	_silent(_system({}), _threshold({"min": 0.92}))
}

test_a_threshold_that_moves_in_the_list if {
	_silent(
		_system({"thresholds": [{"metric": "a", "min": 1}, {"metric": "b", "min": 2}]}),
		_system({"thresholds": [{"metric": "b", "min": 2}, {"metric": "a", "min": 1}]}),
	)
}

_kpi(unit, target) := _system({"kpis": [{"name": "mttr", "unit": unit, "target": target}]})

test_kpis_in_other_units if {
	_silent(_kpi("minutes", {"max": 60}), _kpi("hours", {"max": 1}))
	_denied(_kpi("minutes", {"max": 60}), _kpi("hours", {"max": 2})).at.pointer == "/spec/kpis/0/target/max"
}

test_retrieval if {
	old := _system({"rag": {"quality": [{"metric": "recall@10", "min": 0.85}], "index": {"maxAgeHours": 24}}})
	_denied(old, _system({"rag": {"quality": [{"metric": "recall@10", "min": 0.8}], "index": {"maxAgeHours": 24}}})).at.pointer == "/spec/rag/quality/0/min"
	_denied(old, _system({"rag": {"quality": [{"metric": "recall@10", "min": 0.85}], "index": {"maxAgeHours": 48}}})).at.pointer == "/spec/rag/index/maxAgeHours"
}

_manifest(spec) := [_doc("deployment.yaml", "policylint/model-deployment", {"spec": spec})]

test_recovery_and_drift if {
	old := _manifest({"release": {"rollback": {"maxMinutes": 10}}, "observability": {"drift": [{"signal": "input", "threshold": 0.08, "schedule": "P1D"}]}})
	slower := _manifest({"release": {"rollback": {"maxMinutes": 20}}, "observability": {"drift": [{"signal": "input", "threshold": 0.08, "schedule": "P1D"}]}})
	looser := _manifest({"release": {"rollback": {"maxMinutes": 10}}, "observability": {"drift": [{"signal": "input", "threshold": 0.08, "schedule": "P2D"}]}})
	_denied(old, slower).at.pointer == "/spec/release/rollback/maxMinutes"
	_denied(old, looser).at.pointer == "/spec/observability/drift/0/schedule"
	_silent(slower, old)
}

test_a_first_deployment_has_no_before if {
	count(rule.deny) == 0 with input as {"subject": _side("", _threshold({"min": 0.1}))}
}

# A first deployment shares its system with the stage below.

_staged(old, new) := {
	"promotion": true,
	"subject": object.union(_side("", new), {"system": "system.yaml#0"}),
	"source~1": object.union(_side("1f0b8b7f6c2d:", old), {"system": "1f0b8b7f6c2d:system.yaml#0"}),
}

test_a_threshold_that_is_lowered_for_the_first_promotion if {
	staged := _staged(array.concat(_threshold({"min": 0.92}), _availability({"target": 0.999})), _threshold({"min": 0.85}))
	some finding in rule.deny with input as staged
	count(rule.deny) == 1 with input as staged
	finding.at.pointer == "/spec/thresholds/0/min"
}
