package policylint.facts

import data.policylint.lib.result
import data.policylint.lib.sections

# What a model card says: the keys of its front matter, and which heading of its body is about what.

card[side][id] := object.remove(input[side].documents[id].content, ["$body"]) if {
	some [side, id] in by_kind["hf/model-card"]
}

# card_sections[side][id]: the headings of the body in the order of the file, bold lead-ins among them.
card_sections[side][id] := object.get(input[side].documents[id].content, ["$body", "sections"], []) if {
	some [side, id] in by_kind["hf/model-card"]
}

# card_topic[side][id][topic]: the numbers of the headings about a topic.
card_topic[side][id][topic] contains i if {
	some side, cards in card_sections
	some id, headings in cards
	some i, section in headings
	_short_enough(section)
	some topic in sections.topics(section.title)
}

# A bold sentence that opens a paragraph is no heading.
_short_enough(section) if section.level <= 6

_short_enough(section) if count(split(sections.normal(section.title), " ")) <= 10

# Evaluation results outside the body: a model-index with a value, or files in .eval_results.
card_results[side] contains id if {
	some side, cards in card
	some id, front in cards
	some model in _list(front["model-index"])
	some entry in _list(model.results)
	some metric in _list(entry.metrics)
	metric.value
}

card_results[side] contains id if {
	some side, cards in card
	some id, _ in cards
	some path in _paths(side)
	regex.match(`(?:^|/)\.eval_results/`, path)
}

_paths(side) := {document.path | some document in input[side].documents} | {path | some path in input[side].files}

_list(value) := value if is_array(value)

_list(value) := [value] if is_object(value)

# A licence that only the text names: its heading, lead-in or table row.
card_body_license[side][id] := words[0] if {
	some side, cards in card_sections
	some id, headings in cards
	words := array.concat(_license_sections(headings), _license_rows(object.get(input[side].documents[id].content, ["$body", "text"], "")))
	count(words) > 0
}

_license_sections(headings) := [value |
	some section in headings
	regex.match(`^licen[cs](?:e|es|ing)(?: information)?$`, sections.normal(section.title))
	some line in split(section.text, "\n")
	value := trim_space(trim_left(regex.replace(line, `[*_|]+`, " "), ": "))
	regex.match(`\p{L}`, value)
]

_license_rows(text) := [trim_space(found[1]) |
	some found in regex.find_all_string_submatch_n(`(?im)^\s*\|?[ *_]*licen[cs]e[ *_]*\|[ *_]*([^|\n]*\p{L}[^|\n]*)`, text, 1)
]

card_at(id, key) := result.at(id, sprintf("/%s", [key]))
