# METADATA
# title: Production is reached through its stages, in order
# description: >-
#   What a test cannot show, a day on the stage below does: memory that grows, an index that ages, callers who write what
#   nobody thought of. A version that was never there, or for an hour only, meets all of it in production. How long it was
#   there counts from the commit that brought it, on the history of the branch that the change goes to, without a break.
# scope: package
# related_resources:
#   - ref: docs/rules/PRO009.md
# custom:
#   id: PRO009
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 14, approver: risk-owner}
#   scope: promotion
#   reads: [policylint/model-deployment]
#   needs: [model_version, images]
#   native: none
#   params: {order: [space, staging, production], soak_hours: 24}
#   fix: Promote the version to staging first, let it soak there, and name that deployment in promotedFrom.
#   frameworks:
#     eu_ai_act: ["Art. 9(8)"]
#     nist_ai_rmf: ["MEASURE 2.3", "MANAGE 1.1"]
#     iso_42001: ["A.6.2.5"]
package policylint.rules.promotion.stage_order

import data.policylint.facts
import data.policylint.lib.result

# Where it comes from

deny contains _finding(msg, result.missing(input.subject.manifest, "/spec", "promotedFrom"), "promotedFrom", []) if {
	_manifest
	count(_stages_below) > 0
	_from == null
	msg := sprintf("Nothing says which deployment in %s this version was tried in; name it in promotedFrom.", [_last(_stages_below)])
}

deny contains _finding(msg, _place, "promotedFrom", []) if {
	_manifest
	count(_stages_below) > 0
	_from == "none"
	msg := sprintf("promotedFrom is none, so this version was tried nowhere; promote it to %s first and name that deployment.", [_last(_stages_below)])
}

deny contains _finding(msg, _place, "promotedFrom", []) if {
	_manifest
	is_string(_from)
	_from != "none"
	not input.source
	msg := sprintf("promotedFrom names %s, which is no other deployment of this repository; name the one in which the version was tried.", [_from])
}

deny contains _finding(msg, _place, "stage", [result.related(sprintf("%s is a deployment in %s", [_from, input.source.stage]), _source_place)]) if {
	_manifest
	count(_skipped) > 0
	msg := sprintf("%s is in %s, so this promotion skips %s; promote to %s first and let it soak there.", [_from, input.source.stage, concat(" and ", _skipped), _skipped[0]])
}

undecided contains result.finding_with(msg, _place, {"key": "stage"}) if {
	_manifest
	input.source
	is_null(object.get(input.source, "stage", null))
	msg := sprintf("Nothing says which stage %s is; write a manifest for it, or map its stage in the configuration.", [_from])
}

# What it serves there

deny contains _finding(msg, _place, sprintf("version %s", [item.shown]), _source_serves(item.sort)) if {
	_manifest
	some item in facts.brought
	input.source
	facts.source_has(item) == "other"
	msg := sprintf("%s is promoted, and %s serves %s; let it serve this %s first.", [item.shown, _from, _shown_at_source(item.sort), item.sort])
}

undecided contains result.finding_with(msg, _place, {"key": sprintf("version %s", [item.shown]), "related": _source_serves(item.sort)}) if {
	_manifest
	some item in facts.brought
	input.source
	facts.source_has(item) == "unknown"
	msg := sprintf("Nothing here says whether %s serves %s, too: the files name no version that can be compared; state the digest in lineage.model.digest of both manifests.", [_from, item.shown])
}

# How long

deny contains _finding(msg, _place, sprintf("soak %s", [item.shown]), _first_stood(soak)) if {
	some [item, soak] in _soaks
	_too_short(soak)
	_told(soak)
	msg := _length(item, soak)
}

undecided contains result.finding_with(msg, _place, {"key": sprintf("soak %s", [item.shown]), "related": _first_stood(soak)}) if {
	some [item, soak] in _soaks
	_too_short(soak)
	not _told(soak)
	msg := sprintf("The history at hand is too short to tell how long %s has served %s; %s.", [_from, item.shown, _deepen])
}

_soaks contains [item, facts.soak(item)] if {
	_manifest
	count(_stages_below) > 0
	some item in facts.brought
	input.source
	facts.source_has(item) == "same"
}

_too_short(soak) if is_null(soak.since)

_too_short(soak) if facts.hours_since(soak.since) < input.params.PRO009.soak_hours

# A version that a state before the oldest one at hand may have served is nobody's guess.
_told(soak) if soak.known

_length(item, soak) := sprintf("%s comes to %s by this very change, and it has to be there for %v hours; promote it there first.", [item.shown, _from, input.params.PRO009.soak_hours]) if {
	is_null(soak.since)
} else := sprintf("%s has been in %s for %v hours only, since %s, and it has to be there for %v hours; promote it when they are over.", [
	item.shown,
	_from,
	facts.hours_since(soak.since),
	soak.since,
	input.params.PRO009.soak_hours,
])

_first_stood(soak) := [result.related("it first stood here", soak.at)] if {
	soak.at != null
} else := []

_deepen := sprintf("run `%s` and judge again", [input.history.say]) if {
	input.history.say != ""
} else := "look at when the version came to staging"

# What is broken there

deny contains _finding(msg, _place, sprintf("source %s", [error.code]), []) if {
	_manifest
	some error in input.source.errors
	msg := sprintf("%s itself fails %s, so it shows nothing about this version; mend it first.", [_from, error.code])
}

_manifest := input.subject.documents[input.subject.manifest].content

_from := object.get(_manifest, ["spec", "promotedFrom"], null)

_place := result.at(input.subject.manifest, "/spec/promotedFrom")

_order := input.params.PRO009.order

# A demo is no test: only the stages between it and this one are asked for.
_stages_below := [stage | some i, stage in _order; i < _rank(input.subject.stage); stage != "space"]

_skipped := [stage | some stage in _stages_below; _rank(stage) > _rank(input.source.stage)]

_rank(stage) := min([i | some i, each in _order; each == stage])

_last(list) := list[count(list) - 1]

_source_place := result.at(input.source.manifest, "/spec/stage") if {
	is_string(input.source.manifest)
} else := result.at(input.source.primary, "")

_source_serves("version") := [result.related(sprintf("%s serves %s", [_from, found.shown]), found.at) | some found in facts.served.source]

_source_serves("image") := [result.related(sprintf("%s runs %v", [_from, image.value]), image.at) | some image in facts.scalars.source.image]

_shown_at_source("version") := _or_nothing([found.shown | some found in facts.served.source])

_shown_at_source("image") := _or_nothing([sprintf("%v", [image.value]) | some image in facts.scalars.source.image])

_or_nothing(list) := concat(" and ", sort(list)) if {
	count(list) > 0
} else := "none that a file names"

_finding(msg, at, key, related) := result.finding_with(msg, at, object.union(facts.rolled_back, {"key": key, "related": related}))
