package policylint.facts

# OpenSLO v1. An SLO holds its indicator or names one, for all of its objectives or for each.

_openslo_named[side][kind][name] contains id if {
	some [side, id] in by_kind["slo/openslo"]
	input[side].documents[id].content.apiVersion == "openslo/v1"
	kind := input[side].documents[id].content.kind
	name := input[side].documents[id].content.metadata.name
}

_openslo_slos contains [side, id, _objective_name(input[side].documents[id].content, id)] if {
	some [side, id] in by_kind["slo/openslo"]
	input[side].documents[id].content.apiVersion == "openslo/v1"
	input[side].documents[id].content.kind == "SLO"
	is_object(input[side].documents[id].content.spec)
}

_objective_said[side] contains object.union(_openslo_measure(indicator), {
	"format": "OpenSLO",
	"name": name,
	"called": concat(" ", array.concat(_openslo_words(object.get(input[side].documents[id].content, "metadata", {})), array.concat(_openslo_words(objective), indicator.words))),
	"label": _objective_label(object.get(input[side].documents[id].content, "metadata", {})),
	"document": id,
	"slo": {"document": id, "pointer": ""},
	"at": {"document": id, "pointer": at},
	"target": _openslo_target(id, at, objective),
	"window": _openslo_window(side, id),
	"op": object.get(objective, "op", null),
	"bound": object.get(objective, "value", null),
}) if {
	some [side, id, name] in _openslo_slos
	spec := input[side].documents[id].content.spec
	some i, objective in spec.objectives
	is_object(objective)
	at := sprintf("/spec/objectives/%d", [i])
	indicator := _openslo_indicator(side, id, spec, objective, at)
}

slos[side] contains {
	"format": "OpenSLO",
	"name": name,
	"document": id,
	"at": {"document": id, "pointer": ""},
	"alerting": _openslo_alerting(side, id),
} if {
	some [side, id, name] in _openslo_slos
}

# A version that is served no longer is not judged, but it is there.
objectives_unread[side] contains {
	"name": _objective_name(input[side].documents[id].content, id),
	"version": version,
	"at": {"document": id, "pointer": ""},
} if {
	some [side, id] in by_kind["slo/openslo"]
	input[side].documents[id].content.kind == "SLO"
	version := input[side].documents[id].content.apiVersion
	version != "openslo/v1"
}

# Targets and windows

_openslo_target(id, at, objective) := {"value": _objective_percent(objective.targetPercent), "written": objective.targetPercent, "at": where} if {
	not objective.targetPercent in {null, ""}
	where := {"document": id, "pointer": sprintf("%s/targetPercent", [at])}
} else := {"value": _objective_number(objective.target), "written": objective.target, "at": where} if {
	not objective.target in {null, ""}
	where := {"document": id, "pointer": sprintf("%s/target", [at])}
} else := {"value": null, "written": null, "at": {"document": id, "pointer": at, "missing": "target"}}

_openslo_window(side, id) := {"value": duration, "at": {"document": id, "pointer": "/spec/timeWindow/0/duration"}} if {
	duration := input[side].documents[id].content.spec.timeWindow[0].duration
	not duration in {null, ""}
} else := {"value": null, "at": {"document": id, "pointer": "/spec/timeWindow"}} if {
	"timeWindow" in object.keys(input[side].documents[id].content.spec)
} else := {"value": null, "at": {"document": id, "pointer": "/spec", "missing": "timeWindow"}}

# Indicators

# Where the indicator is written; without `spec` it is not there, and `refers` is the name of one that no file defines.
_openslo_indicator(side, id, spec, objective, at) := found if {
	found := _openslo_held(side, id, objective, at)
} else := found if {
	found := _openslo_held(side, id, spec, "/spec")
} else := {"document": id, "at": "/spec", "spec": {}, "words": []}

_openslo_held(_, id, holder, base) := {"document": id, "at": sprintf("%s/indicator/spec", [base]), "spec": holder.indicator.spec, "words": _openslo_words(object.get(holder.indicator, "metadata", {}))} if {
	is_object(holder.indicator.spec)
} else := {"document": found, "at": "/spec", "spec": content(side, found).spec, "words": _openslo_words(object.get(content(side, found), "metadata", {}))} if {
	found := min(_openslo_named[side].SLI[holder.indicatorRef])
} else := {"document": id, "at": sprintf("%s/indicatorRef", [base]), "spec": {}, "words": [holder.indicatorRef], "refers": holder.indicatorRef} if {
	is_string(holder.indicatorRef)
}

_openslo_words(metadata) := [text | some key in ["name", "displayName"]; text := metadata[key]; is_string(text)]

_openslo_measure(indicator) := {
	"shape": _openslo_shapes[key],
	"queries": [query | some source in sources; some query in source.queries],
	"prometheus": "prometheus" in {source.type | some source in sources},
	"query_at": {"document": indicator.document, "pointer": at},
	"empty": array.concat(
		[{"document": indicator.document, "pointer": source.at} | some source in sources; count(source.queries) == 0],
		[{"document": indicator.document, "pointer": at, "missing": "total"} | _openslo_half(key, metric)],
	),
	"refers": null,
} if {
	key := [name | some name in ["ratioMetric", "thresholdMetric"]; is_object(indicator.spec[name])][0]
	metric := indicator.spec[key]
	at := sprintf("%s/%s", [indicator.at, key])
	sources := _openslo_sources(key, metric, at)
} else := {
	"shape": "none",
	"queries": [],
	"prometheus": false,
	"query_at": {"document": indicator.document, "pointer": indicator.at},
	"empty": [],
	"refers": object.get(indicator, "refers", null),
}

_openslo_shapes := {"ratioMetric": "ratio", "thresholdMetric": "threshold"}

# Good or bad requests over nothing.
_openslo_half("ratioMetric", metric) if {
	not metric.raw
	not metric.total
}

_openslo_sources("thresholdMetric", metric, at) := [_openslo_source(metric, at)]

_openslo_sources("ratioMetric", metric, at) := [_openslo_source(metric[part], sprintf("%s/%s", [at, part])) |
	some part in ["good", "bad", "raw", "total"]
	is_object(metric[part])
]

_openslo_source(part, at) := {
	"at": at,
	"type": lower(sprintf("%v", [object.get(part, ["metricSource", "type"], "")])),
	"queries": _openslo_queries(object.get(part, ["metricSource", "spec"], {})),
}

# Each source of metrics has keys of its own; most have `query`.
_openslo_queries(spec) := [spec.query] if {
	is_string(spec.query)
	trim_space(spec.query) != ""
} else := [text | walk(spec, [_, text]); is_string(text); trim_space(text) != ""]

# Alert policies

_openslo_alerting(side, id) := {"state": "off", "at": {"document": id, "pointer": "/spec", "missing": "alertPolicies"}} if {
	not "alertPolicies" in object.keys(input[side].documents[id].content.spec)
} else := {"state": "off", "at": {"document": id, "pointer": "/spec/alertPolicies"}} if {
	count([policy | some policy in input[side].documents[id].content.spec.alertPolicies; not is_null(policy)]) == 0
} else := {"state": "policies", "at": {"document": id, "pointer": "/spec/alertPolicies"}}

# The names that an SLO's alert policies, and their conditions and targets, give and that no file defines.
dangling_references[side] contains {"kind": reference.kind, "name": reference.name, "at": reference.at} if {
	some side
	some reference in _openslo_references[side]
	not _openslo_named[side][reference.kind][reference.name]
}

_openslo_references[side] contains {"kind": "AlertPolicy", "name": name, "at": {"document": id, "pointer": sprintf("/spec/alertPolicies/%d", [i])}} if {
	some [side, id, _] in _openslo_slos
	some i, policy in input[side].documents[id].content.spec.alertPolicies
	name := _openslo_policy_name(policy)
}

_openslo_references[side] contains {"kind": kind, "name": name, "at": {"document": found.document, "pointer": sprintf("%s/%s/%d", [found.at, list, i])}} if {
	some side
	some found in _openslo_policy_specs[side]
	some list, [kind, key] in {"conditions": ["AlertCondition", "conditionRef"], "notificationTargets": ["AlertNotificationTarget", "targetRef"]}
	some i, item in found.spec[list]
	name := item[key]
	is_string(name)
}

# A policy stands inside the SLO, or is a document that it names.
_openslo_policy_specs[side] contains {"document": id, "at": sprintf("/spec/alertPolicies/%d/spec", [i]), "spec": policy.spec} if {
	some [side, id, _] in _openslo_slos
	some i, policy in input[side].documents[id].content.spec.alertPolicies
	is_object(policy.spec)
}

_openslo_policy_specs[side] contains {"document": found, "at": "/spec", "spec": content(side, found).spec} if {
	some [side, id, _] in _openslo_slos
	some policy in input[side].documents[id].content.spec.alertPolicies
	some found in _openslo_named[side].AlertPolicy[_openslo_policy_name(policy)]
}

# `alertPolicyRef: NAME`; some write the name alone.
_openslo_policy_name(policy) := policy.alertPolicyRef if is_string(policy.alertPolicyRef)

_openslo_policy_name(policy) := policy if is_string(policy)
