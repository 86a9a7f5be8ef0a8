# METADATA
# title: A promotion does not open access
# description: >-
#   Who may reach a model is decided once, with the people who answer for it. In a change that also brings a new version
#   nobody looks for it: the reviewers read the model's numbers, and the endpoint that was private is public afterwards.
#   What was replaced by something that is neither wider nor narrower, such as another host, is a warning.
# scope: package
# related_resources:
#   - ref: docs/rules/PRO006.md
# custom:
#   id: PRO006
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30, approver: security}
#   scope: promotion
#   reads:
#     - hf/endpoint
#     - hf/space
#     - replicate/deployment
#     - kserve/inferenceservice
#     - kserve/llminferenceservice
#     - k8s/workload
#     - ray/service
#     - vllm/runtime
#     - vllm/helm-values
#     - policylint/model-deployment
#   needs: [exposure, authentication, network_policy, engine_flags]
#   native: full
#   params: {}
#   fix: Take the access change out of this promotion and have it reviewed as a change of its own, or narrow it again.
#   frameworks:
#     eu_ai_act: ["Art. 15(5)"]
#     nist_ai_rmf: ["MEASURE 2.7"]
#     owasp_llm_2025: ["LLM02", "LLM10"]
package policylint.rules.promotion.no_access_widening

import data.policylint.facts
import data.policylint.lib.covering
import data.policylint.lib.listing
import data.policylint.lib.result

# Levels

deny contains result.finding_with(msg, now.at, {"key": now.axis, "related": [result.related(_was(old), old.at)]}) if {
	some [old, now] in _same_axis
	is_number(old.rank)
	now.rank > old.rank
	msg := sprintf("%s, before it was %s: this promotion lets %s in; change access in a change of its own.", [now.what, _value(old), _who(now)])
}

deny contains result.finding_with(msg, now.at, {"level": "warning", "key": now.axis, "related": [result.related(_was(old), old.at)]}) if {
	some [old, now] in _same_axis
	now.rank == old.rank
	now.rank > 0
	now.reach != old.reach
	msg := sprintf("%s, before it was %s: other callers get in than before, and nothing here says whether they are more; review it.", [now.what, _value(old)])
}

# KServe makes an address that may lead everybody in.
deny contains result.finding_with(msg, now.at, object.union(_cap_of_rank(old.rank), {"key": now.axis, "related": [result.related(_was(old), old.at)]})) if {
	some [old, now] in _same_axis
	now.rank == null
	now.open
	is_number(old.rank)
	old.rank < facts.exposure_width.anyone
	msg := sprintf("%s, before it was %s: this promotion may let callers from outside the cluster in; keep it as it was, or change access in a change of its own.", [now.what, _value(old)])
}

deny contains result.finding_with(msg, now.at, {"level": "warning", "key": now.axis, "related": [result.related(_was(old), old.at)]}) if {
	some [old, now] in _same_axis
	old.rank == null
	old.open
	now.rank == facts.exposure_width.anyone
	msg := sprintf("%s; before, the cluster decided who gets in: review that this is no wider.", [now.what])
}

# Nothing at hand decides on one of the sides: a placeholder, or the default of a platform.
undecided contains result.finding_with(msg, now.at, {"key": now.axis, "related": [result.related(_was(old), old.at)]}) if {
	some [old, now] in _same_axis
	_untold(old, now)
	old.value != now.value
	msg := sprintf("%s, before it was %s: nothing here says whether this promotion opens access; write down who may call it.", [now.what, _value(old)])
}

_untold(_, now) if {
	now.rank == null
	not now.open
}

_untold(old, now) if {
	old.rank == null
	not old.open
	now.rank > facts.exposure_width.members
}

_same_axis contains [old, now] if {
	some now in facts.access_level.subject
	some old in facts.access_level.before
	old.axis == now.axis
	not _wider_elsewhere("subject", now)
	not _wider_elsewhere("before", old)
}

# Of several documents about one axis the widest counts.
_wider_elsewhere(side, level) if {
	some other in facts.access_level[side]
	other.axis == level.axis
	other.rank > level.rank
	is_number(level.rank)
}

# A way in that was not there

deny contains result.finding_with(msg, now.at, object.union(_cap_of_door(now), {"key": now.axis})) if {
	some now in _new_doors
	now.rank > 0
	not _as_narrow(now)
	msg := sprintf("%s, and before this promotion it did not: it lets %s in; add it in a change of its own.", [now.what, _who(now)])
}

deny contains result.finding_with(msg, now.at, {"level": "warning", "key": now.axis}) if {
	some now in _new_doors
	now.rank == null
	now.open
	msg := sprintf("%s, and before this promotion it did not: review who gets in there.", [now.what])
}

_new_doors contains now if {
	input.before
	some now in facts.access_level.subject
	now.door
	not now.axis in _axes_before
}

_axes_before contains old.axis if some old in facts.access_level.before

_axes_now contains now.axis if some now in facts.access_level.subject

# One that went away let in as many.
_replaces(now) if {
	some old in _lost_doors
	old.rank >= now.rank
}

_lost_doors contains old if {
	some old in facts.access_level.before
	old.door
	not old.axis in _axes_now
}

# The same few people by another door.
_as_narrow(now) if {
	now.rank < facts.exposure_width.accounts
	_replaces(now)
}

# Openings

deny contains result.finding_with(msg, _place(new), object.union(_cap_of_openings(lost), {
	"key": sprintf("%s %v", [axis, new.said]),
	"related": _openings_before(axis),
})) if {
	some axis, openings in _openings.subject
	_comparable(axis, openings)
	old := object.get(_openings.before, axis, [])
	lost := [each | some each in covering.uncovered(old, openings); each.opening != "nobody"]
	some new in covering.uncovered(openings, old)
	new.opening != "nobody"
	msg := _opened(new, lost)
}

_openings[side][axis] := [opening | some opening in facts.access_opening[side]; opening.axis == axis] if {
	some side in {"subject", "before"}
	some axis in {opening.axis | some opening in facts.access_opening[side]}
}

_comparable(axis, _) if _openings.before[axis]

_comparable(_, openings) if {
	input.before
	openings[0].closed
}

# What is not there stands where the manifest would name it.
_place(new) := facts.gone_at(_openings.before[new.axis][0].at, "/spec/artefacts/network") if {
	new.gone
} else := new.at

_openings_before(axis) := [result.related(sprintf("before: %s", [old.said]), old.at) |
	some old in array.slice([each | some each in _openings.before[axis]; not each.gone; each.opening != "nobody"], 0, 3)
]

_opened(new, []) := sprintf("This promotion %s; take that out, or change access in a change of its own.", [_adds(new)])

_opened(new, lost) := sprintf("This promotion %s in place of %s, and neither covers the other: review who gets in now.", [
	_adds(new),
	listing.all(array.slice([each.said | some each in lost], 0, 3)),
]) if {
	count(lost) > 0
}

_adds(new) := "takes away the last policy that limits who may connect" if {
	new.gone
	new.noun == "peer"
} else := sprintf(_verbs[new.noun], [new.said])

_verbs := {
	"account": "lets the account %s in by the private link",
	"address range": "lets %s in",
	"host": "answers at %s, too",
	"OAuth scope": "asks those who sign in for the scope %s",
	"organisation": "lets %s sign in",
	"origin": "lets browsers call it from %s",
	"peer": "lets %s in",
	"scope": "grants %s",
	"stage": "allows %s",
}

# Guards

deny contains result.finding_with(msg, facts.gone_at(old.at, "/spec/access"), object.union(_cap_of_guard(old), {
	"key": sprintf("%s %v", [old.axis, old.guard]),
	"related": [result.related("it stood here", old.at)],
})) if {
	some old in facts.access_guard.before
	not _guarded_still(old)
	msg := sprintf("This promotion takes away %s, which kept callers out; put it back, or change access in a change of its own.", [old.said])
}

_guarded_still(old) if {
	some now in facts.access_guard.subject
	now.axis == old.axis
	now.guard == old.guard
}

_other_guard(axis) if {
	some now in facts.access_guard.subject
	now.axis == axis
	not _guarded_before(now)
}

_guarded_before(now) if {
	some old in facts.access_guard.before
	now.axis == old.axis
	now.guard == old.guard
}

_other_guard("authentication") if {
	some axis, now in facts.door_guards.subject
	some by, _ in now
	not facts.door_guards.before[axis][by]
}

deny contains result.finding_with(msg, now.at, {"key": by, "related": [result.related("it stood here", at)]}) if {
	some [now, by, at] in _unguarded
	not _doubtful(now)
	msg := sprintf("%s, and callers no longer pass %s there; put it back, or change access in a change of its own.", [now.what, by])
}

undecided contains result.finding_with(msg, now.at, {"key": by, "related": [result.related("it stood here", at)]}) if {
	some [now, by, at] in _unguarded
	some other in facts.doubtful.subject
	other.guards == now.document
	msg := sprintf("Callers no longer pass %s at the %s, and nothing here says whether %s asks who they are.", [by, now.axis, other.what])
}

deny contains result.finding_with(msg, now.at, {"level": "warning", "key": by, "related": [result.related("it stood here", at)]}) if {
	some [now, by, at] in _door_guards_lost
	count(facts.door_guards.subject[now.axis]) > 0
	msg := sprintf("%s, and %s no longer asks callers who they are; %s does: review that it lets in no more.", [
		now.what,
		by,
		concat(" and ", sort([each | some each, _ in facts.door_guards.subject[now.axis]])),
	])
}

_unguarded contains [now, by, at] if {
	some [now, by, at] in _door_guards_lost
	count(object.get(facts.door_guards, ["subject", now.axis], {})) == 0
}

_door_guards_lost contains [now, by, at] if {
	some now in facts.access_level.subject
	now.rank != 0
	some by, places in facts.door_guards.before[now.axis]
	at := min(places)
	not facts.door_guards.subject[now.axis][by]
}

_doubtful(now) if {
	some other in facts.doubtful.subject
	other.guards == now.document
}

# Changes that cannot be compared are for a reader.

_cap_of_rank(0) := {}

_cap_of_rank(rank) := {"level": "warning"} if rank > 0

_cap_of_door(now) := {"level": "warning"} if {
	_replaces(now)
} else := {}

_cap_of_openings(lost) := {"level": "warning"} if {
	count(lost) > 0
} else := {}

_cap_of_guard(old) := {"level": "warning"} if {
	_other_guard(old.axis)
} else := {"level": "warning"} if {
	old.guard == "stated"
	some _, guards in facts.door_guards.subject
	count(guards) > 0
} else := {}

_was(old) := sprintf("before: %s", [old.what])

_value(old) := "not said" if {
	old.value == null
} else := _reached[old.value] if {
	_reached[old.value]
} else := sprintf("%v", [old.value])

_reached := {
	"cluster": "for the cluster alone",
	"network": "for the private network alone",
	"anyone": "for everybody",
	"unknown": "left to the cluster",
}

_who(now) := _whom[now.reach] if {
	_whom[now.reach]
} else := "more callers"

_whom := {
	"network": "callers from the private network",
	"members": "every member of the organisation",
	"accounts": "everybody with an account of the platform",
	"anyone": "everybody",
}
