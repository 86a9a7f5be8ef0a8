package policylint.facts

# Sloth: a file of its own, or the resource PrometheusServiceLevel with the same keys in camel case. Its window is thirty
# days unless its generator is told otherwise, and each SLO gets two alerts unless it takes them away.

_sloth_slos contains [side, id, sprintf("%s/slos/%d", [base, i]), slo] if {
	some [side, id] in by_kind["slo/sloth"]
	some base, holder in {"": input[side].documents[id].content, "/spec": object.get(input[side].documents[id].content, "spec", {})}
	some i, slo in holder.slos
	is_object(slo)
}

_objective_said[side] contains object.union(_sloth_measure(id, at, slo), {
	"format": "Sloth",
	"name": _sloth_name(at, slo),
	"called": _sloth_name(at, slo),
	"label": _objective_label(slo),
	"document": id,
	"slo": {"document": id, "pointer": at},
	"at": {"document": id, "pointer": at},
	"target": _sloth_target(id, at, slo),
	"window": {"value": "30d", "at": {"document": id, "pointer": at}},
	"op": null,
	"bound": null,
	"prometheus": true,
	"refers": null,
}) if {
	some [side, id, at, slo] in _sloth_slos
}

slos[side] contains {
	"format": "Sloth",
	"name": _sloth_name(at, slo),
	"document": id,
	"at": {"document": id, "pointer": at},
	"alerting": _sloth_alerting(id, at, slo),
} if {
	some [side, id, at, slo] in _sloth_slos
}

_sloth_name(at, slo) := sprintf("%v", [object.get(slo, "name", at)])

_sloth_target(id, at, slo) := {"value": _objective_percent(slo.objective), "written": slo.objective, "at": {"document": id, "pointer": sprintf("%s/objective", [at])}} if {
	not slo.objective in {null, ""}
} else := {"value": null, "written": null, "at": {"document": id, "pointer": at, "missing": "objective"}}

_sloth_measure(id, at, slo) := {"shape": "ratio", "queries": queries, "query_at": {"document": id, "pointer": where}, "empty": empty} if {
	key := [name | some name in ["events", "raw"]; is_object(slo.sli[name])][0]
	names := _sloth_queries[key]
	where := sprintf("%s/sli/%s", [at, key])
	found := [object.get(slo.sli[key], snake, object.get(slo.sli[key], camel, "")) | some [snake, camel] in names]
	queries := [query | some query in found; is_string(query); trim_space(query) != ""]
	empty := [{"document": id, "pointer": where} | count(queries) < count(names)]
} else := {"shape": "plugin", "queries": [plugin.id], "query_at": {"document": id, "pointer": sprintf("%s/sli/plugin", [at])}, "empty": []} if {
	plugin := slo.sli.plugin
	is_string(plugin.id)
} else := {"shape": "none", "queries": [], "query_at": {"document": id, "pointer": sprintf("%s/sli", [at])}, "empty": []} if {
	"sli" in object.keys(slo)
} else := {"shape": "none", "queries": [], "query_at": {"document": id, "pointer": at, "missing": "sli"}, "empty": []}

_sloth_alerting(id, at, slo) := {"state": "off", "at": {"document": id, "pointer": sprintf("%s/alerting", [at])}} if {
	_sloth_disabled(slo.alerting, ["page_alert", "pageAlert"])
	_sloth_disabled(slo.alerting, ["ticket_alert", "ticketAlert"])
} else := {"state": "generated", "at": {"document": id, "pointer": at}}

_sloth_disabled(alerting, keys) if {
	some key in keys
	alerting[key].disable == true
}

_sloth_queries := {
	"events": [["error_query", "errorQuery"], ["total_query", "totalQuery"]],
	"raw": [["error_ratio_query", "errorRatioQuery"]],
}
