package policylint.rules.promotion.evaluation_passes_test

import data.policylint.rules.promotion.changes_test as given
import data.policylint.rules.promotion.evaluation_passes as rule

_passes(whole) if {
	count(rule.deny) == 0 with input as whole
	count(rule.undecided) == 0 with input as whole
}

_changed(patches) := json.patch(given.report(given.v1), patches)

_promoted(patches) := given.promoted(given.served(given.v1, _changed(patches)))

_set(at, value) := {"op": "add", "path": sprintf("/content/spec/results/%s", [at]), "value": value}

test_values_within_their_thresholds_pass if _passes(given.promoted(given.served(given.v1, given.report(given.v1))))

test_a_value_below_its_minimum_is_denied_at_the_value if {
	found := rule.deny with input as _promoted([_set("1/value", 0.89)])
	count(found) == 1
	some f in found
	f.at == {"document": "evidence/eval.yaml#0", "pointer": "/spec/results/1/value"}
	f.related == [{"msg": "the threshold", "at": {"document": "system#0", "pointer": "/spec/thresholds/1/min"}}]
	contains(f.msg, "faithfulness on acme/sample is 0.89, below the threshold 0.92;")
}

test_a_value_above_its_maximum_is_denied if {
	limited := json.patch(given.system, [{"op": "add", "path": "/content/spec/thresholds/-", "value": {"metric": "toxicity", "dataset": "acme/eval", "max": 0.01}}])
	measured := _changed([_set("-", {"metric": "Toxicity", "dataset": "acme/eval", "value": 0.02, "n": 500})])
	some f in rule.deny with input as given.promoted(object.union(given.served(given.v1, measured), {"system#0": limited}))
	contains(f.msg, "above the threshold 0.01")
}

test_a_threshold_without_a_result_is_denied if {
	found := rule.deny with input as _promoted([{"op": "remove", "path": "/content/spec/results/1"}])
	count(found) == 1
	some f in found
	f.at == {"document": "evidence/eval.yaml#0", "pointer": "/spec/results"}
	contains(f.msg, "on that dataset, not on acme/eval alone")
}

test_a_slice_that_is_asked_for_has_to_be_measured if {
	sliced := json.patch(given.system, [{"op": "add", "path": "/content/spec/thresholds/1/slice", "value": "language=de"}])
	some f in rule.deny with input as given.promoted(object.union(given.served(given.v1, given.report(given.v1)), {"system#0": sliced}))
	contains(f.msg, "faithfulness on acme/sample (language=de)")
	measured := _changed([_set("1/slice", "language=de")])
	_passes(given.promoted(object.union(given.served(given.v1, measured), {"system#0": sliced})))
}

test_too_few_samples_are_denied_and_an_unstated_number_is_undecided if {
	some f in rule.deny with input as _promoted([_set("1/n", 40)])
	f.at.pointer == "/spec/results/1/n"
	unstated := _promoted([{"op": "remove", "path": "/content/spec/results/1/n"}])
	count(rule.deny) == 0 with input as unstated
	some u in rule.undecided with input as unstated
	u.at.missing == "n"
}

test_a_value_in_words_is_undecided_and_a_number_in_quotes_is_not if {
	words := _promoted([_set("1/value", "95.1 ± 1.2")])
	count(rule.deny) == 0 with input as words
	count(rule.undecided) == 1 with input as words
	_passes(_promoted([_set("1/value", "0.951")]))
}

test_a_percentage_beside_a_share_is_undecided if {
	percent := _promoted([_set("1/value", 95.1)])
	count(rule.deny) == 0 with input as percent
	count(rule.undecided) == 1 with input as percent
}

_lowered := json.patch(given.system, [{"op": "replace", "path": "/content/spec/thresholds/1/min", "value": 0.85}])

_bad := _changed([_set("1/value", 0.89)])

test_a_change_cannot_lower_the_bar_that_it_has_to_clear if {
	some f in rule.deny with input as given.replaced(object.union(given.served(given.v1, _bad), {"system#0": _lowered}), given.v1)
	contains(f.msg, "below the threshold 0.92 that the base commit sets")
}

test_a_change_cannot_take_the_bar_away if {
	gone := json.patch(given.system, [{"op": "remove", "path": "/content/spec/thresholds"}])
	some f in rule.deny with input as given.replaced(object.union(given.served(given.v1, _bad), {"system#0": gone}), given.v1)
	contains(f.msg, "below the threshold 0.92 that the base commit sets")
}

test_the_bar_of_a_new_deployment_is_that_of_the_lower_stage_at_base if {
	first := object.union(
		given.promoted(object.union(given.served(given.v1, _bad), {"system#0": _lowered})),
		{"source": given.side("staging", {"system#0": _lowered}), "source~1": given.side("staging", {})},
	)
	count(rule.deny) == 1 with input as first
	other := json.patch(_lowered, [{"op": "replace", "path": "/content/metadata/name", "value": "other"}])
	renamed := object.union(
		given.promoted(object.union(given.served(given.v1, _bad), {"system#0": other})),
		{"source": given.side("staging", {"system#0": other}), "source~1": given.side("staging", {})},
	)
	count(rule.deny) == 1 with input as renamed
}

test_a_bar_that_head_raises_counts if {
	raised := json.patch(given.system, [{"op": "replace", "path": "/content/spec/thresholds/1/min", "value": 0.96}])
	some f in rule.deny with input as given.replaced(object.union(given.served(given.v1, given.report(given.v1)), {"system#0": raised}), given.v1)
	contains(f.msg, "below the threshold 0.96;")
}

test_worse_than_what_is_in_service_is_denied_and_a_note_in_a_rollback if {
	worse := _changed([_set("1/value", 0.925)])
	found := rule.deny with input as given.replaced(given.served(given.v1, worse), given.v2)
	count(found) == 1
	some f in found
	contains(f.msg, "is 0.925, and 0.951 of the version in service: worse by more than 2 %")
	not f.level
	back := object.union(
		given.replaced(given.served(given.v1, worse), given.v2),
		{"before~1": given.side("production", {"deploy/replicate.yaml#0": given.serving(given.v1)})},
	)
	{g.level | some g in rule.deny} == {"note"} with input as back
}

test_a_version_that_nobody_evaluated_reaches_nothing if {
	found := rule.deny with input as given.promoted(given.served(given.v2, given.report(given.v1)))
	count(found) == 1
	some f in found
	f.at == {"document": "deploy/replicate.yaml#0", "pointer": "/version"}
	contains(f.msg, "faithfulness on acme/sample and rouge_l on acme/eval")
}

test_runtime_thresholds_and_no_thresholds_are_nothing_of_an_evaluation if {
	none := json.patch(given.system, [{"op": "replace", "path": "/content/spec/thresholds", "value": [{"metric": "error_rate", "max": 0.01}]}])
	_passes(given.promoted(object.union(given.served(given.v2, given.report(given.v1)), {"system#0": none})))
}

_card(value) := {"path": "model/README.md", "kind": "hf/model-card", "content": {"model-index": [{"results": [{
	"dataset": {"type": "acme/sample", "name": "Sample"},
	"metrics": [{"type": "faithfulness", "value": value, "name": "Faithfulness"}],
}]}]}}

test_a_card_fills_in_what_the_report_lacks if {
	short := _changed([{"op": "remove", "path": "/content/spec/results/1"}])
	_passes(given.promoted(object.union(given.served(given.v1, short), {"model/README.md#0": _card(0.94)})))
	some f in rule.deny with input as given.promoted(object.union(given.served(given.v1, short), {"model/README.md#0": _card(0.9)}))
	f.at.pointer == "/model-index/0/results/0/metrics/0/value"
	_passes(given.promoted(object.union(given.served(given.v1, given.report(given.v1)), {"model/README.md#0": _card(0.1)})))
}

test_results_of_the_harness_count if {
	system := json.patch(given.system, [{"op": "replace", "path": "/content/spec/thresholds", "value": [{"metric": "accuracy", "dataset": "hellaswag", "min": 0.7}]}])
	harness := {"path": "results.json", "kind": "eval/lm-harness", "content": {
		"results": {"hellaswag": {"alias": "hellaswag", "acc,none": 0.6, "acc_stderr,none": 0.01}},
		"n-samples": {"hellaswag": {"original": 10042, "effective": 10042}},
		"config": {"model": "hf", "model_args": "pretrained=acme/m,revision=6c0e6080953db56375760c0471a8c5f2929baf11"},
		"date": 1795000000.5,
	}}
	endpoint := {"path": "deploy/endpoint.yaml", "kind": "hf/endpoint", "content": {"model": {"repository": "acme/m", "revision": "6c0e6080953db56375760c0471a8c5f2929baf11"}}}
	some f in rule.deny with input as given.promoted({"deploy/endpoint.yaml#0": endpoint, "results.json#0": harness, "system#0": system})
	f.at == {"document": "results.json#0", "pointer": "/results/hellaswag/acc,none"}
}

_benchmark(task, value) := {"path": "model/.eval_results/sample.yaml", "kind": "hf/eval-results", "content": [{
	"dataset": {"id": "acme/sample", "task_id": task}, "value": value,
}]}

test_files_of_results_fill_in_what_the_report_lacks if {
	short := _changed([{"op": "remove", "path": "/content/spec/results/1"}])
	every task in ["faithfulness", "default"] {
		_passes(given.promoted(object.union(given.served(given.v1, short), {"b.yaml#0": _benchmark(task, 0.94)})))
		some f in rule.deny with input as given.promoted(object.union(given.served(given.v1, short), {"b.yaml#0": _benchmark(task, 0.9)}))
		f.at == {"document": "b.yaml#0", "pointer": "/0/value"}
	}
	count(rule.deny) == 1 with input as given.promoted(object.union(given.served(given.v1, short), {"b.yaml#0": _benchmark("bleu", 0.94)}))
}
