# METADATA
# title: The model card is filled in
# description: >-
#   Whoever uses the model learns from its card what it is for, what it must not be used for, what it was trained on
#   and how well it works; an empty or template section leaves them to guess, and nobody can be asked.
# scope: package
# related_resources:
#   - ref: docs/rules/DOC002.md
# custom:
#   id: DOC002
#   severity: {space: note, staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30}
#   scope: subject
#   reads: [hf/model-card]
#   needs: [card, card_sections]
#   native: full
#   params: {min_words: 12}
#   fix: Fill the section or key that the finding names.
#   examples:
#     file: README.md
#     pass: |
#       ---
#       license: apache-2.0
#       language: en
#       pipeline_tag: summarization
#       datasets: [acme/contracts]
#       ---
#       # Summariser
#
#       ## Uses
#       Summarises supplier contracts in English for the purchasing team, who read each summary beside the contract.
#
#       ## Out-of-scope use
#       Not for legal advice, for other languages, or for contracts that are longer than forty pages of text.
#
#       ## Limitations
#       Figures in tables are often left out, and clauses about liability may be shortened until they mislead.
#
#       ## Training data
#       Twelve thousand contracts from 2019 to 2025, with summaries by the legal team, and with all names removed.
#
#       ## Evaluation
#       ROUGE-L is 0.41 on eight hundred held-out contracts; two lawyers rated nine summaries in ten as correct.
#
#       ## Contact
#       ml-team@acme.example
#     fail: |
#       ---
#       license: apache-2.0
#       language: en
#       pipeline_tag: summarization
#       datasets: [acme/contracts]
#       ---
#       # Summariser
#
#       ## Uses
#       [More Information Needed]
#
#       ## Evaluation
#       Good.
#   frameworks:
#     eu_ai_act: ["Art. 13(3)", "Annex IV(2)"]
#     nist_ai_rmf: ["MAP 2.2", "MEASURE 2.1"]
#     iso_42001: ["A.8.2"]
#     ml_test_score: ["Model 6"]
package policylint.rules.documentation.model_card_complete

import data.policylint.facts
import data.policylint.lib.card_keys
import data.policylint.lib.placeholder
import data.policylint.lib.result
import data.policylint.lib.sections

# Keys of the front matter

deny contains result.finding(msg, result.missing(id, "", "license")) if {
	some id, front in facts.card.subject
	not _mentions(front, "license")
	not facts.card_body_license.subject[id]
	msg := "No license stands in the front matter, so nobody knows whether they may use the model; write its Hub id, such as license: apache-2.0."
}

deny contains result.finding_with(msg, result.missing(id, "", "license"), {"level": "note"}) if {
	some id, front in facts.card.subject
	not _mentions(front, "license")
	stated := facts.card_body_license.subject[id]
	msg := sprintf("Only the text states a licence (%q); write its Hub id as license in the front matter, where tools read it.", [_cut(stated)])
}

deny contains result.finding(msg, facts.card_at(id, "license")) if {
	some id, front in facts.card.subject
	"license" in object.keys(front)
	_empty(front.license)
	msg := sprintf("license is %s; write the Hub id of the licence, such as apache-2.0.", [_shown(front.license)])
}

deny contains result.finding(msg, result.missing(id, "", "datasets")) if {
	some id, front in facts.card.subject
	not _filled(front, "datasets")
	not _filled(front, "base_model")
	not _misspelt(front, {"datasets", "base_model"})
	msg := "Neither datasets nor base_model stands in the front matter, so what the model learned from cannot be traced; list one or both."
}

deny contains result.finding(msg, facts.card_at(id, key)) if {
	some id, front in facts.card.subject
	some key, _ in front
	wanted := card_keys.meant[key]
	not wanted in object.keys(front)
	msg := sprintf("The Hub does not know the key %s, so its value is not read; rename it to %s.", [key, wanted])
}

_mentions(front, key) if key in object.keys(front)

_mentions(front, key) if _misspelt(front, {key})

_misspelt(front, keys) if {
	some key, _ in front
	card_keys.meant[key] in keys
}

_filled(front, key) if not _empty(object.get(front, key, null))

_empty(null)

_empty({})

_empty(value) if {
	is_string(value)
	_unwritten(value)
}

_empty(value) if {
	is_array(value)
	every item in value { _unwritten(sprintf("%v", [item])) }
}

_unwritten(text) if trim_space(text) == ""

_unwritten(text) if regex.match(`(?i)more information needed`, text)

_unwritten(text) if placeholder.found(text)

_shown(value) := sprintf("still %q", [value]) if {
	is_string(value)
	trim_space(value) != ""
} else := "empty"

# Sections of the body

_min_words := object.get(input, ["params", "DOC002", "min_words"], 12)

_asked := {
	"uses": "what the model is for and who uses it",
	"out-of-scope use": "what the model must not be used for",
	"limitations": "its known limitations, biases and risks",
	"training data": "what data it was trained on",
	"evaluation": "how it was evaluated and with what result",
	"contact": "whom to ask about the model",
}

# _open[id][topic]: the headings to blame for a topic that is not covered; an empty set when there is none to blame.
_open[id][topic] := blamed if {
	some id, front in facts.card.subject
	some topic, _ in _asked
	_applies(topic, front)
	not _elsewhere(topic, id)
	blamed := _blamed(id, topic)
}

_blamed(id, topic) := left if {
	left := {i | some i in _headings(id, topic); _left(topic, facts.card_sections.subject[id][i])}
	count(left) > 0
} else := _headings(id, topic) if {
	every i in _headings(id, topic) { _fault(topic, facts.card_sections.subject[id][i]) }
}

_left(topic, section) if {
	section.template
	sections.stands_for(topic, section.title)
}

_headings(id, topic) := object.get(facts.card_topic, ["subject", id, topic], set())

# Weights that were only converted or merged were trained on nothing of their own.
_applies(topic, front) if {
	topic != "training data"
	front
}

_applies("training data", front) if {
	not object.get(front, "base_model_relation", "") in {"quantized", "merge"}
}

_elsewhere("evaluation", id) if id in facts.card_results.subject

deny contains result.finding_with(msg, result.at(id, "/$body"), {"key": topic}) if {
	some id, open in _open
	some topic, blamed in open
	count(blamed) == 0
	msg := sprintf("No section is about %s; add one that says %s.", [topic, _asked[topic]])
}

# A heading that stands for two topics is one finding.
deny contains result.finding_with(msg, result.at(id, sprintf("/$body/sections/%d", [i])), {"key": concat(", ", topics)}) if {
	some id, open in _open
	some i, section in facts.card_sections.subject[id]
	topics := sort({topic | some topic, blamed in open; i == min(blamed)})
	count(topics) > 0
	fault := _fault(topics[0], section)
	msg := sprintf("%q %s; say %s.", [section.title, fault, concat(", and ", [_asked[topic] | some topic in topics])])
}

_fault(_, section) := "still holds the template's text" if {
	section.template
} else := fault if {
	section.words == 0
	fault := "is empty"
}

_fault(topic, section) := fault if {
	not section.template
	topic != "contact"
	section.words > 0
	section.words < _min_words
	fault := sprintf("has %d of the %d words asked for", [section.words, _min_words])
}

_cut(text) := text if count(text) <= 60

_cut(text) := sprintf("%s...", [substring(text, 0, 57)]) if count(text) > 60
