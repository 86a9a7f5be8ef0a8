# METADATA
# title: Lists in sentences
# description: Joins texts as a sentence does.
# scope: package
package policylint.lib.listing

# "a", "a and b", "a, b and c".
all(texts) := texts[0] if {
	count(texts) == 1
} else := sprintf("%s and %s", [concat(", ", array.slice(texts, 0, count(texts) - 1)), texts[count(texts) - 1]])
