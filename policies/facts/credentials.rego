package policylint.facts

import data.policylint.lib.credential
import data.policylint.lib.pointer

# plaintext[side]: credentials that stand in a document: {"name": under what, "kind": ..., "end": ..., "at": ...}.
plaintext[side] contains object.union(found, {"at": {"document": id, "pointer": pointer.of(path)}}) if {
	some side in sides
	some id, document in input[side].documents
	not _made_up(document.path)
	_worth_a_walk(document)
	walk(document.content, [path, value])
	is_string(value)
	_worth_a_look(document, path, value)
	not _elsewhere(document.content, path)
	some found in _credentials(document, path, _plain(document, path, value))
}

# Most documents hold nothing that looks like a credential or is called like one: that is seen at once.
_worth_a_walk(document) if document.kind == "k8s/secret"

_worth_a_walk(document) if {
	text := json.marshal(document.content)
	_in_a_text(document.kind, text, lower(text))
}

_in_a_text(_, text, lowered) if credential.may_have_a_shape(text, lowered)

_in_a_text(kind, text, lowered) if {
	not kind in _cards
	credential.may_have_a_name(text, lowered)
}

_in_a_text(kind, text, _) if {
	kind in _cards
	some [_, value] in credential.assigned(text)
	credential.random(value)
}

_worth_a_look(document, _, _) if document.kind == "k8s/secret"

_worth_a_look(_, path, value) if {
	count(value) > 3
	_called_like_one(path)
} else if {
	count(value) > 15
	lowered := lower(value)
	_in_a_value(value, lowered)
}

_in_a_value(value, lowered) if credential.may_have_a_shape(value, lowered)

_in_a_value(_, lowered) if {
	some word in credential.words
	contains(lowered, word)
}

# Names stand under a key, beside a `value`, and before an element of a list.
_called_like_one(path) if {
	last := path[count(path) - 1]
	is_string(last)
	regex.match(`(?i)key|token|secret|pass|pwd|credential|^value$`, last)
}

_called_like_one(path) if is_number(path[count(path) - 1])

# Files that exist to be read by tests.
_made_up(path) if regex.match(`(?:^|/)(?:testdata|test[-_]data|__fixtures__|fixtures)/`, path)

# Inputs of tests are made up; the text of a card stands in its sections once more.
_elsewhere(_, path) if "test_cases" in path

_elsewhere(content, ["$body", "text"]) if content["$body"].sections[_]

# An instruction of a Dockerfile says the same in several forms: variables and words show best which is a value.
_elsewhere(_, ["instructions", _, "script"])

_elsewhere(content, ["instructions", i, "text"]) if content.instructions[i].variables

_elsewhere(content, ["instructions", i, "text"]) if content.instructions[i].words

# A provider's shape wins over the name it is stored under: nothing is reported twice.
_credentials(document, path, text) := [object.union(each, {"name": _label(document.content, path)}) | some each in shaped] if {
	shaped := credential.shaped(text)
	count(shaped) > 0
} else := [object.union(found, {"name": name})] if {
	not document.kind in _cards
	name := _name(document.content, path)
	found := credential.named(name, text)
} else := [object.union(found, {"name": name}) |
	some [name, value] in array.concat(_pairs(document.content, path, text), credential.assigned(text))
	_meant(document, value)
	found := credential.named(name, value)
]

# Text for people quotes commands as examples: there only what was generated counts.
_meant(_, value) if credential.random(value)

_meant(document, _) if not document.kind in _cards

_cards := {"hf/space", "hf/model-card", "hf/dataset-card"}

# The name of a variable in {name, value}, else the key.
_name(document, path) := name if {
	path[count(path) - 1] == "value"
	name := object.get(document, array.concat(array.slice(path, 0, count(path) - 1), ["name"]), null)
	is_string(name)
} else := path[count(path) - 1] if {
	is_string(path[count(path) - 1])
}

_label(document, path) := _name(document, path) if {
	path[0] != "$body"
} else := "This text" if {
	path[0] == "$body"
} else := "This list"

# Elements of a list that say a name and a value: NAME=value, --name=value, and --name before value.
_pairs(document, path, text) := [[parts[0], substring(text, count(parts[0]) + 1, -1)]] if {
	is_number(path[count(path) - 1])
	regex.match(`^(?:--)?[A-Za-z_][\w-]*=`, text)
	parts := split(text, "=")
} else := [[flag, text]] if {
	last := path[count(path) - 1]
	is_number(last)
	flag := object.get(document, array.concat(array.slice(path, 0, count(path) - 1), [last - 1]), "")
	is_string(flag)
	regex.match(`^--[a-z][\w-]*$`, flag)
} else := []

# One level: what a Secret holds is base64 by rule.
_plain(document, path, text) := base64.decode(text) if {
	document.kind == "k8s/secret"
	path[0] == "data"
	base64.is_valid(text)
} else := text
