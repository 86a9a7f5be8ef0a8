# METADATA
# title: Words about objectives
# description: Numbers and names of objectives as people write them, for the messages of rules.
# scope: package
package policylint.lib.objective_text

import data.policylint.lib.placeholder

# 0.999 is "99.9 %".
percent(ratio) := sprintf("%v %%", [round(ratio * 1000000) / 10000])

# The name without namespace and path, which a deployment gets where two are called the same.
short(name) := parts[count(parts) - 1] if {
	parts := split(split(name, " (")[0], "/")
}

# What ties a new file to a deployment: its manifest, else a word in the file.
commit(subject, what, role) := sprintf("commit %s and name its file under artefacts.%s", [what, role]) if {
	is_string(subject.manifest)
} else := sprintf("commit %s with %s: %s", [what, word, short(subject.name)]) if {
	word := {"objectives": "service", "alerts": "the label service"}[role]
}

# "a", "a and b", "a, b and c".
list(names) := names[0] if {
	count(names) == 1
} else := sprintf("%s and %s", [concat(", ", array.slice(names, 0, count(names) - 1)), names[count(names) - 1]])

# A hole in a query, other than the window that a generator or a dashboard fills in.
hole(query) if placeholder.found(regex.replace(query, `\[\s*(?:\{\{[^{}]*\}\}|\$\{?\w+\}?)\s*(?::[^\]]*)?\]`, "[5m]"))
