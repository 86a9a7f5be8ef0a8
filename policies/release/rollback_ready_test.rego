package policylint.rules.release.rollback_ready_test

import data.policylint.rules.release.rollback_ready as rule

_new := "da77bc59ee60423279fd632efb4795ab731d9e3ca9705ef3341091fb989b7eaf"

_old := "1f0b8b7f6c2d4e5a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a"

_commit := "6c0e6080953db56375760c0471a8c5f2929baf11"

_sound := {"to": _old, "procedure": "docs/rollback.md", "testedOn": "2026-11-02", "triggers": ["Slow"]}

_document(kind, content) := {"path": "f", "kind": kind, "content": content, "pods": [], "servers": {}, "texts": {}, "refs": {}}

_alert := _document("prometheus/rules", {"groups": [{"name": "g", "rules": [{"alert": "Slow", "expr": "x > 1"}]}]})

_serving(version) := _document("replicate/deployment", {"name": "s", "model": "acme/s", "version": version})

_side(spec, version, others) := {
	"name": "summariser",
	"stage": "production",
	"manifest": "m.yaml#0",
	"references": [],
	"documents": object.union({"m.yaml#0": _document("policylint/model-deployment", {"spec": spec}), "r.yaml#0": _serving(version)}, others),
}

_subject(spec, others) := {"now": "2026-11-23T00:00:00Z", "params": {}, "subject": _side(spec, _new, others)}

_given(rollback) := _subject({"release": {"rollback": rollback}}, {"a.yaml#0": _alert})

# The same in a gate run, where `before` was in service.
_promoted(rollback, before) := object.union(_given(rollback), {
	"before": _side({}, before, {}),
	"change": {"base": "00000000000000000000000000000000000000aa", "head": "00000000000000000000000000000000000000bb"},
})

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.undecided) == 0 with input as given
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

_but(changes) := object.union(_sound, changes)

_without(key) := object.remove(_sound, [key])

test_a_tested_way_back if {
	_silent(_given(_sound))
	_silent(_given(_but({"to": _commit})))
	_silent(_given(_but({"to": sprintf("sha256:%s", [_old])})))
	_silent(_given(_but({"to": "models:/summariser/13"})))
	_silent(_given(_but({"to": {"version": _old, "image": sprintf("acme/s@sha256:%s", [_old])}})))
}

test_no_rollback_is_one_finding if {
	_denied(_subject({}, {})).at == {"document": "m.yaml#0", "pointer": "/spec", "missing": "release"}
	_denied(_subject({"release": {}}, {})).at == {"document": "m.yaml#0", "pointer": "/spec/release", "missing": "rollback"}
}

test_what_is_left_out if {
	every key in ["to", "testedOn", "triggers"] {
		_denied(_given(_without(key))).at == {"document": "m.yaml#0", "pointer": "/spec/release/rollback", "missing": key}
	}
	_silent(_given(_without("procedure")))
}

test_none_needs_a_way_to_switch_off if {
	none := {"to": "none", "procedure": "docs/stop.md", "triggers": ["Slow"]}
	_silent(_given(none))
	_denied(_given(object.remove(none, ["procedure"]))).at.missing == "procedure"
	_silent(_given(_but({"to": "none"})))
}

test_what_can_change if {
	every text in ["stable", "latest", "v1.2", "1f0b8b7", "0000000000000000000000000000000000000000"] {
		finding := _denied(_given(_but({"to": text})))
		finding.at.pointer == "/spec/release/rollback/to"
		contains(finding.msg, text)
	}
	finding := _denied(_given(_but({"to": {"version": _old, "image": "acme/s:1.2"}})))
	finding.at.pointer == "/spec/release/rollback/to/image"
}

test_what_cannot_be_told if {
	every text in ["${PREVIOUS}", "s3://models/s/12"] {
		given := _given(_but({"to": text}))
		count(rule.deny) == 0 with input as given
		count(rule.undecided) == 1 with input as given
	}
}

test_back_to_itself if {
	finding := _denied(_given(_but({"to": _new})))
	finding.related[0].at == {"document": "r.yaml#0", "pointer": "/version"}
	contains(finding.msg, "da77bc59ee60…, which is the version that is being deployed")
	_denied(_given(_but({"to": {"version": _new}})))
	_silent(_given(_but({"to": {"version": _new, "image": sprintf("acme/s@sha256:%s", [_old])}})))
}

test_triggers_are_alerts if {
	_denied(_given(_but({"triggers": []}))).at.pointer == "/spec/release/rollback/triggers"
	_denied(_given(_but({"triggers": ["human"]}))).at.pointer == "/spec/release/rollback/triggers"
	_denied(_given(_but({"triggers": ["Sluggish"]}))).at.pointer == "/spec/release/rollback/triggers/0"
	_silent(_given(_but({"triggers": ["Sluggish", "Slow"]})))
	unread := {"document": "m.yaml#0", "pointer": "/spec/artefacts/alerts/0/path", "path": "a", "state": "lfs", "documents": []}
	given := _given(_but({"triggers": ["Sluggish"]}))
	_silent(object.union(given, {"subject": object.union(given.subject, {"references": [unread]})}))
}

test_the_last_test_was_lately if {
	_silent(_given(_but({"testedOn": "2026-08-25"})))
	contains(_denied(_given(_but({"testedOn": "2026-08-24"}))).msg, "on 2026-08-24, 91 days ago (at most 90)")
	contains(_denied(_given(_but({"testedOn": "2026-12-01"}))).msg, "still to come")
	given := object.union(_given(_but({"testedOn": "2026-08-24"})), {"params": {"REL002": {"max_test_age_days": 365}}})
	_silent(given)
}

test_former_revisions_are_kept if {
	every limit, count_ in {0: 1, 1: 0} {
		workload := _document("k8s/workload", {"kind": "Deployment", "spec": {"revisionHistoryLimit": limit}})
		given := _subject({"release": {"rollback": _sound}}, {"a.yaml#0": _alert, "w.yaml#0": workload})
		count(rule.deny) == count_ with input as given
	}
}

test_back_to_what_was_in_service if {
	_silent(_promoted(_sound, _old))
	finding := _denied(_promoted(_sound, replace(_old, "1f0b", "2f0b")))
	finding.at.pointer == "/spec/release/rollback/to"
	contains(finding.msg, "2f0b8b7f6c2d… is what was in service before")
	finding.related[0].at.document == "r.yaml#0"
	_denied(_promoted({"to": "none", "procedure": "p", "triggers": ["Slow"]}, _old)).at.pointer == "/spec/release/rollback/to"
}

test_a_change_of_something_else_is_not_compared if _silent(_promoted(_sound, _new))

test_a_commit_of_this_repository_is_a_way_back if _silent(_promoted(_but({"to": _commit}), _old))

test_a_rollback_itself_is_a_note if {
	other := replace(_old, "1f0b", "2f0b")
	given := object.union(_promoted(_sound, other), {"before~1": _side({}, _new, {})})
	_denied(given).level == "note" with data.policylint.facts.rolled_back as {"level": "note"}
}
