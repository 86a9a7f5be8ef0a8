package policylint.rules.promotion.approved_test

import data.policylint.facts
import data.policylint.rules.promotion.approved as rule
import data.policylint.rules.promotion.changes_test as given

_passes(whole) if {
	count(rule.deny) == 0 with input as whole
	count(rule.undecided) == 0 with input as whole
}

_served := given.served(given.v1, given.report(given.v1))

_digest := found if {
	found := facts.subject_digest with input as given.promoted(_served)
}

_recorded(patches) := given.promoted(object.union(_served, {"evidence/record.yaml#0": json.patch(given.record(_digest), patches)}))

_set(at, value) := {"op": "add", "path": sprintf("/content/spec/%s", [at]), "value": value}

_change(whole, patches) := json.patch(whole, patches)

test_two_owners_who_approved_this_digest_pass if _passes(_recorded([]))

test_another_digest_is_one_finding_that_prints_the_right_one if {
	found := rule.deny with input as _recorded([_set("subjectDigest", "sha256:0000")])
	count(found) == 1
	some f in found
	f.at == {"document": "evidence/record.yaml#0", "pointer": "/spec/subjectDigest"}
	contains(f.msg, _digest)
}

test_no_record_is_denied_and_prints_the_digest if {
	some f in rule.deny with input as given.promoted(_served)
	f.at == {"document": "manifest#0", "pointer": "/spec/artefacts/approval"}
	contains(f.msg, _digest)
}

test_one_approval_is_too_few_and_so_is_one_person_twice if {
	some f in rule.deny with input as _recorded([{"op": "remove", "path": "/content/spec/approvals/1"}])
	contains(f.msg, "ingrid-sol approved this promotion, and 2 people have to")
	count(rule.deny) == 1 with input as _recorded([_set("approvals/1/by", "@Ingrid-Sol")])
}

test_a_high_impact_asks_for_a_third if {
	system := json.patch(given.system, [{"op": "replace", "path": "/content/spec/decision/impact", "value": "high"}])
	whole := given.promoted(object.union(_served, {"system#0": system, "evidence/record.yaml#0": given.record(_digest)}))
	some f in rule.deny with input as whole
	contains(f.msg, "3 people have to")
}

test_the_author_cannot_approve_by_any_of_their_names if {
	every name in ["Sunniva Dahl", "sunniva-dahl", "@SUNNIVA-DAHL", "4711+sunniva-dahl@users.noreply.github.com"] {
		some f in rule.deny with input as _recorded([_set("approvals/1/by", name)])
		f.at.pointer == "/spec/approvals/1/by"
		contains(f.msg, "wrote this change")
	}
	by_login := _change(_recorded([]), [{"op": "replace", "path": "/change/authors/0/login", "value": "Tomas-Reyes"}])
	some f in rule.deny with input as by_login
	contains(f.msg, "tomas-reyes wrote this change")
}

test_somebody_else_may_not_approve if {
	some f in rule.deny with input as _recorded([_set("approvals/1/by", "mallory")])
	f.at.pointer == "/spec/approvals/1/by"
	contains(f.msg, "mallory approved, but may not: ingrid-sol or tomas-reyes may")
	_passes(_recorded([_set("approvals/-", {"by": "mallory", "role": "friend", "at": "2026-11-20T15:00:00Z"})]))
}

test_an_approval_before_the_last_change_is_outdated if {
	later := _change(_recorded([]), [{"op": "replace", "path": "/change/touched/deploy~1replicate.yaml#0/at", "value": "2026-11-20T14:00:00Z"}])
	found := rule.deny with input as later
	count(found) == 1
	some f in found
	f.at.pointer == "/spec/approvals/0/at"
	f.related[0].at.document == "deploy/replicate.yaml#0"
}

test_a_record_in_the_same_commit_is_held_to_its_digest if {
	_passes(_change(_recorded([]), [{"op": "replace", "path": "/change/touched/deploy~1replicate.yaml#0", "value": {"commit": given.change.head, "at": "2026-11-20T15:00:00Z"}}]))
}

test_an_alert_that_changed_later_was_not_approved_for if {
	alerted := object.union(_served, {"alerts.yaml#0": {"path": "alerts.yaml", "kind": "prometheus/rules", "content": {}}, "evidence/record.yaml#0": given.record(_digest)})
	_passes(_change(given.promoted(alerted), [{"op": "add", "path": "/change/touched/alerts.yaml#0", "value": {"commit": "d3", "at": "2026-11-22T14:00:00Z"}}]))
}

test_an_approval_that_is_still_to_come_is_denied if {
	some f in rule.deny with input as _recorded([_set("approvals/1/at", "2027-01-01")])
	contains(f.msg, "still to come")
}

test_a_record_for_another_deployment_or_stage_is_denied if {
	some f in rule.deny with input as _recorded([_set("deployment", "other")])
	f.at.pointer == "/spec/deployment"
	some g in rule.deny with input as _recorded([_set("toStage", "staging")])
	g.at.pointer == "/spec/toStage"
}

test_a_manifest_that_nobody_owns_is_denied if {
	open := _change(_recorded([]), [{"op": "replace", "path": "/change/codeowners/0/pattern", "value": "/docs/"}])
	found := rule.deny with input as open
	count(found) == 1
	some f in found
	f.at == {"document": "manifest#0", "pointer": ""}
	freed := _change(_recorded([]), [{"op": "add", "path": "/change/codeowners/-", "value": {"pattern": "/deploy/*", "owners": []}}])
	count(rule.deny) == 1 with input as freed
}

_teams(whole) := _change(whole, [{"op": "replace", "path": "/change/codeowners/0/owners", "value": ["@acme/ml"]}])

test_a_team_alone_is_undecided_without_ci if {
	count(rule.deny) == 0 with input as _teams(_recorded([]))
	some u in rule.undecided with input as _teams(_recorded([]))
	contains(u.msg, "acme/ml alone")
}

_reviewed(approvals) := _change(given.promoted(_served), [{"op": "replace", "path": "/change/approvals", "value": approvals}])

_reviews(role) := [
	{"by": "ingrid-sol", "role": role, "at": "2026-11-18T13:05:00Z", "commit": given.change.head},
	{"by": "tomas-reyes", "role": role, "at": "2026-11-20T14:40:00Z", "commit": null},
]

test_reviews_that_ci_passes_need_no_record if {
	_passes(_reviewed(_reviews(null)))
	_passes(_teams(_reviewed(_reviews("acme/ml"))))
	count(rule.undecided) == 1 with input as _teams(_reviewed(_reviews(null)))
	count(rule.deny) == 1 with input as _reviewed([])
}

test_what_ci_passes_counts_before_a_record if {
	both := _change(_recorded([]), [{"op": "replace", "path": "/change/approvals", "value": []}])
	count(rule.deny) == 1 with input as both
}

test_a_review_of_an_older_commit_is_outdated if {
	old := json.patch(_reviews(null), [{"op": "replace", "path": "/0/commit", "value": "d4"}])
	some f in rule.deny with input as _reviewed(old)
	contains(f.msg, "ingrid-sol approved on 2026-11-18")
}

# Who writes a commit says when: the time of a review does not tell what was looked at.
test_a_review_of_a_commit_that_held_something_else_is_outdated if {
	seen := "d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4"
	late := json.patch(_reviews(null), [
		{"op": "replace", "path": "/1/commit", "value": seen},
		{"op": "replace", "path": "/1/at", "value": "2026-11-22T23:00:00Z"},
	])
	changed := _same_at(_reviewed(late), [])
	some f in rule.deny with input as changed
	contains(f.msg, "tomas-reyes approved the commit d4d4d4d4d4d4, and what is promoted was changed after it")
	_passes(_same_at(_reviewed(late), [seen]))
}

_same_at(whole, same) := object.union(whole, {"change": {"touched": {id: object.union(touched, {"same": same}) |
	some id, touched in whole.change.touched
}}})

test_a_review_of_nothing_in_particular_does_not_count if {
	vague := json.patch(_reviews(null), [{"op": "replace", "path": "/1/at", "value": null}])
	found := rule.deny with input as _reviewed(vague)
	count(found) == 1
	some f in found
	contains(f.msg, "tomas-reyes approved, but nothing says when")
	_passes(_reviewed(json.patch(vague, [{"op": "replace", "path": "/1/commit", "value": given.change.head}])))
}

_roles(whole) := _change(whole, [{"op": "replace", "path": "/params/PRO005/roles", "value": {"service-owner": ["@ingrid-sol"], "risk-owner": ["@tomas-reyes", "@ann"]}}])

test_each_role_of_the_configuration_has_to_approve if {
	_passes(_roles(_recorded([])))
	_passes(_roles(_teams(_recorded([]))))
	some f in rule.deny with input as _roles(_recorded([_set("approvals/0/by", "ann"), _set("approvals/0/role", "risk-owner")]))
	contains(f.msg, "No service-owner approved this promotion; ask ingrid-sol.")
	some g in rule.deny with input as _roles(_recorded([_set("approvals/0/role", "risk-owner")]))
	contains(g.msg, "No service-owner approved")
}

test_without_a_manifest_it_says_nothing if _passes(_change(given.promoted(_served), [{"op": "replace", "path": "/subject/manifest", "value": null}]))

# The digest

_digest_of(documents) := found if {
	found := facts.subject_digest with input as given.promoted(documents)
}

test_the_digest_does_not_change_with_paths_order_or_names_of_reports if {
	moved := {"x/y.yaml#3": object.union(given.serving(given.v1), {"path": "x/y.yaml"}), "z.yaml#0": given.report(given.v1)}
	_digest_of(moved) == _digest
	turned := json.patch(given.report(given.v1), [{"op": "replace", "path": "/content/spec/results", "value": [
		given.report(given.v1).content.spec.results[2],
		given.report(given.v1).content.spec.results[0],
		given.report(given.v1).content.spec.results[1],
	]}])
	_digest_of(given.served(given.v1, turned)) == _digest
	_digest_of(object.union(_served, {"evidence/record.yaml#0": given.record("sha256:0")})) == _digest
}

test_the_digest_changes_with_what_was_approved if {
	_digest_of(given.served(given.v2, given.report(given.v1))) != _digest
	better := json.patch(given.report(given.v1), [{"op": "replace", "path": "/content/spec/results/0/value", "value": 0.9}])
	_digest_of(given.served(given.v1, better)) != _digest
	lower := json.patch(given.system, [{"op": "replace", "path": "/content/spec/thresholds/0/min", "value": 0.1}])
	_digest_of(object.union(_served, {"system#0": lower})) != _digest
	opened := json.patch(given.manifest("m-production", "production"), [{"op": "add", "path": "/content/spec/access", "value": {"network": {"exposure": "public"}}}])
	_digest_of(object.union(_served, {"manifest#0": opened})) != _digest
	elsewhere := facts.subject_digest with input as _change(given.promoted(_served), [{"op": "replace", "path": "/subject/stage", "value": "staging"}])
	elsewhere != _digest
}
