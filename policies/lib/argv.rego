# METADATA
# title: Command lines of containers
# description: >-
#   The words that a container's `command` and `args` amount to, each with the place it was written: the script of
#   `sh -c` is split, `$(NAME)` and, in a script, `${NAME}` are filled in from the literal environment of the same
#   container, and arguments in variables such as VLLM_ARGS are added. Then flags in either spelling.
# scope: package
package policylint.lib.argv

import data.policylint.lib.shell

# {NAME: {"value": text, "at": pointer}} for the variables with a literal value; `$(OTHER)` in it is filled in once.
environment(container, base) := {name: {"value": value, "at": variable.at} |
	written := _written(container, base)
	values := {name: variable.value | some name, variable in written}
	some name, variable in written
	value := _filled(variable.value, values, `\$\(\w+\)`)
}

# The last one of a name counts, as in a pod.
_written(container, base) := {name: {"value": last.value, "at": sprintf("%s/env/%d/value", [base, last.i])} |
	some name, places in _named(container)
	last := places[count(places) - 1]
}

_named(container) := {name: places |
	some variable in container.env
	name := variable.name
	is_string(name)
	places := [{"i": i, "value": value} |
		some i, other in container.env
		other.name == name
		value := _text(other.value)
	]
	count(places) > 0
}

# Each command is a list of {"text": filled in, "raw": as written, "at": pointer}.
commands(container, base) := [array.concat(words, _from_environment(variables)) |
	variables := environment(container, base)
	some words in _commands(_elements(container, base), variables)
]

_elements(container, base) := [{"raw": raw, "at": sprintf("%s/%s/%d", [base, key, i])} |
	some key in ["command", "args"]
	some i, word in object.get(container, key, [])
	raw := _text(word)
]

_commands(elements, variables) := [words |
	split := shell.commands(script.raw)
	values := object.union(
		_assigned(split),
		{name: variable.value | some name, variable in variables},
	)
	some command in split
	words := [{"text": text, "raw": raw, "at": script.at} |
		some raw in command
		not _from_environment_anyway(raw, variables)
		some text in _expanded(raw, _filled(raw, values, `\$\(\w+\)|\$\{\w+\}|\$\w+`))
	]
] if {
	script := _script(elements)
} else := [[{"text": text, "raw": element.raw, "at": element.at} |
	some element in elements
	text := _filled(element.raw, {name: variable.value | some name, variable in variables}, `\$\(\w+\)`)
]]

# What the script itself sets; the first assignment counts.
_assigned(commands) := {name: values[0] |
	pairs := [pair | some command in commands; some word in command; pair := shell.assignment(word)]
	some [name, _] in pairs
	values := [value | some [other, value] in pairs; other == name]
}

# The element that a shell reads as a script: the first one after -c that is no option.
_script(elements) := elements[k] if {
	regex.match(`^(?:.*/)?(?:ba|da|z|k|a)?sh$`, elements[0].raw)
	some i
	regex.match(`^-[a-z]*c$`, elements[i].raw)
	k := min([j | some j, e in elements; j > i; not startswith(e.raw, "-")])
}

# A shell splits what a variable of its own holds: `vllm serve $VLLM_ARGS`.
_expanded(raw, text) := shell.words(text) if {
	regex.match(`^\$(?:\w+|\{\w+\})$`, raw)
	regex.match(`(?:^|\s)--?[A-Za-z]`, text)
} else := [text]

_from_environment_anyway(raw, variables) if {
	startswith(raw, "$")
	name := trim(raw, "${}")
	variables[name]
	regex.match(_arguments, name)
}

_arguments := `^(?:[A-Z]+_)*(?:ADDITIONAL_|EXTRA_)?ARGS$`

_from_environment(variables) := [{"text": word, "raw": word, "at": variable.at} |
	some name, variable in variables
	regex.match(_arguments, name)
	some word in shell.words(variable.value)
]

_filled(text, _, _) := text if not contains(text, "$")

_filled(text, values, references) := strings.replace_n(known, text) if {
	contains(text, "$")
	known := {reference: value |
		some reference in regex.find_n(references, text, -1)
		value := values[trim(reference, "${}()")]
	}
}

_text(value) := value if is_string(value)

_text(value) := sprintf("%v", [value]) if is_number(value)

_text(value) := sprintf("%v", [value]) if is_boolean(value)

# The flags of a command: [{"name": "--model-id", "value": text or null, "raw": ..., "at": pointer of the value}].
# `_` and `-` are one spelling; a flag without a value has null; `joined` marks --flag=value.
options(words) := [option | some i, word in words; option := _option(words, i, word)]

# The last one counts, as in argparse. Undefined when none is there.
last(opts, names) := opts[max([i | some i, option in opts; option.name in names])]

_option(words, i, word) := option if {
	_flag(word.text)
	not contains(word.text, "=")
	not _value(words, i + 1)
	option := {"name": _name(word.text), "value": null, "raw": null, "at": word.at}
}

_option(words, i, word) := option if {
	_flag(word.text)
	not contains(word.text, "=")
	value := _value(words, i + 1)
	option := {"name": _name(word.text), "value": value.text, "raw": value.raw, "at": value.at}
}

_option(_, _, word) := option if {
	_flag(word.text)
	at := indexof(word.text, "=")
	at > 0
	raw := substring(word.raw, indexof(word.raw, "=") + 1, -1)
	option := {
		"name": _name(substring(word.text, 0, at)),
		"value": substring(word.text, at + 1, -1),
		"raw": raw,
		"at": word.at,
		"joined": true,
	}
}

_value(words, i) := words[i] if not _flag(words[i].text)

_flag(text) if regex.match(`^--?[A-Za-z]`, text)

_name(flag) := replace(flag, "_", "-")
