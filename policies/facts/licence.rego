package policylint.facts

import data.policylint.lib.card_keys
import data.policylint.lib.licences
import data.policylint.lib.pointer

# Under which licence a model or a Space stands: licence[side] contains {"document", "of": "model" or "Space", "text": as
# written, "id": in one spelling, "name", "link": of a licence that is no id, "at"}. One fact for each item of a list.
licence[side] contains {
	"document": id,
	"of": owner,
	"text": text,
	"id": licences.normal(text),
	"name": _licence_text(front, "license_name"),
	"link": _licence_text(front, "license_link"),
	"at": {"document": id, "pointer": at},
} if {
	some [side, id, owner, front] in _licence_holders
	some key in _licence_keys(front)
	some [at, text] in _licence_values(front[key], pointer.child("", key))
	trim_space(text) != ""
}

_licence_holders contains [side, id, "model", front] if {
	some side, cards in card
	some id, front in cards
}

_licence_holders contains [side, id, "Space", front] if {
	some side, spaces in space
	some id, front in spaces
}

# A misspelt key is read where the right one is not there.
_licence_keys(front) := ["license"] if {
	"license" in object.keys(front)
} else := [key | some key, _ in front; card_keys.meant[key] == "license"]

_licence_values(value, at) := [[at, value]] if is_string(value)

_licence_values(value, at) := [[sprintf("%s/%d", [at, i]), item] | some i, item in value; is_string(item)] if is_array(value)

_licence_text(front, key) := text if {
	is_string(front[key])
	text := trim_space(front[key])
	text != ""
} else := null
