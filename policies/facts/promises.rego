package policylint.facts

import data.policylint.lib.promql
import data.policylint.lib.quantity
import data.policylint.lib.result

# promises[side]: what is promised in numbers, so that two sides can be compared. {"sort", "key": the same promise on
# another side, "what": words, "limits": {name: {"value", "better": "higher" or "lower", "said", "at"}}, "at",
# "optional" where one without that limit is no weaker. "section": where a manifest names it, "replaces": names that it says it stands for, "about": what it looks at, under
# whatever name}. Units are those of lib/quantity.

promises[side] contains {
	"sort": "objective",
	"key": [objective.name, objective.class],
	"what": sprintf("the objective %s", [objective.name]),
	"limits": object.union_n([limit | some limit in _promise_of_objective(objective)]),
	"at": objective.at,
	"section": "/spec/artefacts/objectives",
	"replaces": _promise_replaces(side, objective.document),
	"about": {query | some query in objective.query},
} if {
	some side
	some objective in objectives[side]
}

_promise_of_objective(objective) := [
	{"target": {"value": value, "better": "higher", "said": sprintf("a target of %v %%", [quantity.rounded(value * 100)]), "at": objective.target_at} |
		value := objective.target
		is_number(value)
	},
	{"window": {"value": value, "better": "lower", "optional": true, "said": sprintf("a window of %v", [objective.window]), "at": objective.window_at} |
		value := quantity.seconds(objective.window)
	},
	{"percentile": {"value": value, "better": "higher", "said": sprintf("the percentile %v", [quantity.rounded(value * 100)]), "at": objective.query_at} |
		value := objective.percentile
		is_number(value)
		objective.class == "latency"
	},
	{"bound": bound | bound := _promise_bound(objective)},
]

_promise_bound(objective) := {"value": value, "better": better, "said": sprintf("a bound of %v", [objective.bound]), "at": result.at(objective.document, sprintf("%s/value", [objective.at.pointer]))} if {
	value := quantity.rounded(quantity.number(objective.bound) * _promise_factor(objective.metrics))
	better := {"gt": "higher", "gte": "higher", "lt": "lower", "lte": "lower"}[object.get(objective, "op", "lte")]
} else := {"value": value, "better": "lower", "said": sprintf("a bound of %v", [value]), "at": objective.query_at} if {
	objective.class == "latency"
	bounds := {quantity.rounded(quantity.number(matcher.value) * _promise_factor(objective.metrics)) |
		some query in objective.query
		some matcher in promql.matchers(query)
		matcher.label == "le"
		matcher.op == "="
	}
	count(bounds) > 0
	value := max(bounds)
}

_promise_factor(metrics) := min({quantity.of_metric(metric) | some metric in metrics} | {1})

# A label or annotation of the new one names the old one.
_promise_replaces(side, id) := {name |
	metadata := input[side].documents[id].content.metadata
	some holder in ["labels", "annotations"]
	some name in _objective_texts(metadata[holder]["policylint.dev/replaces"])
}

# Alerts: the numbers that they compare with, how long they wait, and whom they call.
promises[side] contains {
	"sort": "alert",
	"key": [alert.name],
	"what": sprintf("the alert %s", [alert.name]),
	"limits": object.union_n([limit | some limit in _promise_of_alert(alert)]),
	"at": alert.at,
	"section": "/spec/artefacts/alerts",
	"replaces": {name | some holder in ["labels", "annotations"]; some key in ["replaces", "policylint.dev/replaces"]; name := alert[holder][key]},
	"about": {_promise_skeleton(alert.expr)},
} if {
	some side
	some alert in alerts[side]
	count(alert.tied) > 0
}

_promise_of_alert(alert) := array.concat(
	[{"for": _promise_wait(alert)}, {"severity": _promise_severity(alert)}],
	[{sprintf("expr %d %s", [i, _promise_skeleton(alert.expr)]): {"value": value, "better": better, "optional": true, "said": sprintf("the condition %s %s", [part[1], trim_space(part[2])]), "at": _promise_below(alert.at, "expr")}} |
		not regex.match(`\bunless\b`, promql.plain(alert.expr))
		some i, part in _promise_comparisons(alert.expr)
		value := quantity.arithmetic(part[2])
		better := {">": "lower", ">=": "lower", "<": "higher", "<=": "higher"}[part[1]]
	],
)

# Without `for` an alert fires at once.
_promise_wait(alert) := {"value": value, "better": "lower", "optional": true, "said": sprintf("a wait of %v", [alert.for]), "at": _promise_below(alert.at, "for")} if {
	value := quantity.seconds(alert.for)
} else := {"value": 0, "better": "lower", "optional": true, "said": "no wait", "at": alert.at}

_promise_severity(alert) := {"value": value, "better": "higher", "optional": true, "said": sprintf("the severity %s", [alert.labels.severity]), "at": _promise_below(alert.at, "labels/severity")} if {
	value := object.get(_promise_severities, lower(alert.labels.severity), 9)
	value < 9
} else := {"value": 0, "better": "higher", "optional": true, "said": "no severity", "at": alert.at} if {
	not alert.labels.severity
} else := {"value": 9, "better": "higher", "optional": true, "said": "another severity", "at": alert.at}

_promise_comparisons(expr) := regex.find_all_string_submatch_n(_promise_comparison, promql.plain(expr), -1)

_promise_comparison := `(>=|<=|>|<)\s*\(?\s*(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?:\s*[*/]\s*\d+(?:\.\d+)?)*)`

# What an expression asks, whatever the numbers: labels count, ranges and layout do not.
_promise_skeleton(expr) := regex.replace(regex.replace(regex.replace(expr, _promise_comparison, "$1 N"), `\[[^\]]*\]`, "[]"), `\s+`, "")

_promise_severities := {
	"page": 3, "critical": 3, "crit": 3, "high": 3, "error": 3,
	"ticket": 2, "warning": 2, "warn": 2, "medium": 2,
	"info": 1, "low": 1, "none": 1, "note": 1,
}

# What a ModelSystem promises.
promises[side] contains {
	"sort": "threshold",
	"key": [metric_word(threshold.metric), dataset_word(threshold.dataset), slice_word(threshold.slice)],
	"what": sprintf("the threshold for %s%s", [threshold.metric, _promise_on(threshold.dataset)]),
	"limits": object.union_n([limit | some limit in array.concat(_promise_range(threshold, threshold.at, 1, ""), [{"action": {"value": 1, "better": "higher", "said": sprintf("the action %s", [threshold.action]), "at": _promise_below(threshold.at, "action")} | is_string(threshold.action)}])]),
	"at": threshold.at,
	"section": "/spec/thresholds",
	"replaces": set(),
	"about": set(),
} if {
	some side
	some threshold in thresholds[side]
}

_promise_on(dataset) := sprintf(" on %s", [dataset]) if {
	is_string(dataset)
} else := ""

_promise_range(holder, at, factor, unit) := [{bound: {"value": quantity.rounded(number * factor), "better": better, "said": trim_space(sprintf("%s %v %s", [word, holder[bound], unit])), "at": _promise_below(at, bound)} |
	number := quantity.number(holder[bound])
} |
	some [bound, better, word] in [["min", "higher", "at least"], ["max", "lower", "at most"]]
]

_promise_below(at, key) := result.at(at.document, sprintf("%s/%s", [at.pointer, key]))

promises[side] contains {
	"sort": "kpi",
	"key": [lower(kpi.name), unit.kind],
	"what": sprintf("the KPI %s", [kpi.name]),
	"limits": object.union_n([limit | some limit in _promise_range(kpi.target, result.at(id, sprintf("/spec/kpis/%d/target", [i])), unit.factor, _promise_unit(kpi))]),
	"at": result.at(id, sprintf("/spec/kpis/%d", [i])),
	"section": "/spec/kpis",
	"replaces": set(),
	"about": set(),
} if {
	some [side, id] in by_kind["policylint/model-system"]
	some i, kpi in input[side].documents[id].content.spec.kpis
	is_string(kpi.name)
	unit := quantity.unit(object.get(kpi, "unit", null))
}

_promise_unit(kpi) := kpi.unit if {
	is_string(kpi.unit)
} else := ""

promises[side] contains {
	"sort": "retrieval",
	"key": [metric_word(quality.metric), dataset_word(object.get(quality, "dataset", null))],
	"what": sprintf("the retrieval quality %s", [quality.metric]),
	"limits": object.union_n([limit | some limit in _promise_range(quality, result.at(id, sprintf("/spec/rag/quality/%d", [i])), 1, "")]),
	"at": result.at(id, sprintf("/spec/rag/quality/%d", [i])),
	"section": "/spec/rag/quality",
	"replaces": set(),
	"about": set(),
} if {
	some [side, id] in by_kind["policylint/model-system"]
	some i, quality in input[side].documents[id].content.spec.rag.quality
	is_string(quality.metric)
}

promises[side] contains _promise_single("freshness", "the age of the index", hours, sprintf("at most %v hours", [hours]), result.at(id, "/spec/rag/index/maxAgeHours")) if {
	some [side, id] in by_kind["policylint/model-system"]
	hours := input[side].documents[id].content.spec.rag.index.maxAgeHours
	is_number(hours)
}

promises[side] contains _promise_single("recovery", "the time to recover", minutes, sprintf("at most %v minutes", [minutes]), result.at(id, "/spec/release/rollback/maxMinutes")) if {
	some [side, id] in _manifest
	minutes := input[side].documents[id].content.spec.release.rollback.maxMinutes
	is_number(minutes)
}

_promise_single(sort, what, value, said, at) := {
	"sort": sort,
	"key": [],
	"what": what,
	"limits": {"max": {"value": value, "better": "lower", "said": said, "at": at}},
	"at": at,
	"section": at.pointer,
	"replaces": set(),
	"about": set(),
}

# A monitor of drift that is not there any more is a safeguard that was removed.
promises[side] contains {
	"sort": "drift",
	"key": [monitor.signal],
	"what": sprintf("the drift monitor for %s", [monitor.signal]),
	"limits": object.union_n([
		{"threshold": {"value": value, "better": "lower", "said": sprintf("a threshold of %v", [value]), "at": result.at(id, sprintf("/spec/observability/drift/%d/threshold", [i]))} |
			value := monitor.threshold
			is_number(value)
		},
		{"schedule": {"value": value, "better": "lower", "said": sprintf("the schedule %v", [monitor.schedule]), "at": result.at(id, sprintf("/spec/observability/drift/%d/schedule", [i]))} |
			value := quantity.seconds(monitor.schedule)
		},
	]),
	"at": result.at(id, sprintf("/spec/observability/drift/%d", [i])),
	"section": "/spec/observability/drift",
	"replaces": set(),
	"about": set(),
} if {
	some [side, id] in _manifest
	some i, monitor in input[side].documents[id].content.spec.observability.drift
	is_string(monitor.signal)
}

# paging[side][name]: the SLOs whose misses somebody hears of, and where that is written.
paging[side][slo.name] contains slo.alerting.at if {
	some side
	some slo in slos[side]
	slo.alerting.state in {"generated", "policies"}
}

paging[side][slo.name] contains alert.at if {
	some side
	some slo in slos[side]
	some alert in alerts[side]
	_alert_about(side, alert, slo)
}
