package policylint.facts

import data.policylint.lib.promql

# alerts[side]: every alert of every rules file: name, expr, labels (with its group's), annotations, for, and what its
# expression comes to with the recording rules that it names filled in: metrics, matchers, and whether it is `conditional`.
# `tied` says why it speaks about this deployment; one about something else in the same file has none. `foreign` is one
# that is about the cluster, or selects another service or model.
alerts[side] contains object.union(alert, {"tied": tied, "foreign": _alert_foreign(side, alert, tied)}) if {
	some side
	some alert in _alerts_read[side]
	tied := _alert_ties(side, alert)
}

# alerted[side]: the SLOs, by place, that some alert is about.
alerted[side] contains slo.at if {
	some side
	some slo in slos[side]
	some alert in _alerts_read[side]
	_alert_about(side, alert, slo)
}

# Reading

_alerts_read[side] contains {
	"name": sprintf("%v", [rule.alert]),
	"expr": expr,
	"labels": object.union(_alert_texts(group, "labels"), _alert_texts(rule, "labels")),
	"annotations": _alert_texts(rule, "annotations"),
	"for": object.get(rule, "for", null),
	"group": object.get(group, "name", ""),
	"keys": object.keys(rule),
	"document": id,
	"at": {"document": id, "pointer": at},
	"metrics": _alert_filled(side, promql.metrics(expr), names),
	"matchers": (promql.matchers(expr) | {matcher | some name in names; some text in _recorded[side][name]; some matcher in promql.matchers(text)}),
	"conditional": _alert_conditional(side, expr, names),
} if {
	some [side, id, at, group, rule] in _prometheus_rules
	rule.alert
	expr := sprintf("%v", [object.get(rule, "expr", "")])
	names := graph.reachable(object.get(_recorded_metrics, side, {}), promql.metrics(expr))
}

# Plain files hold `groups`, the resource PrometheusRule below `spec`.
_prometheus_rules contains [side, id, sprintf("%s/groups/%d/rules/%d", [base, i, j]), group, rule] if {
	some [side, id] in by_kind["prometheus/rules"]
	some base, holder in {"": input[side].documents[id].content, "/spec": object.get(input[side].documents[id].content, "spec", {})}
	some i, group in holder.groups
	is_object(group)
	some j, rule in group.rules
	is_object(rule)
}

_recorded[side][rule.record] contains sprintf("%v", [rule.expr]) if {
	some [side, _, _, _, rule] in _prometheus_rules
}

# By name: what a recording rule is made of.
_recorded_metrics[side][name] := {metric | some text in texts; some metric in promql.metrics(text)} if {
	some side
	some name, texts in _recorded[side]
}

_alert_filled(side, metrics, names) := (metrics | union({_recorded_metrics[side][name] | some name in names})) - names

_alert_texts(holder, key) := {name: sprintf("%v", [text]) | some name, text in holder[key]; not is_null(text)} if {
	is_object(holder[key])
} else := {}

_alert_conditional(_, expr, _) if promql.conditional(expr)

_alert_conditional(side, _, names) if {
	some name in names
	some text in _recorded[side][name]
	promql.conditional(text)
}

default _alert_conditional(_, _, _) := false
