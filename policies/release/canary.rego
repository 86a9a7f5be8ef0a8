# METADATA
# title: A new version takes traffic step by step
# description: >-
#   An evaluation cannot show what real callers will. A version that takes all traffic at once shows its faults to all of
#   them; one that takes a tenth first, and is watched meanwhile, shows them to few and can be taken back.
# scope: package
# related_resources:
#   - ref: docs/rules/REL003.md
# custom:
#   id: REL003
#   severity: {staging: note, production: error}
#   confidence: medium
#   default: true
#   effective_on: null
#   waivable: {max_days: 14}
#   scope: promotion
#   reads:
#     - replicate/deployment
#     - hf/endpoint
#     - kserve/inferenceservice
#     - kserve/llminferenceservice
#     - k8s/workload
#     - ray/service
#     - vllm/runtime
#     - vllm/helm-values
#   needs: [canary, model_version, images, engine_flags]
#   native: partial
#   params: {max_first_step: 10, min_minutes: 30}
#   fix: >-
#     On KServe in Knative mode set canaryTrafficPercent to 10 or less, in Standard mode add the version under spec.canary.
#     For a workload use an Argo Rollout or Flagger. Replicate and Inference Endpoints split no traffic: name the router
#     that does, its steps, metrics and abort conditions in release.canary of the manifest.
#   frameworks:
#     eu_ai_act: ["Art. 9(8)"]
#     nist_ai_rmf: ["MEASURE 2.3", "MANAGE 4.1"]
#     iso_42001: ["A.6.2.5"]
#     ml_test_score: ["Infra 6"]
package policylint.rules.release.canary

import data.policylint.facts
import data.policylint.lib.placeholder
import data.policylint.lib.result

# No canary at all

deny contains result.finding_with(msg, _place, object.union(facts.rolled_back, {"key": "canary"})) if {
	_asked
	count(_counted) == 0
	count(_idle) == 0
	msg := sprintf("%s comes into service for every caller at once; %s.", [_what, _advice])
}

# One that does nothing

deny contains result.finding_with(msg, canary.at, object.union(facts.rolled_back, {"key": canary.form})) if {
	_asked
	count(_counted) == 0
	some canary in _idle
	msg := sprintf("%s comes into service for every caller at once: %s; %s.", [_what, canary.why, _advice])
}

# One that is too coarse

deny contains result.finding_with(fault.msg, fault.at, object.union(facts.rolled_back, {"key": fault.key})) if {
	_asked
	not _steady
	some canary in _counted
	some fault in _faults(canary)
}

undecided contains result.finding_with(msg, canary.first_at, {"key": canary.form}) if {
	_asked
	not _steady
	some canary in _counted
	_open(canary)
	msg := sprintf("How much traffic a new version takes first by %s is not told here%s; check the file in which it is filled in.", [canary.form, _shown(canary.first)])
}

_shown(value) := sprintf(" (%v)", [value]) if is_string(value)

_shown(value) := "" if not is_string(value)

# What is asked: the version, the image or the settings of a deployment that was at this stage before.

_asked if {
	input.before
	object.get(input.before, "stage", null) == object.get(input.subject, "stage", null)
	not facts.serving_mode.subject == "batch"
	count(_new) > 0
}

_new := (_new_versions | _new_images) | _new_flags

_new_versions := {fact | some fact in facts.model_version.subject; is_string(fact.value); not fact.value in _old_versions}

_old_versions := {fact.value | some fact in facts.model_version.before}

_new_images := {fact.image | some fact in facts.images.subject} - {fact.image | some fact in facts.images.before}

_new_flags := {[flag.name, flag.value] | some flag in facts.engine_flags.subject} - {[flag.name, flag.value] | some flag in facts.engine_flags.before}

_what := sprintf("The version %s", [_short(min({fact.value | some fact in _new_versions}))]) if {
	count(_new_versions) > 0
} else := sprintf("The image %s", [min(_new_images)]) if {
	count(_new_images) > 0
} else := "The new setting of the engine"

_short(version) := sprintf("%s…", [substring(version, 0, 12)]) if {
	count(version) > 20
	regex.match(`^[0-9a-f]+$`, version)
} else := version

# What counts: what the platform splits, else what the manifest states of the router before it.

_own := [canary | some canary in facts.canary.subject; canary.own; canary.acts; _about_the_new(canary)]

_stated := [canary | some canary in facts.canary.subject; not canary.own]

_counted := _own if {
	count(_own) > 0
} else := _stated

_idle := [canary | some canary in facts.canary.subject; canary.own; not canary.acts]

# The predictors beside the first are a canary of what they load, not of what the first one loads.
_about_the_new(canary) if canary.form != "spec.canary"

_about_the_new(_) if count(_new_versions) == 0

_about_the_new(canary) if {
	some fact in _new_versions
	startswith(fact.at.pointer, sprintf("%s/", [canary.at.pointer]))
}

# Routes split for many reasons: with one that is gradual, another one does not matter.
_steady if {
	some canary in facts.canary.subject
	canary.acts
	_may_count(canary)
	_about_the_new(canary)
	not _open(canary)
	count(_faults(canary)) == 0
}

_may_count(canary) if canary.own

_may_count(canary) if {
	not canary.own
	every other in _own { startswith(other.form, "the weights of ") }
}

_open(canary) if {
	canary.own
	not is_number(canary.first)
	not endswith(canary.first_at.pointer, "/match")
}

_open(canary) if {
	not canary.own
	is_string(canary.first)
	placeholder.found(canary.first)
}

# What is wrong with one

_faults(canary) := array.concat(
	array.concat(_first_fault(canary), _watch_fault(canary)),
	array.concat(_abort_fault(canary), _length_fault(canary)),
)

# A manifest's canary without steps says nothing about traffic.
_first_fault(canary) := [{"msg": msg, "at": canary.at, "key": "first step"}] if {
	not canary.own
	is_null(canary.first)
	msg := "release.canary names no steps, so nobody knows how much traffic a new version takes first; write steps: [5, 25, 100]."
} else := [{"msg": msg, "at": canary.first_at, "key": "first step"} |
	is_number(canary.first)
	canary.first > input.params.REL003.max_first_step
	msg := sprintf("%s takes %v %% of the traffic at once by %s; let it begin with %v %% or less.", [_what, canary.first, canary.form, input.params.REL003.max_first_step])
]

_watch_fault(canary) := [{"msg": msg, "at": canary.at, "key": "metrics"} |
	is_array(canary.watch)
	count(canary.watch) == 0
	not canary.minutes == "open"
	msg := sprintf("Nothing is measured while traffic moves by %s, so a bad version goes on to every caller; name the metrics to look at.", [canary.form])
]

_abort_fault(canary) := [{"msg": msg, "at": canary.at, "key": "abort"} |
	canary.aborts == false
	msg := sprintf("Nothing stops %s when the new version fails; say what does (abortOn in a manifest, threshold in Flagger).", [canary.form])
]

_length_fault(canary) := [{"msg": msg, "at": canary.at, "key": "duration"} |
	is_number(canary.minutes)
	canary.minutes < input.params.REL003.min_minutes
	msg := sprintf("All traffic moves by %s within %v minutes, too short to see what callers meet; take %v or more.", [canary.form, canary.minutes, input.params.REL003.min_minutes])
]

# Where a canary would stand

_place := result.missing(id, "/spec/predictor", "canaryTrafficPercent") if {
	id := _serving("kserve/inferenceservice")
	not facts.scaling_mode.subject[id] == "standard"
} else := result.missing(id, "/spec", "canary") if {
	id := _serving("kserve/inferenceservice")
} else := result.missing(input.subject.manifest, "/spec/release", "canary") if {
	is_object(input.subject.documents[input.subject.manifest].content.spec.release)
} else := result.missing(input.subject.manifest, "/spec", "release") if {
	is_string(input.subject.manifest)
} else := result.at(input.subject.primary, "")

_advice := "set canaryTrafficPercent to 10 or less" if {
	_place.missing == "canaryTrafficPercent"
} else := "add it under spec.canary with a trafficPercent" if {
	_place.document == _serving("kserve/inferenceservice")
} else := "split its traffic with an Argo Rollout or Flagger, or name the router that does in release.canary" if {
	count([id | some [side, id] in facts.by_kind["k8s/workload"]; side == "subject"]) > 0
} else := "split its traffic before it, and name the router that does in release.canary" if {
	some kind in ["ray/service", "kserve/llminferenceservice", "vllm/runtime", "vllm/helm-values"]
	_serving(kind)
} else := "this platform splits no traffic: name the router that does in release.canary"

_serving(kind) := min({id | some [side, id] in facts.by_kind[kind]; side == "subject"}) if {
	some [side, _] in facts.by_kind[kind]
	side == "subject"
}
