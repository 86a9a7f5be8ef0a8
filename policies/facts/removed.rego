package policylint.facts

import data.policylint.lib.pointer
import data.policylint.lib.result

# gone_at(at, section): where to show that something of before is not there: what is left of its place in the same file,
# else the section of the manifest that it belongs to, else the document that serves.
gone_at(at, section) := place if {
	place := _gone_in_file(at)
} else := place if {
	place := _gone_in_manifest(section)
} else := result.at(input.subject.primary, "")

_gone_in_file(at) := result.at(id, left) if {
	before := input.before.documents[at.document]
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
