package policylint.rules.documentation.model_card_complete_test

import data.policylint.rules.documentation.model_card_complete as rule

_front := {"license": "mit", "datasets": ["acme/d"]}

_topics := ["Uses", "Out-of-scope use", "Limitations", "Training data", "Evaluation", "Contact"]

_section(title, words, template) := {"title": title, "level": 2, "words": words, "template": template, "text": "", "line": 9}

_good := [_section(title, 12, false) | some title in _topics]

_card(front, sections) := {"subject": {"files": [], "documents": {"README.md#0": {
	"path": "README.md",
	"kind": "hf/model-card",
	"content": object.union(front, {"$body": {"line": 5, "text": "", "sections": sections}}),
}}}}

_without(title) := [section | some section in _good; section.title != title]

_keys(given) := {finding.key | some finding in found} if {
	found := rule.deny with input as given
}

test_a_complete_card_passes if {
	count(rule.deny) == 0 with input as _card(_front, _good)
}

test_an_absent_section_is_one_finding_at_the_body if {
	every title in _topics {
		found := rule.deny with input as _card(_front, _without(title))
		count(found) == 1
		some finding in found
		finding.at == {"document": "README.md#0", "pointer": "/$body"}
	}
}

test_a_short_section_is_a_finding_at_its_heading if {
	sections := array.concat(_without("Uses"), [_section("Uses", 11, false)])
	some finding in rule.deny with input as _card(_front, sections)
	finding.at.pointer == "/$body/sections/5"
	contains(finding.msg, "11 of the 12 words")
	count(rule.deny) == 0 with input as object.union(_card(_front, sections), {"params": {"DOC002": {"min_words": 11}}})
}

test_one_good_heading_makes_up_for_a_short_one if {
	count(rule.deny) == 0 with input as _card(_front, array.concat([_section("Direct use", 2, false)], _good))
}

test_template_text_is_not_made_good_by_another_heading if {
	some finding in rule.deny with input as _card(_front, array.concat(_good, [_section("Bias", 20, true)]))
	finding.at.pointer == "/$body/sections/6"
	contains(finding.msg, "template")
}

test_authors_may_stay_empty_when_a_contact_is_given if {
	count(rule.deny) == 0 with input as _card(_front, array.concat([_section("Model Card Authors", 0, true)], _good))
	sections := array.concat(_without("Contact"), [_section("Model Card Authors", 2, false), _section("Model Card Contact", 0, true)])
	_keys(_card(_front, sections)) == {"contact"}
}

test_a_combined_heading_is_one_finding if {
	rest := [section | some section in _good; not section.title in {"Uses", "Limitations"}]
	sections := array.concat(rest, [_section("Intended uses & limitations", 0, true)])
	found := rule.deny with input as _card(_front, sections)
	count(found) == 1
	some finding in found
	finding.key == "limitations, uses"
}

test_a_contact_needs_no_twelve_words if {
	count(rule.deny) == 0 with input as _card(_front, array.concat(_without("Contact"), [_section("Authors", 1, false)]))
	_keys(_card(_front, array.concat(_without("Contact"), [_section("Contact", 0, false)]))) == {"contact"}
}

test_a_long_bold_sentence_is_no_heading if {
	lead := object.union(
		_section("This model was made for many uses that nobody has written down yet", 30, false),
		{"level": 7},
	)
	_keys(_card(_front, array.concat(_without("Uses"), [lead]))) == {"uses"}
	short := object.union(lead, {"title": "Intended use"})
	count(rule.deny) == 0 with input as _card(_front, array.concat(_without("Uses"), [short]))
}

test_a_question_that_opens_a_paragraph_is_a_heading if {
	lead := object.union(_section("Where to send questions or comments about the model", 30, false), {"level": 7})
	count(rule.deny) == 0 with input as _card(_front, array.concat(_without("Contact"), [lead]))
}

test_results_in_the_front_matter_or_beside_serve_the_evaluation if {
	index := [{"name": "m", "results": [{"metrics": [{"type": "acc", "value": 0}]}]}]
	count(rule.deny) == 0 with input as _card(object.union(_front, {"model-index": index}), _without("Evaluation"))
	_keys(_card(object.union(_front, {"model-index": {"name": "m"}}), _without("Evaluation"))) == {"evaluation"}
	given := json.patch(
		_card(_front, _without("Evaluation")),
		[{"op": "replace", "path": "/subject/files", "value": [".eval_results/a.yaml"]}],
	)
	count(rule.deny) == 0 with input as given
}

test_converted_weights_need_no_training_data if {
	every relation, findings in {"quantized": 0, "merge": 0, "finetune": 1} {
		front := {"license": "mit", "base_model": "acme/m", "base_model_relation": relation}
		count(rule.deny) == findings with input as _card(front, _without("Training data"))
	}
}

test_an_absent_license_and_an_empty_one if {
	some absent in rule.deny with input as _card({"datasets": ["acme/d"]}, _good)
	absent.at == {"document": "README.md#0", "pointer": "", "missing": "license"}
	every value in [null, "", [], "TODO", "[More Information Needed]"] {
		some empty in rule.deny with input as _card(object.union(_front, {"license": value}), _good)
		empty.at == {"document": "README.md#0", "pointer": "/license"}
	}
	count(rule.deny) == 0 with input as _card(object.union(_front, {"license": ["mit"]}), _good)
}

test_a_license_in_the_text_is_a_note_that_names_it if {
	section := object.union(_section("License", 1, false), {"text": ": **MIT** "})
	some finding in rule.deny with input as _card({"datasets": ["acme/d"]}, array.concat(_good, [section]))
	finding.level == "note"
	contains(finding.msg, `("MIT")`)
}

test_a_base_model_is_as_good_as_datasets if {
	some finding in rule.deny with input as _card({"license": "mit"}, _good)
	finding.at.missing == "datasets"
	count(rule.deny) == 0 with input as _card({"license": "mit", "base_model": "acme/m"}, _good)
}

test_a_misspelt_key_is_named_with_the_right_one if {
	every wrong, right in {"licence": "license", "licenses": "license", "dataset": "datasets", "pipeline-tag": "pipeline_tag", "model_index": "model-index"} {
		front := object.union(object.remove(_front, [right]), {wrong: "x"})
		found := rule.deny with input as _card(front, _good)
		count(found) == 1
		some finding in found
		finding.at.pointer == sprintf("/%s", [wrong])
		contains(finding.msg, sprintf("rename it to %s", [right]))
	}
}

test_malformed_front_matter_raises_nothing if {
	every front in [{"license": 3, "datasets": {"a": 1}}, {"license": {}, "base_model": [null], "model-index": "x"}, {"model-index": [{"results": 3}, 7]}] {
		count(rule.deny) >= 0 with input as _card(front, [])
	}
	count(rule.deny) > 0 with input as {"subject": {"files": [], "documents": {"a#0": {"path": "a", "kind": "hf/model-card", "content": {}}}}}
}

test_a_space_is_no_card if {
	count(rule.deny) == 0 with input as {"subject": {"files": [], "documents": {"README.md#0": {
		"path": "README.md",
		"kind": "hf/space",
		"content": {"sdk": "gradio"},
	}}}}
}
