# METADATA
# title: A promotion does not remove a safeguard
# description: >-
#   Safeguards were put there for the version that served before, and nobody has shown that the new one needs them less. In
#   a promotion they disappear unseen: an alert that fires too often, a budget that blocks a rollout, a file that was moved.
# scope: package
# related_resources:
#   - ref: docs/rules/PRO008.md
# custom:
#   id: PRO008
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30, approver: risk-owner}
#   scope: promotion
#   reads: []
#   needs: [canary, alerts, objectives, network_policy, pods]
#   native: partial
#   params: {}
#   shown_with: [PRO006, PRO007]
#   fix: Restore the safeguard or put an equal one in its place, or remove it in a change that is not a promotion.
#   frameworks:
#     eu_ai_act: ["Art. 9(2)"]
#     nist_ai_rmf: ["MANAGE 4.1", "MEASURE 1.2"]
#     iso_42001: ["A.6.2.6"]
package policylint.rules.promotion.no_control_removed

import data.policylint.facts
import data.policylint.lib.result

deny contains result.finding_with(msg, facts.gone_at(old.at, old.section), {
	"key": concat(" ", old.capability),
	"related": [result.related("it stood here", old.at)],
}) if {
	some capability, olds in _before
	_lost(capability, olds)
	old := min(olds)
	msg := sprintf("This promotion takes away %s%s; restore it, or remove it in a change that is not a promotion.", [old.what, _moved(old.at)])
}

deny contains result.finding_with(msg, now.at, {
	"key": now.capability,
	"related": [result.related(sprintf("before: %s", [old.value]), old.at)],
}) if {
	some old in facts.care[facts.base_side]
	facts.compared(old.at)
	some now in facts.care.subject
	now.capability == old.capability
	now.rank < old.rank
	msg := sprintf("%s is %s, before it was %s: %s; change it in a change that is not a promotion.", [now.what, now.value, old.value, _lowers[now.capability]])
}

deny contains result.finding_with(msg, facts.gone_at(old.at, old.section), {
	"key": old.capability,
	"related": [result.related(sprintf("before: %s", [old.value]), old.at)],
}) if {
	some old in facts.care[facts.base_side]
	facts.compared(old.at)
	old.capability != "serving"
	old.rank > 0
	not _still_says(old.capability)
	msg := sprintf("%s was %s, and this promotion no longer says it: %s; restore it.", [old.what, old.value, _lowers[old.capability]])
}

# Whoever watched it, or was allowed to call it, did so by its name.
deny contains result.finding_with(msg, result.at(input.subject.manifest, "/metadata/name"), {
	"key": "name",
	"related": [result.related("its name before", result.at(input.before.manifest, "/metadata/name"))],
}) if {
	old := input.before.documents[input.before.manifest].content.metadata.name
	new := input.subject.documents[input.subject.manifest].content.metadata.name
	old != new
	msg := sprintf("The deployment %s is gone and %s stands in for it, so what was tied to the old name no longer finds it; keep the name, or rename it in a change that is not a promotion.", [old, new])
}

_still_says(capability) if {
	some now in facts.care.subject
	now.capability == capability
}

_lowers := {
	"oversight": "fewer people look at what the model decides",
	"impact": "less is asked of a system that matters less",
	"serving": "callers who wait for an answer are promised nothing any more",
}

_before[safeguard.capability] contains safeguard if {
	some safeguard in facts.safeguards[facts.base_side]
	not safeguard.passing
	facts.compared(safeguard.at)
}

_now contains safeguard.capability if some safeguard in facts.safeguards.subject

_lost(capability, olds) if {
	not capability in _now
	not _stands_for(capability, olds)
	not _elsewhere(capability)
}

# An equal under another name counts.

_stands_for(["alert", _], olds) if {
	some now in facts.safeguards.subject
	now.capability[0] == "alert"
	some old in olds
	count(old.metrics) > 0
	count(old.metrics - now.metrics) == 0
	now.severity >= old.severity
}

# Alerts in a file for those that a generator made.
_stands_for(["alerting", name], _) if facts.paging.subject[name]

# The objective itself is gone.
_stands_for(["alerting", name], _) if not name in {slo.name | some slo in facts.slos.subject}

_stands_for(["data class", class], _) if {
	some other in facts.data_classes.subject
	facts.data_class_rank[other] > facts.data_class_rank[class]
}

# The network policy that is there is worth more than the words of a manifest.
_stands_for(["network control"], _) if ["network policy"] in _now

# Another platform looks after its own pods.

_elsewhere(capability) if {
	capability[0] in {"pod security", "disruption budget"}
	count(object.get(facts.serving_containers, "subject", set())) == 0
}

_moved(at) := sprintf(" (its file is now %s, and is not read as what it was)", [change.path]) if {
	some change in input.change.paths
	change.from == input[facts.base_side].documents[at.document].path
} else := ""
