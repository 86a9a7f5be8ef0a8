package policylint.rules.space.demo_labelled_test

import data.policylint.rules.space.demo_labelled as rule

_space(front, text) := {"subject": {"files": [], "documents": {"README.md#0": {
	"path": "README.md",
	"kind": "hf/space",
	"content": object.union(front, {"$body": {"line": 5, "text": text, "sections": [], "links": []}}),
}}}}

_given := {"sdk": "gradio", "models": ["acme/m"]}

test_one_word_anywhere_is_enough if {
	every front in [{"title": "Demo"}, {"tags": ["demo"]}, {"short_description": "An experimental AI"}] {
		count(rule.deny) == 0 with input as _space(object.union(_given, front), "Nothing here.")
	}
	count(rule.deny) == 0 with input as _space(_given, "Das ist ein Prototyp.")
}

test_no_word_is_a_finding_at_the_description if {
	some with_key in rule.deny with input as _space(object.union(_given, {"short_description": "Summaries"}), "")
	with_key.at == {"document": "README.md#0", "pointer": "/short_description"}
	contains(with_key.msg, "acme/m")
	some without in rule.deny with input as _space(_given, "")
	without.at == {"document": "README.md#0", "pointer": "", "missing": "short_description"}
}

test_code_paths_and_addresses_are_no_words if {
	every text in ["Run `demo`.", "python demo.py", "see demo/app.py and ./demo/x", "https://acme.example/demo", "(src/demo/app.js)"] {
		count(rule.deny) == 1 with input as _space(_given, text)
	}
}

test_without_a_model_nothing_is_asked if {
	every text in ["", "Machine learning for everyone", "```"] {
		count(rule.deny) == 0 with input as _space({"sdk": "gradio", "title": "Llama-3 chat"}, text)
	}
}

test_evidence_of_a_model if {
	count(rule.deny) == 1 with input as _space({"tags": ["ai", "text-generation", "summarization"]}, "")
	count(rule.deny) == 1 with input as _space({"short_description": "Asks Mistral-7B"}, "")
	count(rule.deny) == 1 with input as _space({}, "Uses `acme/bert-base-tickets`.")
	links := [{"target": "https://huggingface.co/acme/a", "line": 6}, {"target": "https://huggingface.co/acme/b", "line": 7}]
	linked := json.patch(
		_space({}, "Our model."),
		[{"op": "replace", "path": "/subject/documents/README.md#0/content/$body/links", "value": links}],
	)
	count(rule.deny) == 1 with input as linked
}

test_an_environment_for_agents_shows_no_model_by_naming_one if {
	text := "Agents were trained on it with Qwen2.5-7B."
	count(rule.deny) == 1 with input as _space({"sdk": "docker"}, text)
	count(rule.deny) == 0 with input as _space({"sdk": "docker", "tags": ["openenv"]}, text)
	count(rule.deny) == 1 with input as _space({"sdk": "docker", "tags": ["openenv"], "models": ["acme/m"]}, text)
}

test_no_models_is_a_note_once_the_wording_is_there if {
	every front in [{}, {"models": []}, {"models": null}] {
		found := rule.deny with input as _space(front, "A demo of Qwen2.5-7B.")
		count(found) == 1
		some finding in found
		finding.level == "note"
	}
}

_manifest(visibility) := {
	"path": "d.yaml",
	"kind": "policylint/model-deployment",
	"content": {"spec": {"exposure": {"visibility": visibility}}},
}

test_a_private_space_is_silent if {
	every visibility, findings in {"private": 0, "protected": 1, "public": 1} {
		documents := object.union(_space(_given, "").subject.documents, {"d.yaml#0": _manifest(visibility)})
		count(rule.deny) == findings with input as {"subject": {"files": [], "documents": documents}}
	}
}

test_words_of_ones_own if {
	given := object.union(_space(_given, "Only a sandbox."), {"params": {"SPC004": {"disclaimer_words": ["sandbox"]}}})
	count(rule.deny) == 0 with input as given
}

test_malformed_front_matter_raises_nothing if {
	every front in [{"models": "acme/m", "tags": "demo", "title": 3}, {"models": {}, "tags": [1], "short_description": []}] {
		count(rule.deny) >= 0 with input as _space(front, "")
	}
	count(rule.deny) == 0 with input as {"subject": {"documents": {"a#0": {"path": "a", "kind": "hf/space", "content": {}}}}}
}
