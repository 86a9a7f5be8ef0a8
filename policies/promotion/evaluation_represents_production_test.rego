package policylint.rules.promotion.evaluation_represents_production_test

import data.policylint.rules.promotion.changes_test as given
import data.policylint.rules.promotion.evaluation_represents_production as rule

_passes(whole) if {
	count(rule.deny) == 0 with input as whole
	count(rule.undecided) == 0 with input as whole
}

_promoted(patches) := given.promoted(given.served(given.v1, json.patch(given.report(given.v1), patches)))

_replaced(patches) := given.replaced(given.served(given.v1, json.patch(given.report(given.v1), patches)), given.v2)

_set(at, value) := {"op": "add", "path": sprintf("/content/spec/%s", [at]), "value": value}

test_a_recent_sample_of_production_passes if _passes(_promoted([]))

test_shadowed_traffic_passes if _passes(_promoted([_set("datasets/1/origin", "shadow")]))

test_benchmarks_alone_are_denied if {
	found := rule.deny with input as _promoted([_set("datasets/1/origin", "benchmark")])
	count(found) == 1
	some f in found
	f.at == {"document": "evidence/eval.yaml#0", "pointer": "/spec/results"}
	contains(f.msg, "acme/eval (benchmark) and acme/sample (benchmark) is all")
}

test_a_sample_on_which_nothing_was_measured_is_none if {
	some f in rule.deny with input as _promoted([{"op": "remove", "path": "/content/spec/results/1"}])
	contains(f.msg, "nothing was measured on acme/sample")
}

test_a_substitute_with_a_reason_passes_once if {
	substitute := [_set("datasets/1/origin", "pilot"), _set("datasets/1/reason", "There is no production yet.")]
	_passes(_promoted(substitute))
	count(rule.deny) == 1 with input as _replaced(substitute)
	count(rule.deny) == 1 with input as _promoted([_set("datasets/1/origin", "pilot")])
}

test_an_old_sample_is_denied_and_the_newest_counts if {
	old := [_set("datasets/1/sampledTo", "2026-06-30")]
	some f in rule.deny with input as _promoted(old)
	f.at.pointer == "/spec/datasets/1/sampledTo"
	contains(f.msg, "ends 146 days ago")
	newer := array.concat(old, [
		_set("datasets/-", {"id": "acme/sample-2", "origin": "production", "sampledTo": "2026-11-10"}),
		_set("results/-", {"metric": "faithfulness", "dataset": "acme/sample-2", "value": 0.95, "n": 300}),
	])
	_passes(_promoted(newer))
}

test_a_sample_without_its_days_is_undecided if {
	undated := _promoted([{"op": "remove", "path": "/content/spec/datasets/1/sampledTo"}, {"op": "remove", "path": "/content/spec/datasets/1/sampledFrom"}])
	count(rule.deny) == 0 with input as undated
	some u in rule.undecided with input as undated
	u.at.missing == "sampledTo"
}

test_a_sample_that_is_still_to_come_is_denied if {
	some f in rule.deny with input as _promoted([_set("datasets/1/sampledTo", "2027-11-14")])
	contains(f.msg, "still to come")
}

test_a_gap_between_prototype_and_production_is_denied if {
	found := rule.deny with input as _promoted([_set("results/1/value", 0.93), _set("results/2/value", 0.99)])
	count(found) == 1
	some f in found
	f.at.pointer == "/spec/results/1/value"
	f.related[0].at.pointer == "/spec/results/2/value"
	contains(f.msg, "a gap of 0.06, more than 0.05")
}

test_a_metric_without_a_threshold_may_differ if {
	_passes(_promoted([
		_set("results/-", {"metric": "bertscore", "dataset": "acme/eval", "value": 0.9, "n": 400}),
		_set("results/-", {"metric": "bertscore", "dataset": "acme/sample", "value": 0.5, "n": 400}),
	]))
}

test_a_report_about_another_version_is_nothing_to_judge if _passes(given.promoted(given.served(given.v2, json.patch(given.report(given.v1), [_set("datasets", [])]))))
