package policylint.facts

import data.policylint.lib.objective_class
import data.policylint.lib.promql

# objectives[side]: every objective of every SLO, in whatever format: its name, class (availability, latency, throughput,
# other, unknown), target as a ratio, window and query, and what of latency it bounds. Each entry of an OpenSLO document is
# one, as each has a target of its own. `empty` are the places where a query is absent; `refers` is the name of an
# indicator that no file defines.
objectives[side] contains object.union(object.remove(said, ["target", "window", "queries", "called"]), {
	"class": objective_class.of(said),
	"target": said.target.value,
	"target_written": said.target.written,
	"target_at": said.target.at,
	"window": said.window.value,
	"window_at": said.window.at,
	"query": said.queries,
	"metrics": {metric | some query in said.queries; some metric in promql.metrics(query)},
	"measures": objective_class.measured(said.queries),
	"percentile": _objective_percentile(said),
	"mean": _objective_mean(said),
}) if {
	some side
	some said in _objective_said[side]
}

_objective_name(document, otherwise) := sprintf("%v", [object.get(document, ["metadata", "name"], otherwise)])

# 0.999, 99.9 and "99.9" are all in use.
_objective_number(value) := value if {
	is_number(value)
} else := to_number(trim_space(value)) if {
	is_string(value)
	regex.match(`^\s*(?:0|[1-9]\d*)(?:\.\d+)?\s*$`, value)
} else := null

# Rounded, as 99.99 / 100 is not 0.9999 to the last bit.
_objective_percent(value) := round(number * 1000000) / 100000000 if {
	number := _objective_number(trim_suffix(sprintf("%v", [value]), "%"))
	is_number(number)
} else := null

# The label or annotation that tells what an objective is about; OpenSLO allows a list of values.
_objective_label(holder) := labels[0] if {
	labels := [text |
		some key in ["labels", "annotations"]
		some text in _objective_texts(holder[key]["policylint.dev/objective"])
		text != ""
	]
	count(labels) > 0
} else := false

_objective_texts(value) := [value] if is_string(value)

_objective_texts(value) := [text | some text in value; is_string(text)] if is_array(value)

# The share of requests that a bound holds for: the quantile that a query takes or is named after, else the target.
_objective_percentile(said) := max(quantiles) if {
	quantiles := {quantile | some query in said.queries; some quantile in promql.quantiles(query)}
	count(quantiles) > 0
} else := max(named) if {
	named := {quantile | some query in said.queries; some quantile in _objective_named_quantiles(query)}
	count(named) > 0
} else := null if {
	_objective_mean(said)
} else := said.target.value

# latency_p99, p95:trace.http.request, percentile(duration, 95)
_objective_named_quantiles(query) := {to_number(sprintf("0.%s", [parts[1]])) |
	some parts in regex.find_all_string_submatch_n(`(?i)(?:^|[^a-z0-9])p(\d{2,3})(?:$|[^a-z0-9])`, promql.plain(query), -1)
} | {quantile |
	some parts in regex.find_all_string_submatch_n(`(?i)percentile\w*\(\s*[^,()]+,\s*([1-9]\d(?:\.\d+)?)\s*\)`, promql.plain(query), -1)
	quantile := to_number(parts[1]) / 100
}

default _objective_mean(_) := false

_objective_mean(said) if {
	said.shape == "threshold"
	some query in said.queries
	promql.averages(query)
	count(promql.quantiles(query)) == 0
}

# Whether a deployment is asked for objectives at all: somebody waits for what it answers, or for its place in the queue.
objectives_due if {
	input.subject.subject == "deployment"
	not input.subject.patch
	not serving_mode.subject == "batch"
}
