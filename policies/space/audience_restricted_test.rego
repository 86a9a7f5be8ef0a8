package policylint.rules.space.audience_restricted_test

import data.policylint.rules.space.audience_restricted as rule

_space(front) := {"subject": {"manifest": null, "files": [], "documents": {"README.md#0": {
	"path": "README.md",
	"kind": "hf/space",
	"content": object.union({"sdk": "gradio"}, front),
}}}}

_shown(front, exposure) := object.union(_space(front), {"subject": {"manifest": "d.yaml#0", "documents": {"d.yaml#0": {
	"path": "d.yaml",
	"kind": "policylint/model-deployment",
	"content": {"spec": {"exposure": exposure}},
}}}})

_login := {"hf_oauth": true}

_pointers(given) := pointers if {
	pointers := {[finding.at.pointer, object.get(finding.at, "missing", "")] | rule.deny[finding] with input as given}
}

test_wide_scopes_are_denied_one_by_one if {
	_pointers(_space(object.union(_login, {"hf_oauth_scopes": ["email", "write-repos", "jobs"]}))) == {
		["/hf_oauth_scopes/1", ""],
		["/hf_oauth_scopes/2", ""],
	}
	_pointers(_space(object.union(_login, {"hf_oauth_scopes": "manage-repos"}))) == {["/hf_oauth_scopes", ""]}
	_pointers(_space(object.union(_login, {"hf_oauth_scopes": ["email", "inference-api", "read-repos"]}))) == set()
}

test_long_sessions_are_denied if {
	_pointers(_space(object.union(_login, {"hf_oauth_expiration_minutes": 43200}))) == {["/hf_oauth_expiration_minutes", ""]}
	_pointers(_space(object.union(_login, {"hf_oauth_expiration_minutes": 1440}))) == set()
	shorter := object.union(
		_space(object.union(_login, {"hf_oauth_expiration_minutes": 480})),
		{"params": {"SPC002": {"max_minutes": 60}}},
	)
	_pointers(shorter) == {["/hf_oauth_expiration_minutes", ""]}
}

test_without_a_login_none_of_it_is_read if {
	_pointers(_space({"hf_oauth_scopes": ["write-repos"], "hf_oauth_expiration_minutes": 43200})) == set()
}

test_a_public_demo_may_let_everybody_sign_in if {
	_pointers(_space(_login)) == set()
	_pointers(_shown(_login, {"visibility": "public", "audience": "public"})) == set()
	_pointers(_shown(_login, {"visibility": "public", "audience": "customers"})) == set()
}

test_a_declared_audience_is_held_to if {
	every audience in ["internal", "partner"] {
		_pointers(_shown(_login, {"visibility": "public", "audience": audience})) == {
			["", "disable_embedding"],
			["", "hf_oauth_authorized_org"],
		}
	}
	closed := {"hf_oauth": true, "hf_oauth_authorized_org": "acme", "disable_embedding": true}
	_pointers(_shown(closed, {"visibility": "protected", "audience": "internal"})) == set()
	_pointers(_shown(object.union(closed, {"disable_embedding": false}), {"audience": "internal"})) == {["/disable_embedding", ""]}
	_pointers(_shown(object.union(closed, {"hf_oauth_authorized_org": []}), {"audience": "internal"})) == {["", "hf_oauth_authorized_org"]}
}

test_a_private_space_needs_neither if {
	_pointers(_shown(_login, {"visibility": "private", "audience": "internal"})) == set()
}

test_the_declaration_is_shown if {
	some finding in rule.deny with input as _shown(_login, {"visibility": "public", "audience": "internal"})
	finding.related[0].at == {"document": "d.yaml#0", "pointer": "/spec/exposure/audience"}
}
