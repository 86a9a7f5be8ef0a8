package policylint.rules.documentation.license_permits_use_test

import data.policylint.rules.documentation.license_permits_use as rule

_card(front) := _with(front, {"sections": [], "text": ""})

_with(front, body) := {"subject": {"files": [], "documents": {"README.md#0": {
	"path": "README.md",
	"kind": "hf/model-card",
	"content": object.union(front, {"$body": body}),
}}}}

_params(given, params) := object.union(given, {"params": {"DOC003": params}})

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	count(rule.undecided) == 0 with input as given
	some finding in rule.deny with input as given
}

_open(given) := finding if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 1 with input as given
	some finding in rule.undecided with input as given
}

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

test_licences_that_permit_production_pass if {
	every id in ["apache-2.0", "MIT", "PDDL", "cc", "cc-by-sa-4.0", "gpl-3.0", "llama3.1", "openrail"] {
		_silent(_card({"license": id}))
	}
	_silent(_card({"license": ["mit", "apache-2.0"]}))
	_silent(_card({"licence": "mit"}))
}

test_absence_is_not_judged_here if {
	every front in [{}, {"license": null}, {"license": ""}, {"license": []}, {"license": " "}] {
		_silent(_card(front))
	}
}

test_denied_licences_say_why if {
	nc := _denied(_card({"license": "cc-by-nc-4.0"}))
	nc.at == {"document": "README.md#0", "pointer": "/license"}
	contains(nc.msg, "forbids commercial use")
	contains(_denied(_card({"license": "intel-research"})).msg, "research only")
	contains(_denied(_card({"license": "unknown"})).msg, "nobody knows")
}

test_the_item_of_a_list_and_a_misspelt_key if {
	_denied(_card({"license": ["cc-by-nc-sa-4.0"]})).at.pointer == "/license/0"
	_denied(_card({"licenses": ["mit", "cc-by-nc-sa-4.0"]})).at.pointer == "/licenses/1"
	_silent(_card({"license": "mit", "licenses": ["cc-by-nc-sa-4.0"]}))
}

test_denied_comes_before_no_id if {
	every text in ["cc-by-nc-sa", "CC BY-NC 4.0", "Non-commercial use only", "research-only"] {
		_denied(_card({"license": text}))
	}
}

test_what_is_no_id_is_undecided if {
	every text in ["???", "apache license", "GPL-3.0-only", "${LICENCE}", "{license}"] {
		_open(_card({"license": text}))
	}
}

test_other_needs_a_name_and_a_link if {
	both := _denied(_card({"license": "other"}))
	contains(both.msg, "without license_name and license_link")
	contains(_denied(_card({"license": "other", "license_name": "acme-1.0"})).msg, "without license_link")
	named := {"license": "other", "license_name": "acme-1.0", "license_link": "LICENSE.md"}
	_silent(_card(named))
	contains(_denied(_card(object.union(named, {"license_name": "acme-research-1.0"}))).msg, "research only")
}

test_who_is_not_commercial_may_use_what_forbids_commerce if {
	_silent(_params(_card({"license": "cc-by-nc-4.0"}), {"commercial": false}))
	_denied(_params(_card({"license": "intel-research"}), {"commercial": false}))
}

test_lists_of_ones_own if {
	_denied(_params(_card({"license": "gpl-3.0"}), {"denied": ["copyleft"]}))
	_silent(_params(_card({"license": "cc-by-nc-4.0"}), {"denied": ["copyleft"]}))
	outside := _denied(_params(_card({"license": "gpl-3.0"}), {"allowed": ["permissive"]}))
	contains(outside.msg, "not among those allowed here (permissive)")
	_silent(_params(_card({"license": "mit"}), {"allowed": ["permissive"]}))
	_denied(_params(_card({"license": "gpl-3.0"}), {"allowed": ["permissive"], "review": ["gpl-*"]})).level == "note"
	_silent(_params(_card({"license": "apache-2.0"}), {"review": ["gpl-*"]}))
}

test_a_card_that_contradicts_itself if {
	row := {"sections": [], "text": "| License | CC BY-NC 4.0 |"}
	finding := _denied(_with({"license": "mit"}, row))
	finding.at.pointer == "/license"
	contains(finding.msg, `the text of the card says "CC BY-NC 4.0"`)
	_silent(_with({"license": "cc-by-4.0"}, {"sections": [], "text": "| License | CC BY 4.0 |"}))
}

test_a_space_is_read_too if {
	space := {"subject": {"files": [], "documents": {"README.md#0": {
		"path": "README.md",
		"kind": "hf/space",
		"content": {"sdk": "gradio", "license": "cc-by-nc-4.0"},
	}}}}
	contains(_denied(space).msg, "this Space")
}
