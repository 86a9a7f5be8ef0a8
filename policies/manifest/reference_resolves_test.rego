package policylint.rules.manifest.reference_resolves_test

import data.policylint.rules.manifest.reference_resolves as rule

_document(kind, content) := {"path": "f.yaml", "kind": kind, "content": content, "pods": [], "servers": {}, "texts": {}, "refs": {}}

_given(reference) := _subject("production", [reference], {}, {})

_subject(stage, references, manifest, others) := {"subject": {
	"stage": stage,
	"manifest": "m.yaml#0",
	"references": references,
	"documents": object.union({"m.yaml#0": _document("policylint/model-deployment", {"spec": manifest})}, others),
}}

_reference(pointer, state) := {
	"document": "m.yaml#0",
	"pointer": pointer,
	"path": "some/file.yaml",
	"state": state,
	"kind": null,
	"documents": [],
	"kinds": [],
	"near": [],
	"holds": [],
}

_serving := "/spec/artefacts/serving/0/path"

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.undecided) == 0 with input as given
	some finding in rule.deny with input as given
	count(rule.deny) == 1 with input as given
}

_open(given) := finding if {
	count(rule.deny) == 0 with input as given
	some finding in rule.undecided with input as given
	count(rule.undecided) == 1 with input as given
}

_read := object.union(_reference(_serving, "read"), {"documents": ["r.yaml#0"], "kinds": ["replicate/deployment"]})

test_what_was_read_passes if _silent(_given(_read))

test_each_state_that_leads_nowhere if {
	said := {
		"absent": "is not in the repository",
		"no_match": "matches no file",
		"too_many": "matches more than 1,000 files",
		"outside": "leads out of the repository",
		"lfs": "is a Git LFS pointer",
		"unreadable": "cannot be read",
		"folder": "is a folder",
	}
	every state, words in said {
		finding := _denied(_given(_reference(_serving, state)))
		contains(finding.msg, sprintf("The serving file some/file.yaml %s", [words]))
		finding.at == {"document": "m.yaml#0", "pointer": _serving}
	}
}

test_the_nearest_name_is_asked_for if {
	finding := _denied(_given(object.union(_reference(_serving, "absent"), {"near": ["a.yaml", "b.yaml"]})))
	endswith(finding.msg, "did you mean a.yaml?")
}

test_a_text_is_read_by_people if {
	finding := _denied(_given(_reference("/spec/release/rollback/procedure", "absent")))
	finding.msg == "The procedure some/file.yaml is not in the repository, so nobody can read it; commit it, or correct the path."
}

test_a_text_needs_no_sound_front_matter if {
	runbook := object.union(_reference("/spec/runbook", "unreadable"), {"path": "docs/runbook.md#overload"})
	_silent(_given(runbook))
	_denied(_given(object.union(runbook, {"path": "contracts/input.schema.json"})))
	_denied(_given(object.union(runbook, {"pointer": "/spec/artefacts/modelCard/path"})))
}

test_an_index_beyond_the_last_document if {
	manifest := {"artefacts": {"serving": [{"path": "some/file.yaml", "index": 4}]}}
	reference := object.union(_reference(_serving, "read"), {"kinds": ["replicate/deployment"]})
	finding := _denied(_subject("staging", [reference], manifest, {}))
	contains(finding.msg, "has no document 4")
}

test_what_cannot_be_told_from_the_tree if {
	_open(_given(_reference(_serving, "template")))
	_open(_given(_reference(_serving, "elsewhere")))
	_open(_given(object.union(_reference(_serving, "absent"), {"path": "deploy/${STAGE}.yaml"})))
	manifest := {"artefacts": {"serving": [{"path": "some/file.yaml", "generated": true}]}}
	finding := _open(_subject("production", [_reference(_serving, "absent")], manifest, {}))
	endswith(finding.msg, "--rendered some/file.yaml")
}

test_generated_is_no_excuse_for_a_pointer if {
	manifest := {"artefacts": {"serving": [{"path": "some/file.yaml", "generated": true}]}}
	_denied(_subject("production", [_reference(_serving, "lfs")], manifest, {}))
	_silent(_subject("production", [_read], manifest, {}))
}

test_kinds if {
	_silent(_given(object.union(_read, {"kind": "replicate/deployment"})))
	said := _denied(_given(object.union(_read, {"kind": "hf/endpoint"}))).msg
	contains(said, "is said to be of kind hf/endpoint and is of kind replicate/deployment")
	_silent(_given(object.union(_reference(_serving, "not_ours"), {"kind": "other"})))
	hidden := _denied(_given(object.union(_read, {"kind": "other"}))).msg
	contains(hidden, "which policylint judges")
	_denied(_given(object.union(_reference(_serving, "not_ours"), {"kind": "hf/endpoint"})))
}

test_a_file_that_no_rule_reads_needs_no_kind if {
	_denied(_given(_reference(_serving, "not_ours")))
	_denied(_given(_reference("/spec/artefacts/alerts/0/path", "not_ours")))
	every role in ["dashboards/0", "sbom", "provenance", "build/0"] {
		_silent(_given(_reference(sprintf("/spec/artefacts/%s/path", [role]), "not_ours")))
	}
	_silent(_given(_reference("/spec/release/rollback/procedure", "not_ours")))
	_silent(_given(_reference("/spec/dataFlows/0/approval", "not_ours")))
}

test_a_role_asks_for_its_kind if {
	card := "/spec/artefacts/modelCard/path"
	said := _denied(_given(object.union(_read, {"pointer": card}))).msg
	endswith(said, "name a file of kind hf/model-card.")
	_silent(_given(object.union(_read, {"pointer": card, "kinds": ["hf/model-card"]})))
}

test_where_callers_are_authenticated_is_not_asked if {
	_silent(_given(_reference("/spec/access/authentication/at", "absent")))
}

test_one_path_is_told_once if {
	given := _subject(
		"production", [
			_reference("/spec/artefacts/dashboards/0/path", "absent"),
			_reference("/spec/kpis/0/dashboard", "absent"),
			_reference("/spec/kpis/1/dashboard", "absent"),
		],
		{}, {},
	)
	_denied(given).at.pointer == "/spec/artefacts/dashboards/0/path"
}

test_a_system_by_its_name if {
	named := object.union(_reference("/spec/system", "absent"), {"path": "triag", "kind": "policylint/model-system"})
	said := _denied(_given(object.union(named, {"near": ["triage"]}))).msg
	startswith(said, "No ModelSystem is called triag,")
	endswith(said, "did you mean triage?")
	_silent(_given(object.union(named, {"state": "read", "documents": ["s.yaml#0"], "kinds": ["policylint/model-system"]})))
}

_pipeline(kind, content, job) := _subject(
	"production",
	[object.union(_reference("/spec/artefacts/pipeline/path", "read"), {"documents": ["w.yaml#0"], "kinds": [kind]})],
	{"artefacts": {"pipeline": {"path": "some/file.yaml", "job": job}}},
	{"w.yaml#0": _document(kind, content)},
)

test_jobs_of_a_workflow if {
	workflow := {"jobs": {"evaluate": {}, "release": {}}}
	_silent(_pipeline("github/workflow", workflow, "evaluate"))
	finding := _denied(_pipeline("github/workflow", workflow, "evalute"))
	finding.at.pointer == "/spec/artefacts/pipeline/job"
	endswith(finding.msg, "did you mean evaluate?")
	endswith(_denied(_pipeline("github/workflow", workflow, "benchmark")).msg, "its jobs are evaluate and release.")
}

test_jobs_of_gitlab if {
	pipeline := {"stages": ["test"], "variables": {"A": "b"}, ".hidden": {}, "evaluate": {"script": ["make"]}}
	_silent(_pipeline("gitlab/ci", pipeline, "evaluate"))
	_denied(_pipeline("gitlab/ci", pipeline, "variables"))
	_denied(_pipeline("gitlab/ci", pipeline, ".hidden"))
	_open(_pipeline("gitlab/ci", object.union(pipeline, {"include": ["a.yml"]}), "benchmark"))
}

_alerted(stage, trigger, rules, state) := _subject(
	stage,
	[object.union(_reference("/spec/artefacts/alerts/0/path", state), {
		"documents": [id | some id in ["a.yaml#0"]; state == "read"],
		"kinds": [kind | some kind in ["prometheus/rules"]; state == "read"],
	})],
	{"release": {"rollback": {"triggers": [trigger]}}},
	{"a.yaml#0": _document("prometheus/rules", {"groups": [{"rules": rules}]})},
)

test_alerts_that_a_rollback_waits_for if {
	rules := [{"alert": "LatencyHigh", "expr": "a > 1"}, {"record": "r", "expr": "a"}]
	every stage in ["staging", "production"] {
		_silent(_alerted(stage, "LatencyHigh", rules, "read"))
		_silent(_alerted(stage, "human", rules, "read"))
		_silent(_alerted(stage, "${ALERT}", rules, "read"))
		finding := _denied(_alerted(stage, "LatencyHi", rules, "read"))
		finding.at.pointer == "/spec/release/rollback/triggers/0"
		finding.msg == "Nothing in some/file.yaml defines the alert LatencyHi, so it starts no rollback; did you mean LatencyHigh?"
	}
}

test_alerts_of_a_file_that_is_not_there_are_not_told_as_well if {
	_denied(_alerted("production", "LatencyHigh", [], "lfs")).at.pointer == "/spec/artefacts/alerts/0/path"
}

test_alerts_of_other_formats if {
	every document in [
		_document("slo/openslo", {"kind": "AlertPolicy", "metadata": {"name": "LatencyHigh"}}),
		_document("slo/sloth", {"slos": [{"alerting": {"name": "LatencyHigh"}}]}),
		_document("slo/sloth", {"spec": {"slos": [{"alerting": {"name": "LatencyHigh"}}]}}),
		_document("prometheus/rules", {"spec": {"groups": [{"rules": [{"alert": "LatencyHigh"}]}]}}),
	] {
		_silent(_subject("production", [], {"release": {"rollback": {"triggers": ["LatencyHigh"]}}}, {"a.yaml#0": document}))
	}
}

test_alerts_in_a_file_that_no_reader_knows_are_sought_as_text if {
	alerts := object.union(_reference("/spec/artefacts/alerts/0/path", "not_ours"), {"kind": "other"})
	manifest := {"release": {"rollback": {"triggers": ["LatencyHigh"]}}}
	_silent(_subject("production", [object.union(alerts, {"holds": ["LatencyHigh"]})], manifest, {}))
	_denied(_subject("production", [alerts], manifest, {}))
}

test_what_a_system_counts_on_is_asked_in_production if {
	system := _document("policylint/model-system", {"spec": {
		"failureModes": [{"id": "slow", "detectedBy": ["human", "Slow"]}],
		"kpis": [{"name": "cost", "alert": "CostHigh"}],
	}})
	findings := rule.deny with input as _subject("production", [], {}, {"s.yaml#0": system})
	{finding.at.pointer | some finding in findings} == {"/spec/failureModes/0/detectedBy/1", "/spec/kpis/0/alert"}
	every stage in ["space", "staging"] {
		_silent(_subject(stage, [], {}, {"s.yaml#0": system}))
	}
}

_flag(state, holds) := _subject(
	"production",
	[object.union(_reference("/spec/release/featureFlag/file", state), {"holds": holds})],
	{"release": {"featureFlag": {"key": "v2", "file": "some/file.yaml"}}},
	{},
)

test_flags if {
	_silent(_flag("not_ours", ["v2"]))
	_silent(_flag("read", ["v2"]))
	_denied(_flag("not_ours", [])).at.pointer == "/spec/release/featureFlag/key"
	_denied(_flag("absent", [])).at.pointer == "/spec/release/featureFlag/file"
}

test_without_a_manifest if {
	_silent({"subject": {"documents": {"a.yaml#0": _document("prometheus/rules", {"groups": []})}}})
}
