package policylint.facts

# Pyrra: the target is a percentage as text, and alerts on the burn rate are made unless they are taken away.

_pyrra_slos contains [side, id, _objective_name(input[side].documents[id].content, id), spec] if {
	some [side, id] in by_kind["slo/pyrra"]
	spec := input[side].documents[id].content.spec
	is_object(spec)
}

_objective_said[side] contains object.union(_pyrra_measure(id, spec), {
	"format": "Pyrra",
	"name": name,
	"called": name,
	"label": _objective_label(object.get(input[side].documents[id].content, "metadata", {})),
	"document": id,
	"slo": {"document": id, "pointer": ""},
	"at": {"document": id, "pointer": "/spec"},
	"target": _pyrra_target(id, spec),
	"window": _pyrra_window(id, spec),
	"op": null,
	"bound": null,
	"prometheus": true,
	"refers": null,
}) if {
	some [side, id, name, spec] in _pyrra_slos
}

slos[side] contains {
	"format": "Pyrra",
	"name": name,
	"document": id,
	"at": {"document": id, "pointer": ""},
	"alerting": _pyrra_alerting(id, spec),
} if {
	some [side, id, name, spec] in _pyrra_slos
}

_pyrra_target(id, spec) := {"value": _objective_percent(spec.target), "written": spec.target, "at": {"document": id, "pointer": "/spec/target"}} if {
	not spec.target in {null, ""}
} else := {"value": null, "written": null, "at": {"document": id, "pointer": "/spec", "missing": "target"}}

_pyrra_window(id, spec) := {"value": spec.window, "at": {"document": id, "pointer": "/spec/window"}} if {
	not spec.window in {null, ""}
} else := {"value": null, "at": {"document": id, "pointer": "/spec", "missing": "window"}}

_pyrra_measure(id, spec) := {"shape": shape, "queries": queries, "query_at": {"document": id, "pointer": at}, "empty": empty} if {
	key := [name | some name in ["ratio", "latency", "latencyNative", "bool_gauge"]; is_object(spec.indicator[name])][0]
	[shape, parts] := _pyrra_indicators[key]
	at := sprintf("/spec/indicator/%s", [key])
	found := [object.get(spec.indicator[key], part, "") | some part in parts]
	queries := [query | some query in found; is_string(query); trim_space(query) != ""]
	empty := [{"document": id, "pointer": at} | count(queries) < count(parts)]
} else := {"shape": "none", "queries": [], "query_at": {"document": id, "pointer": "/spec"}, "empty": []}

_pyrra_indicators := {
	"ratio": ["errors", [["errors", "metric"], ["total", "metric"]]],
	"latency": ["latency", [["success", "metric"], ["total", "metric"]]],
	"latencyNative": ["latency", [["total", "metric"]]],
	"bool_gauge": ["probe", [["metric"]]],
}

_pyrra_alerting(id, spec) := {"state": "off", "at": {"document": id, "pointer": sprintf("/spec/alerting/%s", [off[0]])}} if {
	off := [key | some key, value in {"burnrates": false, "disabled": true}; spec.alerting[key] == value]
	count(off) > 0
} else := {"state": "generated", "at": {"document": id, "pointer": "/spec"}}
