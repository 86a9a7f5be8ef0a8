# METADATA
# title: The version that is promoted is the version that was evaluated
# description: >-
#   An evaluation of another version says nothing about this one: what comes into service was then measured by nobody.
#   The report has to name the same model and the same immutable version as the serving file, and to be recent.
# scope: package
# related_resources:
#   - ref: docs/rules/PRO001.md
# custom:
#   id: PRO001
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: false
#   scope: promotion
#   depends_on: [REL001]
#   reads: [policylint/model-deployment]
#   needs: [model_version, evaluation]
#   native: partial
#   params: {max_age_days: 30}
#   fix: >-
#     Evaluate the version that the serving file names, and add the report to `artefacts.evaluation` of the manifest; or
#     deploy the version that was evaluated.
#   frameworks:
#     eu_ai_act: ["Art. 9(8)", "Art. 15(1)"]
#     nist_ai_rmf: ["MEASURE 2.3", "MEASURE 2.5"]
#     iso_42001: ["A.6.2.4"]
#     ml_test_score: ["Infra 4"]
package policylint.rules.promotion.evaluated_version

import data.policylint.facts
import data.policylint.lib.dates
import data.policylint.lib.listing
import data.policylint.lib.result

deny contains result.finding_with(msg, what.at, {"key": what.shown, "related": _evaluated}) if {
	some what in _promoted
	what.sort in {"exact", "moving"}
	count(_reports(what)) == 0
	msg := sprintf("%s is promoted, but %s; evaluate this version, or deploy the one that was evaluated.", [what.shown, _instead(what)])
}

# Only a digest ties an evaluation to a bucket, a volume or a folder.
undecided contains result.finding_with(msg, what.at, {"key": what.shown}) if {
	some what in _promoted
	what.sort in object.keys(_unknown)
	msg := sprintf(_unknown[what.sort], [what.shown])
}

_unknown := {
	"hole": "%s is filled in later, so no evaluation can be matched to it; check the file in which it is filled in.",
	"opaque": "Nothing says which weights lie at %s, so no evaluation can be matched to them; state their sha256 as lineage.model.digest.",
	"nothing": "No file says which version of %s serves, so no evaluation can be matched to it; name the model and its version, or pin the image that holds it by its digest.",
}

deny contains result.finding_with(msg, what.at, object.union(
	{"key": "age", "related": [result.related("evaluated on", newest.created_at)]},
	facts.rolled_back,
)) if {
	[what, newest] := _newest[_]
	age := dates.days(newest.created, input.now)
	age > _max_age
	msg := sprintf("%s was evaluated %d days ago, and an evaluation counts for %d; evaluate it again.", [what.shown, age, _max_age])
}

deny contains result.finding_with(msg, what.at, {"key": "before", "related": [result.related("evaluated on", newest.created_at), result.related("made on", made.at)]}) if {
	[what, newest] := _newest[_]
	some made in facts.version_made.subject
	made.version in {null, what.version}
	dates.end(newest.created) <= dates.start(made.on)
	msg := sprintf("%s was made on %s and evaluated before that, on %s; evaluate what was made.", [what.shown, made.on, newest.created])
}

deny contains result.finding_with(msg, what.at, {"key": "future", "related": [result.related("dated here", newest.created_at)]}) if {
	[what, newest] := _newest[_]
	dates.days(input.now, newest.created) > 0
	msg := sprintf("The evaluation of %s is dated %s, which is still to come; write the day on which it ran.", [what.shown, newest.created])
}

undecided contains result.finding_with(msg, what.at, {"key": "undated"}) if {
	some what in _promoted
	count(_reports(what)) > 0
	not _dated(what)
	msg := sprintf("The evaluation of %s does not say when it ran, so nothing tells whether it is recent; add its time.", [what.shown])
}

# Without a manifest there is nowhere to name an evaluation: MAN003 asks for one.
_promoted contains what if {
	is_string(input.subject.manifest)
	some what in facts.served.subject
}

_reports(what) := {report |
	some report in facts.evaluation.subject
	facts.evaluation_about(report, what)
}

# The newest report of each model counts.
_newest contains [what, report] if {
	some what in _promoted
	created := {report.created | some report in _reports(what); dates.stated(report.created)}
	latest := max({dates.start(each) | some each in created})
	report := min({report | some report in _reports(what); dates.stated(report.created); dates.start(report.created) == latest})
}

_dated(what) if {
	some report in _reports(what)
	dates.stated(report.created)
}

_evaluated := [result.related("evaluated here", report.at) | some report in facts.evaluation.subject]

_instead(what) := sprintf("%s is no report that can be read", [listing.all(sort(named))]) if {
	what.shown
	count(_evaluated) == 0
	named := {reference.path | some reference in facts.references.subject; reference.role == "evaluation"}
	count(named) > 0
} else := "the manifest names no evaluation report" if {
	what.shown
	count(_evaluated) == 0
} else := sprintf("the report that calls its weights the same as %s's does not state their digest", [min(doubtful)]) if {
	doubtful := {facts.evaluation_short(report.version) |
		some report in facts.evaluation.subject
		report.model == what.model
		what.version in report.doubtful
	}
	count(doubtful) > 0
} else := sprintf("no report is about that version: %s was evaluated", [listing.all(sort(others))]) if {
	others := {facts.evaluation_short(report.version) | some report in facts.evaluation.subject; report.model == what.model}
	count(others) > 0
} else := sprintf("no report is about that model: %s was evaluated", [listing.all(sort({report.model | some report in facts.evaluation.subject}))])

_max_age := input.params.PRO001.max_age_days
