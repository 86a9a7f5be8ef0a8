package policylint.rules.promotion.gate_integrity_test

import data.policylint.rules.promotion.gate_integrity as rule

_one := "1f0b8b7f6c2d4e5a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a"

_two := "da77bc59ee60423279fd632efb4795ab731d9e3ca9705ef3341091fb989b7eaf"

_doc(path, kind, content) := {"path": path, "kind": kind, "content": content, "pods": [], "servers": {}, "texts": {}, "refs": {}}

_side(prefix, version, report, min) := {
	"primary": sprintf("%sreplicate.yaml#0", [prefix]),
	"manifest": sprintf("%sdeployment.yaml#0", [prefix]),
	"documents": {sprintf("%s%s#0", [prefix, document.path]): document |
		some document in [
			_doc("replicate.yaml", "replicate/deployment", {"model": "acme/m", "version": version}),
			_doc("deployment.yaml", "policylint/model-deployment", {"spec": {}}),
			_doc("evidence/eval.yaml", "policylint/evaluation-report", {"spec": {"model": {"repository": "acme/m", "version": report}}}),
			_doc("system.yaml", "policylint/model-system", {"spec": {"thresholds": [{"metric": "faithfulness", "dataset": "acme/sample", "min": min}]}}),
		]
	},
}

_with(steps) := {
	"now": "2026-11-23T00:00:00Z",
	"params": {"PRO010": {"cooldown_days": 7}},
	"before": _side("cccccccccccc:", _one, _one, 0.9),
	"subject": _side("", _two, _two, 0.9),
	"change": {"gate": steps, "paths": []},
}

_step(what, path, how, say, at) := {"what": what, "path": path, "how": how, "say": say, "at": at}

_at(path, pointer) := {"document": sprintf("%s#0", [path]), "pointer": pointer}

_silent(given) if count(rule.deny) == 0 with input as given

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
	not finding.level
}

_noted(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
	finding.level == "note"
}

test_nothing_of_the_gate_changes if {
	_silent(_with([]))
}

test_a_rule_that_is_switched_off if {
	finding := _denied(_with([_step("config", ".policylint.yaml", "loosened", "disables PRO002", _at(".policylint.yaml", "/disable/0"))]))
	finding.at == {"document": ".policylint.yaml#0", "pointer": "/disable/0"}
	finding.msg == "This promotion also disables PRO002; the configuration of the base judges, so it has no effect here. Put it in a pull request of its own."
}

test_a_threshold_and_a_waiver if {
	_denied(_with([_step("thresholds", "system.yaml", "loosened", "sets the min of faithfulness to 0.85 (was 0.92)", _at("system.yaml", "/spec/thresholds/1/min"))]))
	_denied(_with([_step("waivers", ".policylint/waivers.yaml", "loosened", "lets the waiver of ACC004 for m end on 2027-12-31 in place of 2026-12-31", _at(".policylint/waivers.yaml", "/spec/items/0/expires"))]))
	_denied(_with([_step("waivers", ".policylint/waivers.yaml", "added", "waives ACC004 for m", _at(".policylint/waivers.yaml", "/spec/items/0"))]))
}

test_what_is_gone_is_shown_at_the_manifest if {
	finding := _denied(_with([_step("config", ".policylint.yaml", "removed", "takes the configuration away", null)]))
	finding.at == {"document": "deployment.yaml#0", "pointer": ""}
	contains(finding.msg, "(.policylint.yaml)")
}

test_stricter_is_a_note if {
	_noted(_with([_step("thresholds", "system.yaml", "tightened", "sets the min of faithfulness to 0.95 (was 0.92)", _at("system.yaml", "/spec/thresholds/1/min"))]))
	_noted(_with([_step("config", ".policylint.yaml", "added", "adds the configuration", _at(".policylint.yaml", ""))]))
	_noted(_with([_step("waivers", ".policylint/waivers.yaml", "removed", "no longer waives ACC004 for m", null)]))
}

test_a_second_configuration if {
	_denied(_with([_step("config", "deploy/.policylint.yaml", "added", "adds a configuration that is not read: it is called .policylint.yaml, at the root", _at("deploy/.policylint.yaml", ""))]))
}

test_every_part_has_a_reason if {
	every what in ["something new", "config", "rules", "policies", "params", "codeowners", "workflow", "hooks", "thresholds", "waivers"] {
		_denied(_with([_step(what, "file", "changed", "changes it", _at("file", ""))]))
	}
}

_evidence := _step("evidence", "evidence/eval.yaml", "changed", "changes the report of an earlier evaluation", _at("evidence/eval.yaml", ""))

test_the_report_of_a_version_in_service if {
	finding := _denied(_with([_evidence]))
	contains(finding.msg, "does not change afterwards")
}

test_the_report_of_a_version_that_is_new if {
	_silent(object.union(_with([_evidence]), {"before": _side("cccccccccccc:", _one, _two, 0.9)}))

	# It is on staging already.
	_denied(object.union(_with([_evidence]), {"before": _side("cccccccccccc:", _one, _two, 0.9), "source": _side("source/", _two, _one, 0.9)}))
}

test_an_old_report_that_is_cleared_away if {
	_noted(_with([object.union(_evidence, {"how": "removed", "at": null})]))
}

test_a_report_that_is_moved_and_edited if {
	_denied(_moved(0.95)).at == {"document": "evidence/new.yaml#0", "pointer": ""}
	_silent(_moved(0.9))
}

_moved(value) := json.patch(_with([]), [
	{"op": "add", "path": "change/paths", "value": [{"path": "evidence/new.yaml", "status": "renamed", "from": "evidence/eval.yaml"}]},
	{"op": "add", "path": ["before", "documents", "cccccccccccc:evidence/eval.yaml#0", "content", "spec", "results"], "value": [0.9]},
	{"op": "add", "path": ["subject", "documents", "evidence/new.yaml#0"], "value": _doc("evidence/new.yaml", "policylint/evaluation-report", {"spec": {"model": {"repository": "acme/m", "version": _one}, "results": [value]}})},
])

_history(age, now) := object.union(_with([]), {
	"subject": _side("", _two, _two, now),
	"before~1": object.union(_side("cccccccccccc:", _one, _one, 0.8), {"at": age, "commit": "cccccccccccc0000000000000000000000000000"}),
	"before~2": object.union(_side("bbbbbbbbbbbb:", _one, _one, 0.9), {"at": "2026-11-01T00:00:00Z", "commit": "bbbbbbbbbbbb0000000000000000000000000000"}),
})

test_a_threshold_that_was_lowered_days_ago if {
	finding := _noted(_history("2026-11-20T00:00:00Z", 0.8))
	finding.at == {"document": "system.yaml#0", "pointer": "/spec/thresholds/0/min"}
	contains(finding.msg, "Commit cccccccccccc let the threshold for faithfulness on acme/sample have at least 0.8 in place of at least 0.9 3 days before")
	_silent(_history("2026-11-10T00:00:00Z", 0.8))
	_silent(_history("2026-11-20T00:00:00Z", 0.95))
}
