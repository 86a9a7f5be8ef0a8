package policylint.facts

import data.policylint.lib.promql

# thresholds[side]: the limits of a ModelSystem: {"metric", "dataset": null for one that holds while it runs, "min", "max",
# "action", "at", "alerted": whether some alert watches it}.
thresholds[side] contains {
	"metric": metric,
	"dataset": object.get(threshold, "dataset", null),
	"min": object.get(threshold, "min", null),
	"max": object.get(threshold, "max", null),
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
