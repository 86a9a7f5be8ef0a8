package policylint.facts

import data.policylint.lib.promql

# thresholds[side]: the limits of a ModelSystem: {"metric", "dataset": null for one that holds while it runs, "min", "max",
# "slice", "action", "at", "alerted": whether some alert watches it}.
thresholds[side] contains {
	"metric": metric,
	"dataset": object.get(threshold, "dataset", null),
	"min": object.get(threshold, "min", null),
	"max": object.get(threshold, "max", null),
	"slice": object.get(threshold, "slice", null),
	"action": object.get(threshold, "action", null),
	"document": id,
	"at": {"document": id, "pointer": sprintf("/spec/thresholds/%d", [i])},
	"alerted": count([alert | some alert in alerts[side]; _threshold_watched(alert, metric)]) > 0,
} if {
	some [side, id] in by_kind["policylint/model-system"]
	some i, threshold in input[side].documents[id].content.spec.thresholds
	metric := threshold.metric
	is_string(metric)
}

# By its label `threshold`, or by the name of its metric: digest_error_rate watches error_rate.
_threshold_watched(alert, metric) if _threshold_word(alert.labels.threshold) == _threshold_word(metric)

_threshold_watched(alert, metric) if {
	some name in alert.metrics
	endswith(sprintf("_%s", [_threshold_word(promql.family(name))]), sprintf("_%s", [_threshold_word(metric)]))
}

_threshold_word(text) := regex.replace(regex.replace(lower(text), `[^a-z0-9]+`, "_"), `_(?:total|ratio|seconds)$`, "")

# evaluation_thresholds[key]: what an evaluation has to reach: {"metric", "dataset", "slice", "limits": {"min"/"max":
# {"value", "at", "base": whether only the base commit asks so much}}}. The stricter one of base and head counts, so that a
# change cannot lower the bar that it has to clear; one that it takes away still counts.
evaluation_thresholds[key] := {
	"metric": first.metric,
	"dataset": first.dataset,
	"slice": first.slice,
	"limits": {bound: _threshold_strictest(bound, all) | some bound in ["min", "max"]; some each in all; is_number(each[bound])},
} if {
	some key, all in _threshold_stated
	first := [each | some each in all][0]
}

_threshold_stated[[metric_word(threshold.metric), dataset_word(threshold.dataset), slice_word(threshold.slice)]] contains object.union(threshold, {"base": side != "subject"}) if {
	some side in ({"subject"} | _threshold_base)
	some threshold in thresholds[side]
	is_string(threshold.dataset)
	_threshold_bounds(threshold)
}

_threshold_bounds(threshold) if is_number(threshold.min)

_threshold_bounds(threshold) if is_number(threshold.max)

_threshold_strictest("min", all) := _threshold_limit("min", all, max({each.min | some each in all; is_number(each.min)}))

_threshold_strictest("max", all) := _threshold_limit("max", all, min({each.max | some each in all; is_number(each.max)}))

# Where head asks as much, head is the place to read it.
_threshold_limit(bound, all, value) := {"value": value, "at": _threshold_at(at, bound), "base": false} if {
	at := min({each.at | some each in all; each[bound] == value; not each.base})
} else := {"value": value, "at": _threshold_at(at, bound), "base": true} if {
	at := min({each.at | some each in all; each[bound] == value})
}

_threshold_at(at, bound) := {"document": at.document, "pointer": sprintf("%s/%s", [at.pointer, bound])}

# A deployment that is new has no base of its own; the lower stage that it comes from stood there.
_threshold_base := {"before"} if {
	input.before
} else := {side | some side in ["source~1"]; input[side]}
