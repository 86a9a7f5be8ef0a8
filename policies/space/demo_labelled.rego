# METADATA
# title: The demo says it is a demo and an AI system
# description: >-
#   A visitor cannot tell a trial from a product: without a word about it, people rely on answers that nobody has
#   evaluated for their use, and do not learn that a model gave them.
# scope: package
# related_resources:
#   - ref: docs/rules/SPC004.md
# custom:
#   id: SPC004
#   severity: {space: warning}
#   confidence: medium
#   default: true
#   effective_on: null
#   waivable: {max_days: 30}
#   scope: subject
#   reads: [hf/space]
#   needs: [space, space_text]
#   native: full
#   params: {disclaimer_words: []}
#   fix: Say in short_description that this is an experimental AI demo and list its models.
#   examples:
#     file: README.md
#     pass: |
#       ---
#       title: Summariser
#       sdk: gradio
#       sdk_version: 5.49.1
#       app_file: app.py
#       short_description: Experimental AI demo, not for production
#       models: [acme/summariser]
#       ---
#     fail: |
#       ---
#       title: Summariser
#       sdk: gradio
#       sdk_version: 5.49.1
#       app_file: app.py
#       short_description: Summarises any contract in seconds
#       models: [acme/summariser]
#       ---
#   frameworks:
#     eu_ai_act: ["Art. 50(1)"]
#     nist_ai_rmf: ["MAP 2.2"]
#     iso_42001: ["A.8.2"]
package policylint.rules.space.demo_labelled

import data.policylint.facts
import data.policylint.lib.models
import data.policylint.lib.result
import data.policylint.lib.words

deny contains result.finding(msg, _description(id, front)) if {
	not _private
	some id, front in facts.space.subject
	evidence := _evidence(id, front)
	not _labelled(id, front)
	msg := sprintf(
		"The Space shows a model (%s) and nowhere says that it is a demonstration; say in short_description that this is an experimental AI demo.",
		[evidence],
	)
}

# Which model a demo shows matters less than that it is one: only a note, and only when the wording is there.
deny contains result.finding_with(msg, _models(id, front), {"level": "note"}) if {
	not _private
	some id, front in facts.space.subject
	evidence := _evidence(id, front)
	_labelled(id, front)
	count(_given(front)) == 0
	msg := sprintf("The README names a model (%s) and models lists none; write the Hub id of each model there.", [evidence])
}

# Only a manifest knows the visibility; where none says it, the Space counts as public.
_private if {
	some [side, id] in facts.by_kind["policylint/model-deployment"]
	side == "subject"
	input.subject.documents[id].content.spec.exposure.visibility == "private"
}

_labelled(id, front) if {
	some text in array.concat(_titles(front), [facts.space_text.subject[id].prose])
	words.label(_without_paths(text), _more)
}

_more := object.get(input, ["params", "SPC004", "disclaimer_words"], [])

_titles(front) := [text |
	some text in array.concat([object.get(front, "title", "")], _strings(object.get(front, "tags", [])))
	is_string(text)
]

# An address, a path or a file name says nothing to a reader.
_without_paths(text) := regex.replace(
	text,
	`\w+://\S+|(?:^|[\s(])[\w.~-]*/[\w.-]+/\S*|(?:^|[\s(])(?:[\w.~-]*/)*[\w-]*\w\.(?:py|ipynb|md|html?|jsx?|tsx?|json|ya?ml|txt|sh|csv|png|jpe?g|gif|mp4|wav|pdf|toml|zip)\b`,
	" ",
)

# What shows that a model is at work, the plainest first. The title does not count.
_evidence(id, front) := array.concat(
	array.concat(_given(front), [tag | some tag in _strings(object.get(front, "tags", [])); models.tagged(lower(tag))]),
	_named(id, front),
)[0]

# An OpenEnv Space serves an environment in which agents learn; the models that its text names run elsewhere.
_named(_, front) := [] if "openenv" in _strings(object.get(front, "tags", []))

_named(id, front) := array.concat(
	[name | name := models.named(_without_addresses(facts.space_text.subject[id].all))],
	[model | some address in facts.space_links.subject[id]; model := models.linked(address)],
) if {
	not "openenv" in _strings(object.get(front, "tags", []))
}

_without_addresses(text) := regex.replace(text, `\w+://\S+`, " ")

_given(front) := _strings(object.get(front, "models", []))

_strings(value) := [item | some item in value; is_string(item)] if is_array(value)

_strings(value) := [value] if is_string(value)

_strings(value) := [] if {
	not is_array(value)
	not is_string(value)
}

_description(id, front) := result.at(id, "/short_description") if {
	"short_description" in object.keys(front)
} else := result.missing(id, "", "short_description")

_models(id, front) := result.at(id, "/models") if {
	"models" in object.keys(front)
} else := result.missing(id, "", "models")
