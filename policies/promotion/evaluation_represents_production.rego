# METADATA
# title: The evaluation used data like that of production
# description: >-
#   Benchmarks and the inputs of a demonstration are cleaner than what customers send. Only a recent sample of production,
#   or of traffic that was shadowed, shows how the model does there, and how far that is from what the prototype promised.
# scope: package
# related_resources:
#   - ref: docs/rules/PRO003.md
# custom:
#   id: PRO003
#   severity: {staging: note, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30, approver: risk}
#   scope: promotion
#   depends_on: [PRO001, REL001]
#   reads: [policylint/evaluation-report, eval/lm-harness]
#   needs: [evaluation, datasets, thresholds]
#   native: none
#   params: {max_sample_age_days: 90, max_gap: 0.05}
#   fix: >-
#     Evaluate on a recent sample of production or of shadowed traffic too, state it under `datasets` with its origin and
#     the days it was taken from, and close the gap to the prototype's results.
#   frameworks:
#     eu_ai_act: ["Art. 10(3)", "Art. 10(4)"]
#     nist_ai_rmf: ["MEASURE 2.3", "MEASURE 2.5"]
#     iso_42001: ["A.7.4"]
#     ml_test_score: ["Model 2"]
package policylint.rules.promotion.evaluation_represents_production

import data.policylint.facts
import data.policylint.lib.dates
import data.policylint.lib.listing
import data.policylint.lib.result

# No such data

deny contains result.finding_with(msg, at, {"key": "origin", "related": related}) if {
	count(_like_production) == 0
	count(_substitutes) == 0
	some [at, related] in _where
	msg := sprintf("The evaluation did not use data like that of production%s; evaluate on a sample of production or of shadowed traffic.", [_instead])
}

# On the data that is declared as such nothing was measured.
_instead := sprintf(": nothing was measured on %s", [listing.all(sort({each.id | some each in declared}))]) if {
	declared := {each | some each in facts.evaluation_datasets.subject; each.report in _reports; each.origin in _production; not each.measured}
	count(declared) > 0
} else := sprintf(": %s stands in for it without a reason, or for the second time", [listing.all(sort(others))]) if {
	others := {sprintf("%s (%s)", [each.id, each.origin]) | some each in _measured; each.origin in _stand_ins}
	count(others) > 0
} else := sprintf(": %s is all", [listing.all(sort(others))]) if {
	others := {sprintf("%s (%s)", [each.id, _origin(each)]) | some each in _measured}
	count(others) > 0
} else := ""

_origin(each) := each.origin if {
	is_string(each.origin)
} else := "of no stated origin"

_where contains [report.results_at, [result.related("its origin", each.at) | some each in _measured; each.report == report.document]] if {
	report := _newest
}

# An old sample

deny contains result.finding_with(msg, newest.to_at, {"key": "age"}) if {
	newest := _newest_sample
	age := dates.days(newest.to, input.now)
	age > _max_age
	msg := sprintf("The sample %s ends %d days ago, and %d are the most: production has changed since; take a new sample.", [newest.id, age, _max_age])
}

deny contains result.finding_with(msg, each.to_at, {"key": "future"}) if {
	some each in _like_production
	dates.stated(each.to)
	dates.days(input.now, each.to) > 0
	msg := sprintf("The sample %s ends on %s, which is still to come; write the day on which it was taken.", [each.id, each.to])
}

undecided contains result.finding_with(msg, each.to_at, {"key": "age"}) if {
	some each in _like_production
	not _newest_sample
	msg := sprintf("Nothing says when the sample %s was taken; add sampledTo.", [each.id])
}

# A gap between the two

deny contains result.finding_with(msg, there.at, {"key": there.metric, "related": [result.related("on the data of the prototype", here.at)]}) if {
	some there in _results
	some here in _results
	[there.metric, there.slice, there.report] == [here.metric, here.slice, here.report]
	there.metric in _thresholded
	there.dataset in {facts.dataset_word(each.id) | some each in _like_production; each.report == there.report}
	here.dataset in {facts.dataset_word(each.id) | some each in _of_prototype; each.report == here.report}
	gap := _gap(here.value, there.value)
	gap > _max_gap
	msg := sprintf(
		"%s is %v on %s and %v on %s: a gap of %v, more than %v; find out why, or improve the model on data like that of production.",
		[there.written, here.value, here.dataset, there.value, there.dataset, round(gap * 1000) / 1000, _max_gap],
	)
}

# Shares are compared as they are, anything larger by its size.
_gap(one, other) := abs(one - other) / max([1, abs(one), abs(other)])

_results contains each if {
	some each in facts.evaluation_results.subject
	each.report in _reports
	is_number(each.value)
}

_thresholded := {key[0] | some key, _ in facts.evaluation_thresholds}

# What counts

_reports := {each.report | some each in facts.evaluated.subject}

_newest := max([[each.created, report.document, report] |
	some each in facts.evaluated.subject
	some report in facts.evaluation.subject
	report.document == each.report
])[2]

_measured contains each if {
	some each in facts.evaluation_datasets.subject
	each.report in _reports
	each.measured
}

_production := {"production", "shadow"}

_like_production contains each if {
	some each in _measured
	each.origin in _production
}

_of_prototype contains each if {
	some each in _measured
	each.origin in {"benchmark", "prototype", "holdout"}
}

# Where there is no production yet, nothing can be sampled: once, and with the reason.
_stand_ins := {"synthetic", "pilot", "expert-written"}

_substitutes contains each if {
	_new
	some each in _measured
	each.origin in _stand_ins
	is_string(each.reason)
}

_new if not input.before

_new if input.before.stage != input.subject.stage

_newest_sample := max([[dates.start(each.to), each.id, each] | some each in _like_production; dates.stated(each.to)])[2]

_max_age := input.params.PRO003.max_sample_age_days

_max_gap := input.params.PRO003.max_gap
