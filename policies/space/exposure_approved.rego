# METADATA
# title: An experiment that others can see is approved, and ends
# description: >-
#   What a Space shows can be used by whoever it is shown to: without a name somebody put it on view alone, and without
#   an end it stays on view when nobody looks after it any more.
# scope: package
# related_resources:
#   - ref: docs/rules/SPC001.md
# custom:
#   id: SPC001
#   severity: {space: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 14, approver: security}
#   scope: subject
#   reads: [policylint/model-deployment]
#   needs: [declared_exposure]
#   native: none
#   params: {max_days: 90, public_by_default: false}
#   fix: Set visibility to private, or record who approved showing it (approvedBy), to whom (audience), and until when (until).
#   examples:
#     file: deployment.yaml
#     pass: |
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelDeployment
#       metadata: {name: summariser-demo}
#       spec:
#         system: summariser
#         stage: space
#         platform: hf-space
#         artefacts: {serving: [{path: space/README.md}]}
#         exposure: {visibility: private, audience: internal}
#     fail: |
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelDeployment
#       metadata: {name: summariser-demo}
#       spec:
#         system: summariser
#         stage: space
#         platform: hf-space
#         artefacts: {serving: [{path: space/README.md}]}
#         exposure: {visibility: public, audience: customers}
#   frameworks:
#     nist_ai_rmf: ["GOVERN 4.1", "MAP 1.1"]
#     iso_42001: ["A.9.4"]
package policylint.rules.space.exposure_approved

import data.policylint.facts
import data.policylint.lib.dates
import data.policylint.lib.listing
import data.policylint.lib.placeholder
import data.policylint.lib.result

deny contains result.finding(msg, _at("visibility")) if {
	_shown
	_exposure.audience == "internal"
	msg := sprintf(
		"The Space is %s and its audience is internal, but %s; set visibility to private, or name the real audience.",
		[_exposure.visibility, _reach[_exposure.visibility]],
	)
}

deny contains result.finding(msg, _at("visibility")) if {
	_shown
	not _exposure.audience == "internal"
	not _by_default
	count(_unsaid) > 0
	msg := sprintf(
		"The Space is %s, and nothing says %s; add %s, or set visibility to private.",
		[_exposure.visibility, listing.all([_meaning[key] | some key in _unsaid]), listing.all(_unsaid)],
	)
}

deny contains result.finding(msg, _at("until")) if {
	_shown
	dates.past(_exposure.until, input.now)
	msg := sprintf(
		"The approval to show this Space ended on %s, and it is still %s; set visibility to private, or have it approved again.",
		[_exposure.until, _exposure.visibility],
	)
}

deny contains result.finding(msg, _at("until")) if {
	_shown
	dates.days(input.now, _exposure.until) > _max_days
	msg := sprintf(
		"%s is %d days ahead, and showing an experiment is approved for at most %d; write an earlier day.",
		[_exposure.until, dates.days(input.now, _exposure.until), _max_days],
	)
}

# A Space is public unless somebody made it private, and its README does not tell.
undecided contains result.finding(msg, at) if {
	at := _unstated
	not object.get(_params, "public_by_default", false)
	msg := "Nothing says who can see this Space, and its README cannot; add exposure with visibility, audience, approvedBy and until."
}

_unstated := _at("visibility") if {
	not _exposure.visibility
	_exposure
} else := result.missing(input.subject.manifest, "/spec", "exposure") if {
	not _exposure
	facts.content("subject", input.subject.manifest).spec.platform == "hf-space"
}

_exposure := facts.declared_exposure.subject.exposure

_shown if {
	_exposure.visibility in {"public", "protected"}
	input.subject.stage == "space"
}

_by_default if {
	_params.public_by_default == true
	_exposure.visibility == "public"
}

_params := object.get(input, ["params", "SPC001"], {})

_max_days := object.get(_params, "max_days", 90)

_unsaid := [key | some key in ["approvedBy", "until"]; not _said(object.get(_exposure, key, null))]

_said(text) if {
	is_string(text)
	not placeholder.found(text)
}

_meaning := {"approvedBy": "who approved showing it", "until": "until when"}

_reach := {
	"protected": "protected hides only its code: anybody can use the running app",
	"public": "anybody can use it",
}

_at(key) := object.union(facts.declared_exposure.subject.at, {"pointer": sprintf("/spec/exposure/%s", [key])}) if {
	_exposure[key]
} else := object.union(facts.declared_exposure.subject.at, {"missing": key})
