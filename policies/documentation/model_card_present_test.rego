package policylint.rules.documentation.model_card_present_test

import data.policylint.rules.documentation.model_card_present as rule

_document(kind, content) := {"path": "f", "kind": kind, "content": content, "pods": [], "servers": {}, "texts": {}, "refs": {}}

_endpoint := _document("hf/endpoint", {"model": {"repository": "acme/summariser", "revision": "main"}})

_card(front, title) := _document("hf/model-card", object.union(front, {"$body": {"text": "", "sections": [{"level": 1, "title": title, "text": "", "words": 0, "template": false}]}}))

_given(documents, references) := {"subject": {
	"name": "summariser-production",
	"names": ["summariser-production"],
	"stage": "production",
	"manifest": "m.yaml#0",
	"references": references,
	"documents": object.union({"m.yaml#0": _document("policylint/model-deployment", {"spec": {}}), "e.yaml#0": _endpoint}, documents),
}}

_reference(state, documents) := {
	"document": "m.yaml#0", "pointer": "/spec/artefacts/modelCard/path", "path": "model/README.md", "state": state,
	"kind": null, "documents": documents, "kinds": [], "near": [], "holds": [],
}

_with_card(card) := _given({"c.md#0": card}, [_reference("read", ["c.md#0"])])

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.undecided) == 0 with input as given
	some finding in rule.deny with input as given
	count(rule.deny) == 1 with input as given
}

test_a_manifest_without_a_card if {
	finding := _denied(_given({}, []))
	finding.at == {"document": "m.yaml#0", "pointer": "/spec/artefacts", "missing": "modelCard"}
	startswith(finding.msg, "No model card is named for summariser-production, ")
}

test_a_card_that_is_named_and_not_there_is_told_elsewhere if {
	every state in ["absent", "lfs", "elsewhere", "not_ours"] { _silent(_given({}, [_reference(state, [])])) }
}

test_a_card_above_what_serves_is_found if _silent(_given({"c.md#0": _card({}, "Summariser")}, []))

test_a_card_about_the_model if {
	every front in [
		{"model_name": "acme/summariser"},
		{"model_name": "Summariser-v2"},
		{"model_name": "summariser-awq", "base_model": "acme/summariser"},
		{"model_name": "other", "base_model": ["acme/summariser"]},
		{"model_name": "A summary of tickets"},
		{"model_name": 7},
		{"model_name": "{{ name }}"},
		{},
	] {
		_silent(_with_card(_card(front, "Model card")))
	}
	_silent(_with_card(_card({}, "acme/summariser")))
	_silent(_with_card(_card({}, "Model Card for acme/Summariser-AWQ")))
	_silent(_with_card(_card({}, "Tickets in short")))
}

test_a_card_about_another_model if {
	finding := _denied(_with_card(_card({"model_name": "acme/translator"}, "Translator")))
	finding.at == {"document": "c.md#0", "pointer": "/model_name"}
	startswith(finding.msg, "This card is about acme/translator, and acme/summariser is served, ")
	finding.related[0].at == {"document": "e.yaml#0", "pointer": "/model/repository"}
	_denied(_with_card(_card({}, "Model card of acme/translator"))).at.pointer == "/$body/sections/0"
	_denied(_with_card(_card({"model_name": "translator", "base_model": "meta/llama"}, "x"))).at.pointer == "/model_name"
}

test_what_serves_names_no_model if {
	given := _with_card(_card({"model_name": "acme/translator"}, "Translator"))
	_silent(object.union(given, {"subject": {"documents": {"e.yaml#0": _document("hf/endpoint", {"model": {"repository": "${MODEL}"}})}}}))
}

_space(front) := {"subject": {
	"name": "demo", "names": [], "stage": "space", "manifest": null, "references": [],
	"documents": {"README.md#0": _document("hf/space", front)},
}}

test_a_card_on_the_hub_cannot_be_seen if {
	count(rule.deny) == 0 with input as _space({"models": ["acme/a", "acme/b"]})
	some finding in rule.undecided with input as _space({"models": ["acme/a", "acme/b"]})
	count(rule.undecided) == 1 with input as _space({"models": ["acme/a", "acme/b"]})
	finding.at.pointer == "/models/0"
	finding.level == "note"
	_silent(_space({}))
	_silent(_space({"models": "acme/a"}))
}

test_without_a_manifest_nothing_brings_it_up if {
	_silent({"subject": {"name": "e", "names": [], "stage": "production", "manifest": null, "references": [], "documents": {"e.yaml#0": _endpoint}}})
}
