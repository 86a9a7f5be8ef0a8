package policylint.facts

import data.policylint.lib.pointer
import data.policylint.lib.result

# base_side: what a promotion is compared with. A deployment that is new has no past of its own, but the system that it
# shares with the stage below has one: there only what the system says is compared.
base_side := "before" if {
	input.before
} else := "source~1" if {
	_gone_system("source~1") == _gone_system("subject")
}

_gone_system(side) := input[side].documents[input[side].system].content.metadata.name

# compared(at): whether what stands there at the base is compared.
compared(_) if base_side == "before"

compared(at) if {
	base_side == "source~1"
	at.document == input["source~1"].system
}

# gone_at(at, section): where to show that something of before is not there: what is left of its place in the same file,
# else the section of the manifest that it belongs to, else the document that serves.
gone_at(at, section) := place if {
	place := _gone_in_file(at)
} else := place if {
	place := _gone_in_manifest(section)
} else := result.at(input.subject.primary, "")

_gone_in_file(at) := result.at(id, left) if {
	before := [document | some side in ["before", "source~1"]; document := input[side].documents[at.document]][0]
	id := min([id | some id in _gone_paths[before.path]; _gone_same(input.subject.documents[id], before)])
	left := max({[count(prefix), prefix] |
		some prefix in _gone_prefixes(at.pointer)
		pointer.get(input.subject.documents[id].content, prefix, _gone_nothing) != _gone_nothing
	})[1]
}

# Of several documents in a file the one of the same name.
_gone_same(one, other) if {
	one.kind == other.kind
	object.get(one.content, ["metadata", "name"], "") == object.get(other.content, ["metadata", "name"], "")
}

_gone_paths[document.path] contains id if some id, document in input.subject.documents

# A list item that is there may be another one: its list is the place.
_gone_prefixes(whole) := {prefix |
	parts := split(whole, "/")
	some n in numbers.range(1, count(parts))
	prefix := concat("/", array.slice(parts, 0, n))
	not _gone_item(parts, n)
}

_gone_item(parts, n) if regex.match(`^\d+$`, parts[n - 1])

_gone_nothing := {"policylint": "nothing is here"}

_gone_in_manifest(section) := result.at(input.subject.manifest, left) if {
	manifest := input.subject.documents[input.subject.manifest]
	left := max({[count(prefix), prefix] |
		parts := split(section, "/")
		some n in numbers.range(1, count(parts))
		prefix := concat("/", array.slice(parts, 0, n))
		pointer.get(manifest.content, prefix, _gone_nothing) != _gone_nothing
	})[1]
}
