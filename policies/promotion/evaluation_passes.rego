# METADATA
# title: The evaluation meets every threshold
# description: >-
#   Thresholds say what is good enough for the decision that a model supports. A version that misses one, that was never
#   measured against it, or that is worse than the one in service, harms those whom the threshold protects.
# scope: package
# related_resources:
#   - ref: docs/rules/PRO002.md
# custom:
#   id: PRO002
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30, approver: risk}
#   scope: promotion
#   depends_on: [PRO001, REL001]
#   reads: [policylint/model-system]
#   needs: [thresholds, evaluation]
#   native: none
#   params: {min_samples: 100, max_regression: 0.02}
#   fix: >-
#     Improve the model and evaluate it again on every dataset that a threshold names. With the risk owner a threshold is
#     changed in a change of its own, merged before this one.
#   frameworks:
#     eu_ai_act: ["Art. 9(8)", "Art. 15(3)"]
#     nist_ai_rmf: ["MEASURE 2.5", "MEASURE 2.11", "MANAGE 1.1"]
#     iso_42001: ["A.6.2.4"]
#     ml_test_score: ["Model 6", "Infra 4"]
package policylint.rules.promotion.evaluation_passes

import data.policylint.facts
import data.policylint.lib.listing
import data.policylint.lib.result

# Nothing measured this version at all: PRO001 says so, too.

deny contains result.finding_with(_unmeasured(what), what.at, {"key": what.shown, "related": _stated}) if {
	some what in _unevaluated
	what.sort in {"exact", "moving"}
}

undecided contains result.finding_with(_unmeasured(what), what.at, {"key": what.shown, "related": _stated}) if {
	some what in _unevaluated
	not what.sort in {"exact", "moving"}
}

_unevaluated contains what if {
	count(facts.evaluation_thresholds) > 0
	count(_reports) == 0
	some what in facts.served.subject
}

_unmeasured(what) := sprintf("No evaluation of %s is there, so nothing says that it reaches %s; evaluate it on these datasets.", [what.shown, listing.all(_named)])

_named := sort({_name(threshold) | some threshold in facts.evaluation_thresholds})

_stated := [result.related("the threshold", limit.at) | some threshold in facts.evaluation_thresholds; some limit in threshold.limits]

# A threshold has no result

deny contains result.finding_with(msg, _newest.results_at, {"key": _name(threshold), "related": _limits(threshold)}) if {
	some key, threshold in facts.evaluation_thresholds
	count(_reports) > 0
	count(_results[key]) == 0
	msg := sprintf("The evaluation has no result for %s, and a threshold is set for it; measure it%s.", [_name(threshold), _near(key)])
}

_near([metric, dataset, slice]) := ": the results of slices alone do not say how all fare" if {
	slice == ""
	some found in facts.evaluation_results.subject
	[found.metric, found.dataset] == [metric, dataset]
	found.slice != ""
	found.report in _reports
} else := sprintf(" on that dataset, not on %s alone", [listing.all(sort(others))]) if {
	others := {found.dataset |
		some found in facts.evaluation_results.subject
		found.metric == metric
		found.dataset != dataset
		found.dataset != ""
		found.report in _reports
	}
	count(others) > 0
} else := ""

# A value is outside its threshold

deny contains result.finding_with(msg, found.at, {"key": _name(threshold), "related": _limits(threshold)}) if {
	some key, threshold in facts.evaluation_thresholds
	some found in _results[key]
	some bound in _missed(threshold, found)
	limit := threshold.limits[bound]
	msg := sprintf(
		"%s is %v, %s the threshold %v%s; improve the model, or have the threshold changed in a change of its own.",
		[_name(threshold), found.value, {"min": "below", "max": "above"}[bound], limit.value, _whose(limit)],
	)
}

_whose(limit) := " that the base commit sets" if {
	limit.base
} else := ""

_missed(threshold, found) := {bound |
	some bound, limit in threshold.limits
	is_number(found.value)
	not _other_scale(threshold, found)
	_outside(bound, found.value, limit.value)
}

_outside("min", value, limit) if value < limit

_outside("max", value, limit) if value > limit

undecided contains result.finding_with(msg, found.at, {"key": _name(threshold), "related": _limits(threshold)}) if {
	some key, threshold in facts.evaluation_thresholds
	some found in _results[key]
	not is_number(found.value)
	msg := sprintf("%s is written as %q, which is no number to compare; write the number alone.", [_name(threshold), found.value])
}

undecided contains result.finding_with(msg, found.at, {"key": _name(threshold), "related": _limits(threshold)}) if {
	some key, threshold in facts.evaluation_thresholds
	some found in _results[key]
	_other_scale(threshold, found)
	msg := sprintf(
		"%s is %v beside the threshold %v: one is a percentage and the other a share; write both the same way.",
		[_name(threshold), found.value, threshold.limits.min.value],
	)
}

# Of a metric that is a share: 95.1 is above 0.92, and says nothing.
_other_scale(threshold, found) if {
	is_number(found.value)
	regex.match(_shares, threshold.metric)
	threshold.limits.min.value < 1
	found.value > 1
}

_shares := `(?i)acc|f[1-9]|precision|recall|rouge|exact.?match|^em$|auc|faithful|relevan|groundedness|ndcg|mrr|ratio|rate`

# Too few samples

deny contains result.finding_with(msg, found.n_at, {"key": _name(threshold), "related": _limits(threshold)}) if {
	some key, threshold in facts.evaluation_thresholds
	some found in _results[key]
	is_number(found.n)
	found.n < _min_samples
	msg := sprintf("%s was measured on %v samples, and at least %v are asked for: with so few the value is chance; measure more.", [_name(threshold), found.n, _min_samples])
}

undecided contains result.finding_with(msg, found.n_at, {"key": _name(threshold), "related": _limits(threshold)}) if {
	some key, threshold in facts.evaluation_thresholds
	some found in _results[key]
	is_string(found.report)
	not is_number(found.n)
	msg := sprintf("Nothing says on how many samples %s was measured; write it as n.", [_name(threshold)])
}

# Worse than what is in service

deny contains result.finding_with(msg, found.at, object.union(
	{"key": _name(threshold), "related": [result.related("in service", old.at)]},
	facts.rolled_back,
)) if {
	some key, threshold in facts.evaluation_thresholds
	some found in _results[key]
	some old in _in_service(key)
	some bound, limit in threshold.limits
	is_number(old.value)
	is_number(found.value)
	count(_missed(threshold, found)) == 0
	_loss(bound, old.value, found.value) > _max_regression * max([abs(old.value), abs(limit.value)])
	msg := sprintf(
		"%s is %v, and %v of the version in service: worse by more than %v %%; improve the model.",
		[_name(threshold), found.value, old.value, _max_regression * 100],
	)
}

_loss("min", old, new) := old - new

_loss("max", old, new) := new - old

# What counts

_reports := {each.report | some each in facts.evaluated.subject}

_newest := max([[each.created, report.document, report] |
	some each in facts.evaluated.subject
	some report in facts.evaluation.subject
	report.document == each.report
])[2]

# _results[key]: those of the newest report that measured it; where none did, those of the model card.
_results[key] := _latest("subject", key, _reports) if {
	some key, _ in facts.evaluation_thresholds
	count(_reports) > 0
}

_in_service(key) := _latest("before", key, {each.report | some each in facts.evaluated.before})

_latest(side, key, reports) := newest if {
	found := {each |
		some each in facts.evaluation_results[side]
		[each.metric, each.dataset, each.slice] == key
		_counts(each, reports)
	}
	reported := {each.created | some each in found; each.report}
	newest := {each | some each in found; each.created == max(reported | {0}); _of_report(each, reported)}
}

_counts(each, reports) if each.report in reports

_counts(each, _) if is_null(each.report)

_of_report(each, _) if each.report

_of_report(each, reported) if {
	is_null(each.report)
	count(reported) == 0
}

_limits(threshold) := [result.related("the threshold", limit.at) | some limit in threshold.limits]

_name(threshold) := sprintf("%s on %s%s", [threshold.metric, threshold.dataset, _slice(threshold.slice)])

_slice(null) := ""

_slice(slice) := sprintf(" (%s)", [slice]) if is_string(slice)

_min_samples := input.params.PRO002.min_samples

_max_regression := input.params.PRO002.max_regression
