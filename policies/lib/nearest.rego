# METADATA
# title: The nearest name
# description: >-
#   Finds the known name that somebody meant who wrote another, by the letters and pairs of letters
#   that the two share.
# scope: package
package policylint.lib.nearest

import data.policylint.lib.listing

# The known name most like a word; undefined when none is like it.
name(word, known) := max(alike)[1] if {
	ours := _parts(word)
	alike := {[score, each] |
		some each in known
		theirs := _parts(each)
		score := (2 * count(ours & theirs)) / ((count(ours) + count(theirs)) + 0.001)
		score > 0.7
	}
}

# The end of a sentence: a question when there is a nearest name, else what to do.
advice(word, known, _) := sprintf("did you mean %s?", [name(word, known)])

advice(word, known, otherwise) := otherwise if not name(word, known)

# "a", "a and b", "a, b and c": at most five, sorted.
list(names) := listing.all(shown) if {
	shown := array.slice(sort(names), 0, 5)
	count(shown) > 0
}

_parts(word) := {substring(text, i, length) | some length in [1, 2]; some i in numbers.range(0, count(text) - length)} if {
	text := regex.replace(lower(word), `[^\p{L}\p{N}]`, "")
	count(text) > 1
} else := {lower(word)}
