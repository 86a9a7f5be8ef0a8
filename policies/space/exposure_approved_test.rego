package policylint.rules.space.exposure_approved_test

import data.policylint.rules.space.exposure_approved as rule

_given(exposure) := _with_params(exposure, {"max_days": 90, "public_by_default": false})

_with_params(exposure, params) := _manifest({"platform": "hf-space", "exposure": exposure}, params)

_manifest(spec, params) := {
	"now": "2026-11-23T00:00:00Z",
	"params": {"SPC001": params},
	"subject": {
		"stage": "space",
		"manifest": "m.yaml#0",
		"documents": {"m.yaml#0": {
			"path": "m.yaml", "kind": "policylint/model-deployment", "content": {"spec": spec},
			"pods": [], "servers": {}, "texts": {}, "refs": {},
		}},
	},
}

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_pointers(given) := {finding.at.pointer | some finding in rule.deny with input as given}

_approved := {"visibility": "public", "audience": "customers", "approvedBy": "acme/security", "until": "2027-01-31"}

test_approved_and_ending if {
	_silent(_given(_approved))
	_silent(_given(object.union(_approved, {"visibility": "protected"})))
}

test_nobody_sees_a_private_space if {
	_silent(_given({"visibility": "private", "audience": "internal"}))
	_silent(_given({"visibility": "private", "until": "2020-01-01"}))
}

test_approver_and_end_are_one_finding if {
	given := _given({"visibility": "public"})
	{finding.msg | some finding in rule.deny with input as given} == {"The Space is public, and nothing says who approved showing it and until when; add approvedBy and until, or set visibility to private."}
	_pointers(given) == {"/spec/exposure/visibility"}
	_pointers(_given(object.remove(_approved, ["until"]))) == {"/spec/exposure/visibility"}
	_pointers(_given(object.union(_approved, {"approvedBy": "TODO"}))) == {"/spec/exposure/visibility"}
}

test_a_protected_space_is_not_for_colleagues_alone if {
	given := _given({"visibility": "protected", "audience": "internal", "until": "2026-10-31"})
	_pointers(given) == {"/spec/exposure/visibility", "/spec/exposure/until"}
	some finding in rule.deny with input as given
	contains(finding.msg, "anybody can use the running app")
}

test_the_end_is_near_and_has_not_come if {
	_pointers(_given(object.union(_approved, {"until": "2026-11-22"}))) == {"/spec/exposure/until"}
	_silent(_given(object.union(_approved, {"until": "2026-11-23"})))
	_silent(_given(object.union(_approved, {"until": "2027-02-21"})))
	_pointers(_given(object.union(_approved, {"until": "2027-02-22"}))) == {"/spec/exposure/until"}
	_silent(_with_params(object.union(_approved, {"until": "2027-06-01"}), {"max_days": 365}))
	_pointers(_given(object.union(_approved, {"until": "2026-11-22T23:00:00Z"}))) == {"/spec/exposure/until"}
}

test_research_may_show_what_it_does if {
	params := {"max_days": 90, "public_by_default": true}
	_silent(_with_params({"visibility": "public"}, params))
	_pointers(_with_params({"visibility": "protected"}, params)) == {"/spec/exposure/visibility"}
	_silent(_manifest({"platform": "hf-space"}, params))
}

test_what_nobody_states_is_undecided if {
	given := _manifest({"platform": "hf-space"}, {})
	count(rule.deny) == 0 with input as given
	{finding.at | some finding in rule.undecided with input as given} == {{"document": "m.yaml#0", "pointer": "/spec", "missing": "exposure"}}
	partly := _given({"audience": "public"})
	{finding.at.missing | some finding in rule.undecided with input as partly} == {"visibility"}
	_silent(_manifest({"platform": "hf-endpoint"}, {}))
}
