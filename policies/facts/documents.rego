# METADATA
# title: Facts
# description: >-
#   What the real artefacts say, read once for every rule. Each fact carries its value and where it was read. A side is
#   the subject under judgement, the same deployment before the change, or the lower-stage deployment it is promoted
#   from, and both at earlier commits. One file per platform adds to these sets; a rule never reads a platform's document
#   itself.
# scope: package
package policylint.facts

# subject; in a gate run also before, source, before~1, source~1, ...: whatever holds documents.
sides contains side if {
	some side
	is_object(input[side].documents)
}

# by_kind[kind]: [side, document] of every document of a kind. Small keys only: a set of whole documents would be hashed
# again for every rule. One object: a rule of one kind at a time would go through all documents for each.
by_kind := {kind: ids |
	some kind in {document.kind | some side in sides; some document in input[side].documents; is_string(document.kind)}
	ids := {[side, id] |
		some side in sides
		some id, document in input[side].documents
		document.kind == kind
	}
}

content(side, id) := input[side].documents[id].content

# A value a registry can never move. All one character is somebody's stand-in, never a digest.
immutable_commit(value) if {
	_matches(`^[0-9a-f]{40}$`, value)
	not _one_character(value)
}

immutable_digest(value) if {
	_matches(`^(?:sha256:)?[0-9a-f]{64}$`, value)
	not _one_character(trim_prefix(value, "sha256:"))
}

# Stands where a digest belongs and is none: sha256:replace-me, sha256:abc, 000...0.
digest_placeholder(value) if {
	_matches(`^sha256:`, value)
	not immutable_digest(value)
}

digest_placeholder(value) if {
	_matches(`^(?:[0-9a-f]{40}|[0-9a-f]{64})$`, value)
	_one_character(value)
}

_matches(pattern, value) if {
	is_string(value)
	regex.match(pattern, value)
}

_one_character(value) if trim_left(value, substring(value, 0, 1)) == ""
