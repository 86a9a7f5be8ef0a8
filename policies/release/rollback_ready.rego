# METADATA
# title: There is a tested way back to a named version, with a trigger
# description: >-
#   When a new version harms callers, minutes count: a way back that nobody has tried, that leads to whatever happens to
#   be newest, or that no alert starts, is found not to work at the moment when it is needed.
# scope: package
# related_resources:
#   - ref: docs/rules/REL002.md
# custom:
#   id: REL002
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 14, approver: platform}
#   shown_with: [MAN001]
#   scope: subject
#   reads: [policylint/model-deployment]
#   needs: [model_version, images, alert_names]
#   native: partial
#   params: {max_test_age_days: 90}
#   fix: Set spec.release.rollback.to to the version now in service, name the alerts that start it, and rehearse it.
#   examples:
#     file: deployment.yaml
#     pass: |
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelDeployment
#       metadata: {name: summariser-production}
#       spec:
#         system: summariser
#         stage: production
#         platform: hf-endpoint
#         promotedFrom: summariser-staging
#         artefacts: {serving: [{path: deploy/endpoint.yaml}]}
#         release:
#           rollback: {to: none, procedure: docs/stop.md, triggers: [SummaryFaithfulnessLow]}
#       ---
#       groups:
#         - name: summariser
#           rules:
#             - {alert: SummaryFaithfulnessLow, expr: summariser_faithfulness < 0.92, labels: {severity: page}}
#     fail: |
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelDeployment
#       metadata: {name: summariser-production}
#       spec:
#         system: summariser
#         stage: production
#         platform: hf-endpoint
#         promotedFrom: summariser-staging
#         artefacts: {serving: [{path: deploy/endpoint.yaml}]}
#         release:
#           rollback: {to: stable, procedure: docs/rollback.md}
#   frameworks:
#     eu_ai_act: ["Art. 15(4)", "Art. 14(4)(e)"]
#     nist_ai_rmf: ["MANAGE 2.4", "MANAGE 2.3"]
#     iso_42001: ["A.6.2.5"]
#     ml_test_score: ["Infra 7"]
package policylint.rules.release.rollback_ready

import data.policylint.facts
import data.policylint.lib.dates
import data.policylint.lib.given
import data.policylint.lib.placeholder
import data.policylint.lib.result

deny contains result.finding(msg, _nothing) if {
	msg := sprintf(
		"Nothing says how to take %s back when a new version does harm; add release.rollback with to, procedure, testedOn and triggers.",
		[input.subject.name],
	)
}

deny contains result.finding(msg, result.missing(_manifest, _pointer, "to")) if {
	_rollback
	not _rollback.to
	msg := "The rollback names no version to go back to; write as rollback.to the one now in service, or none where there has been none."
}

# Where nothing was in service there is only switching off, which somebody has to know how to do.
deny contains result.finding(msg, result.missing(_manifest, _pointer, "procedure")) if {
	_to_none
	not _rollback.procedure
	msg := "There is no version to go back to (to: none), and no procedure says how to switch the model off; name it as procedure."
}

deny contains result.finding_with(msg, to.at, {"key": to.text}) if {
	some to in _targets
	not placeholder.found(to.text)
	not _immutable(to.text)
	not contains(to.text, "://")
	msg := sprintf("The way back leads to %q, which can change or names no version; write %s.", [to.text, _wanted[to.of]])
}

undecided contains result.finding_with(msg, to.at, {"key": to.text}) if {
	some to in _targets
	not _immutable(to.text)
	reason := _open(to.text)
	msg := sprintf("The way back leads to %q, %s; write %s.", [to.text, reason, _wanted[to.of]])
}

deny contains result.finding_with(msg, _at("to"), object.union(facts.rolled_back, {"related": [related]})) if {
	every to in _targets { _deployed(to) }
	deployed := min({deployed | some to in _targets; some deployed in _served(to, "subject")})
	related := result.related("this is what is deployed", deployed.at)
	msg := sprintf(
		"The way back leads to %s, which is the version that is being deployed, so it leads nowhere; set it to the version that was in service before.",
		[_short(deployed.text)],
	)
}

deny contains result.finding_with(msg, _at("to"), object.union(facts.rolled_back, {"related": [related]})) if {
	_version_changes
	_to_none
	before := min(_versions.before)
	related := result.related("this was in service", before.at)
	msg := sprintf("rollback.to is none, but %s was in service before this change; write that version as rollback.to, in full.", [_short(before.text)])
}

deny contains result.finding_with(msg, to.at, object.union(facts.rolled_back, {"related": [related]})) if {
	_version_changes
	some to in _targets
	to.of == "version"
	_immutable(to.text)
	not _in_service(to)
	not _commit_of_this_repository(to.text)
	count(_served(to, "subject")) == 0
	before := min(_versions.before)
	related := result.related("this was in service", before.at)
	msg := sprintf(
		"The way back leads to %s, and %s is what was in service before this change, so nobody knows how the other one behaves now; write the version that was in service.",
		[_short(to.text), _short(before.text)],
	)
}

deny contains result.finding(msg, _trigger_place) if {
	_rollback
	count(_alerts) == 0
	msg := "No alert starts the rollback, so it begins when somebody happens to notice; name alerts as triggers."
}

# Each alert that is not there is for MAN001 to say; that none of them is there is said beside it.
deny contains result.finding(msg, result.at(_manifest, sprintf("%s/triggers/%d", [_pointer, i]))) if {
	count(_alerts) > 0
	not _alerts_unread
	every name in _alerts { not name in facts.alert_names.subject }
	some i, name in _triggers
	name in _alerts
	not placeholder.found(name)
	msg := sprintf("No file of this deployment defines the alert %s, so it starts no rollback; define it, or name one that is there.", [name])
}

deny contains result.finding(msg, _at("testedOn")) if {
	_rollback.to
	not _to_none
	not _rollback.testedOn
	msg := "Nothing says when the way back was last tried; rehearse it and write the day as testedOn."
}

deny contains result.finding(msg, _at("testedOn")) if {
	age := dates.days(_rollback.testedOn, input.now)
	age > _max_age
	msg := sprintf(
		"The way back was last tried on %s, %d days ago (at most %d), and much has changed since; rehearse it and write the new day.",
		[_rollback.testedOn, age, _max_age],
	)
}

deny contains result.finding(msg, _at("testedOn")) if {
	dates.future(_rollback.testedOn, input.now)
	msg := sprintf("The way back is said to be tried on %s, which is still to come; write the day on which it was.", [_rollback.testedOn])
}

# Kubernetes then keeps no former revision that `kubectl rollout undo` could go back to.
deny contains result.finding(msg, result.at(id, "/spec/revisionHistoryLimit")) if {
	is_string(_manifest)
	some [side, id] in facts.by_kind["k8s/workload"]
	side == "subject"
	facts.content(side, id).spec.revisionHistoryLimit == 0
	msg := "revisionHistoryLimit 0 keeps no former revision, so kubectl rollout undo has none to go back to; set it to 2 or more."
}

_manifest := input.subject.manifest

_pointer := "/spec/release/rollback"

_release := given.mapping(facts.content("subject", _manifest).spec, "release")

_rollback := _release.rollback

_nothing := result.missing(_manifest, "/spec/release", "rollback") if {
	not _rollback
	facts.content("subject", _manifest).spec.release
} else := result.missing(_manifest, "/spec", "release") if {
	not _rollback
	facts.content("subject", _manifest).spec
}

_at(key) := result.at(_manifest, sprintf("%s/%s", [_pointer, key])) if {
	_rollback[key]
} else := result.missing(_manifest, _pointer, key)

_to_none if {
	is_string(_rollback.to)
	lower(_rollback.to) == "none"
}

# What the way back leads to: a version, an image or both.
_targets contains {"of": "version", "text": _rollback.to, "at": _at("to")} if {
	is_string(_rollback.to)
	not _to_none
}

_targets contains {"of": of, "text": text, "at": result.at(_manifest, sprintf("%s/to/%s", [_pointer, of]))} if {
	some of in ["version", "image"]
	text := _rollback.to[of]
	is_string(text)
}

_immutable(text) if facts.immutable_commit(text)

_immutable(text) if facts.immutable_digest(regex.replace(text, `^.*@`, ""))

# An entry of MLflow's registry keeps its number.
_immutable(text) if regex.match(`^models:/[^/@]+/\d+$`, text)

_open(text) := "a placeholder that is filled in elsewhere" if {
	placeholder.found(text)
} else := "of which nothing here says whether its content can change" if {
	contains(text, "://")
}

_wanted := {
	"version": "its full commit, digest or id",
	"image": "the image with its sha256 digest",
}

# _versions[side]: what serves, with where it stands.
_versions[side] := {{"text": fact.value, "at": fact.at} | some fact in facts.model_version[side]; is_string(fact.value)} if {
	some side in ["subject", "before"]
}

_images[side] := {{"text": fact.image, "at": fact.at} | some fact in facts.images[side]} if {
	some side in ["subject", "before"]
}

# What of a side a target means.
_served(to, side) := {each | some each in _versions[side]; _same(each.text, to.text)} if {
	to.of == "version"
} else := {each | some each in _images[side]; _same(each.text, to.text)}

_same(one, other) if _plain(one) == _plain(other)

_plain(text) := regex.replace(text, `^.*@sha256:|^sha256:`, "")

_deployed(to) if count(_served(to, "subject")) > 0

_in_service(to) if count(_served(to, "before")) > 0

_version_changes if {
	count(_versions.before) > 0
	count(_versions.subject) > 0
	{_plain(each.text) | some each in _versions.before} != {_plain(each.text) | some each in _versions.subject}
}

# `to` may be a commit of this repository: one that a version of a platform with other ids cannot be, or one that the
# change tells of.
_commit_of_this_repository(text) if {
	facts.immutable_commit(text)
	every version in _versions.before { not facts.immutable_commit(version.text) }
}

_commit_of_this_repository(text) if text in {input.change.base, input.change.head}

_commit_of_this_repository(text) if {
	some side, earlier in input
	startswith(side, "before~")
	earlier.commit == text
}

_triggers := given.list(_rollback, "triggers")

# A person is no alert.
_alerts := {name | some name in _triggers; not lower(name) == "human"}

# The alert file itself is then the finding, of MAN001.
_alerts_unread if {
	some reference in facts.references.subject
	reference.role == "alerts"
	not reference.state in {"read", "not_ours"}
}

_trigger_place := result.at(_manifest, sprintf("%s/triggers", [_pointer])) if {
	_rollback.triggers
} else := result.missing(_manifest, _pointer, "triggers")

_max_age := object.get(input, ["params", "REL002", "max_test_age_days"], 90)

_short(text) := sprintf("%s…", [substring(text, 0, 12)]) if {
	regex.match(`^(?:sha256:)?[0-9a-f]{40,64}$`, text)
} else := text
