# METADATA
# title: A change does not weaken the gate that it must pass
# description: >-
#   What judges a promotion is read at its base, so a change cannot pass by changing it. But whoever reviews a promotion
#   does not look for a rule that goes, a threshold that drops or a waiver that lasts longer, and the next promotion meets
#   a gate that is open.
# scope: package
# related_resources:
#   - ref: docs/rules/PRO010.md
# custom:
#   id: PRO010
#   severity: {space: error, staging: error, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: false
#   scope: promotion
#   reads: []
#   needs: [thresholds, evaluation]
#   native: full
#   params: {cooldown_days: 7}
#   fix: Put the change of rules, thresholds or waivers in a pull request of its own, approved by those who own them.
#   frameworks:
#     eu_ai_act: ["Art. 17(1)"]
#     nist_ai_rmf: ["GOVERN 1.4"]
#     iso_42001: ["A.6.1.3"]
package policylint.rules.promotion.gate_integrity

import data.policylint.facts
import data.policylint.lib.dates
import data.policylint.lib.result

deny contains result.finding_with(msg, _place(step), {"key": sprintf("%s %s", [step.path, step.say])}) if {
	some step in input.change.gate
	_asked(step)
	_weakens(step)
	msg := sprintf("This promotion also %s%s; %s. Put it in a pull request of its own.", [step.say, _in(step), object.get(_effect, step.what, _no_effect)])
}

deny contains result.finding_with(msg, _place(step), {"level": "note", "key": sprintf("%s %s", [step.path, step.say])}) if {
	some step in input.change.gate
	_asked(step)
	not _weakens(step)
	msg := sprintf("This promotion also %s%s; that counts from the next change on, as what judges this one is read at its base.", [step.say, _in(step)])
}

# A report that is moved while it is edited.
deny contains result.finding_with(msg, result.at(id, ""), {"key": change.path}) if {
	some change in input.change.paths
	change.status == "renamed"
	some old in _old_reports
	old.path == change.from
	some id, document in input.subject.documents
	document.path == change.path
	document.content != old.content
	msg := sprintf("This promotion also moves the report %s and edits it; %s. Write a new report for what is new.", [change.from, _effect.evidence])
}

_old_reports contains input[side].documents[report.document] if {
	some side in facts.sides
	side != "subject"
	some report in facts.evaluation[side]
	count(report.versions & _promoted) > 0
}

# Waiting a little between the two steps is no answer either.
deny contains result.finding_with(msg, now.at, {"level": "note", "key": sprintf("%s %s %s", [promise.what, name, step.commit])}) if {
	some [step, promise, name, old, new] in _lately
	now := _here(promise, name)
	msg := sprintf("Commit %s let %s have %s in place of %s %d days before this promotion; look whether it was for this version's sake.", [
		substring(step.commit, 0, 12),
		promise.what,
		new.said,
		old.said,
		dates.days(step.at, input.now),
	])
}

# Evidence counts where it is about a version that was promoted already; a report of a new one is being written.

_asked(step) if step.what != "evidence"

_asked(step) if {
	step.what == "evidence"
	some side in facts.sides
	side != "subject"
	some report in facts.evaluation[side]
	input[side].documents[report.document].path in _paths(step)
	count(report.versions & _promoted) > 0
}

_paths(step) := {step.path} | {change.from |
	some change in input.change.paths
	change.path == step.path
	is_string(change.from)
}

_promoted contains found.version if {
	some side in facts.sides
	side != "subject"
	some found in facts.served[side]
	is_string(found.version)
}

# What makes the gate looser, or may.

_weakens(step) if step.how in {"loosened", "changed"}

_weakens(step) if {
	step.how == "removed"
	not step.what in {"waivers", "evidence"}
}

_weakens(step) if {
	step.how == "added"
	step.what == "waivers"
}

# A second configuration is there to be taken for the first.
_weakens(step) if {
	step.how == "added"
	step.what == "config"
	step.path != ".policylint.yaml"
}

_no_effect := "what the base says judges this change, so it has no effect here"

_effect := {
	"config": "the configuration of the base judges, so it has no effect here",
	"rules": "the rules of the base judge, so it has no effect here",
	"policies": "the policies of the base judge, so it has no effect here",
	"params": "the parameters of the base count, so it has no effect here",
	"waivers": "the waivers of the base count, so it has no effect here",
	"codeowners": "the owners of the base have to approve, so it has no effect here",
	"workflow": "what runs the gate must not change with what it judges",
	"hooks": "what runs the gate must not change with what it judges",
	"evidence": "what was found out about a version that serves does not change afterwards",
	"thresholds": "the version has to reach what the base asks for",
}

# Where nothing is left to point at, the message names the file.
_place(step) := result.at(step.at.document, step.at.pointer) if {
	is_object(step.at)
} else := result.at(input.subject.manifest, "") if {
	is_string(input.subject.manifest)
} else := result.at(input.subject.primary, "")

_in(step) := "" if {
	is_object(step.at)
} else := sprintf(" (%s)", [step.path])

# Loosenings of the last days: between two states of the base's history that follow each other.

_lately contains [step, promise, name, old, new] if {
	some n in numbers.range(1, 20)
	step := input[sprintf("before~%d", [n])]
	not _cooled(step.at)
	some earlier in facts.promises[sprintf("before~%d", [n + 1])]
	earlier.sort == "threshold"
	some promise in facts.promises[sprintf("before~%d", [n])]
	promise.sort == earlier.sort
	promise.key == earlier.key
	some name, old in earlier.limits
	new := promise.limits[name]
	_looser(old, new)
}

_cooled(at) if dates.days(at, input.now) >= input.params.PRO010.cooldown_days

_looser(old, new) if {
	old.better == "higher"
	new.value < old.value
}

_looser(old, new) if {
	old.better == "lower"
	new.value > old.value
}

# Where the head says it, unless it was tightened again.
_here(promise, name) := [limit |
	some now in facts.promises.subject
	now.sort == promise.sort
	now.key == promise.key
	limit := now.limits[name]
	not _looser(limit, promise.limits[name])
][0]
