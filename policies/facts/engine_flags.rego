package policylint.facts

import data.policylint.lib.argv
import data.policylint.lib.engine_options
import data.policylint.lib.shell

# engine_flags[side]: every option of every engine, wherever it is given: {"engine", "name", "value", "written", "at",
# "document", "container"}. `name` is one spelling for each option (lib/engine_options), `written` the spelling of the
# file; a switch that stands alone has the value null. A variable that equals no flag is there under its own name. Of an
# option that is given twice the last one counts, and a flag counts before a variable.
engine_flags[side] contains {
	"engine": engine,
	"name": said.name,
	"value": said.value,
	"written": said.written,
	"at": {"document": object.get(said, "in", id), "pointer": said.at},
	"document": id,
	"container": at,
} if {
	some [side, id, at, engine] in _flags_places
	some said in _flags_said(side, id, at, engine)
}

# Every place that holds options: [side, document, pointer, engine].
_flags_places contains place if some place in _engine_containers

# What starts the engine may stand in the base of a patch, or in what a controller adds.
_flags_places contains [side, id, found.pointer, "unknown"] if {
	some side, all in serving_containers
	some found in all
	id := found.document
	found.list == "containers"
	not engines[side][id][found.pointer]
	not input[side].documents[id].kind in {"kserve/llminferenceservice", "kserve/llminferenceserviceconfig"}
}

_flags_places contains [side, id, found.pointer, "vllm"] if {
	some side, all in serving_containers
	some found in all
	id := found.document
	found.list == "containers"
	not engines[side][id][found.pointer]
	input[side].documents[id].kind in {"kserve/llminferenceservice", "kserve/llminferenceserviceconfig"}
}

_flags_places contains [side, id, at, held.engine] if {
	some side, documents in _flags_held
	some id, places in documents
	some at, held in places
}

# First what is written as a flag, then the variables that no flag overrules.
_flags_said(side, id, at, engine) := array.concat(flags, [said |
	some said in _flags_of_variables(engine, _flags_variables(side, id, at))
	not said.name in names
]) if {
	flags := _flags_last(array.concat(_flags_written(side, id, at, engine), object.get(_flags_held, [side, id, at, "said"], [])))
	names := {said.name | some said in flags}
}

_flags_last(said) := said if {
	count({each.name | some each in said}) == count(said)
} else := [each |
	some i, each in said
	not _flags_overruled(said, i)
]

_flags_overruled(said, i) if {
	not said[i].name in _flags_repeated
	some k, other in said
	k > i
	other.name == said[i].name
}

_flags_repeated := {"--middleware", "--lora-modules", "--lora-adapters", "--api-key"}

_flags_written(side, id, at, engine) := array.concat(flags, [said |
	some flag in flags
	flag.name == "--config"
	some said in _flags_in_file(side, flag.value)
]) if {
	flags := [engine_options.canonical(engine, option) |
		some command in _flags_commands(side, id, at)
		some option in argv.options(command)
	]
}

_flags_commands(side, id, at) := _flags_engine_commands(commands[side][id][at]) if {
	commands[side][id][at]
} else := object.get(_flags_held, [side, id, at, "commands"], [])

# A script runs more than the engine: what installs, waits and downloads has flags of its own.
_flags_engine_commands(found) := found if {
	count(found) < 2
} else := [command | some command in found; not _flags_of_helper(command)]

_flags_of_helper(command) if {
	words := [word.text | some word in command; not word.text in _flags_keywords; not shell.assignment(word.text)]
	regex.replace(words[0], `^.*/`, "") in _flags_helpers
}

_flags_of_helper(command) if {
	some i, word in command
	word.text == "-m"
	command[i + 1].text in {"pip", "venv", "http.server", "ray.scripts.scripts"}
}

_flags_keywords := {"if", "then", "else", "do", "!", "{", "sudo", "time", "command"}

_flags_helpers := {
	"apt", "apt-get", "apk", "yum", "dnf", "microdnf", "pip", "pip3", "uv", "conda", "npm", "curl", "wget", "git", "echo",
	"printf", "export", "cd", "mkdir", "cp", "mv", "rm", "ln", "ls", "find", "chmod", "chown", "cat", "tee", "sed", "awk",
	"grep", "sleep", "until", "while", "for", "set", "source", ".", "ray", "huggingface-cli", "hf", "gsutil", "gcloud",
	"aws", "az", "s5cmd", "rclone", "nvidia-smi", "kubectl", "tar", "unzip", "test", "[", "[[", "trap", "wait", "nc",
	"update-alternatives", "exit", "env",
}

_flags_of_variables(engine, variables) := [{"name": flag, "value": variable.value, "written": name, "at": variable.at.pointer, "in": variable.at.document} |
	some name, variable in variables
	flag := engine_options.variable(engine, name)
]

# The variables of a container, those from ConfigMaps and those that its script sets included.
_flags_variables(side, id, at) := object.union_n([
	_flags_from_maps(side, id, at),
	_flags_in_scripts(side, id, at),
	{name: {"value": variable.value, "at": {"document": id, "pointer": variable.at}} |
		some name, variable in object.get(environment, [side, id, at], {})
	},
	object.get(_flags_held, [side, id, at, "variables"], {}),
])

# What is given last counts; of two ConfigMaps of one name, in two files, the first one is as good as the other.
_flags_from_maps(side, id, at) := {name: values[count(values) - 1] |
	given := array.concat(_flags_maps_given(side, id, at), _flags_map_keys_given(side, id, at))
	some [name, _] in given
	values := [value | some [other, value] in given; other == name]
}

_flags_maps_given(side, id, at) := [[name, {"value": value, "at": {"document": map, "pointer": sprintf("/data/%s", [name])}}] |
	some source in containers[side][id][at].envFrom
	[map, held] := min(_flags_maps[side][source.configMapRef.name])
	some name, value in held
	is_string(value)
]

_flags_map_keys_given(side, id, at) := [[variable.name, {"value": value, "at": {"document": map, "pointer": sprintf("/data/%s", [key])}}] |
	some variable in containers[side][id][at].env
	key := variable.valueFrom.configMapKeyRef.key
	[map, held] := min(_flags_maps[side][variable.valueFrom.configMapKeyRef.name])
	value := held[key]
	is_string(value)
]

# maps[side][name]: [document, keys] of the ConfigMaps of that name.
_flags_maps[side][name] contains [id, held] if {
	some [side, id] in by_kind["k8s/configmap"]
	name := input[side].documents[id].content.metadata.name
	held := input[side].documents[id].content.data
	is_object(held)
}

_flags_in_scripts(side, id, at) := {name: {"value": values[count(values) - 1].value, "at": {"document": id, "pointer": values[0].at}} |
	assigned := [{"name": pair[0], "value": pair[1], "at": word.at} |
		some command in commands[side][id][at]
		some word in command
		pair := shell.assignment(word.text)
	]
	some name in {each.name | some each in assigned}
	values := [each | some each in assigned; each.name == name]
}

# vLLM's --config names a file of options: read where a ConfigMap of the deployment holds it.
_flags_in_file(side, path) := [{"name": engine_options.of_key(key), "value": _flags_text(value), "written": key, "at": sprintf("/data/%s", [replace(file, "/", "~1")]), "in": map} |
	file := regex.replace(path, `^.*/`, "")
	some _, maps in _flags_maps[side]
	some [map, held] in maps
	some key, value in _flags_mapping(held[file])
]

_flags_mapping(text) := mapping if {
	yaml.is_valid(text)
	mapping := yaml.unmarshal(text)
	is_object(mapping)
}

_flags_text(value) := value if is_string(value)

_flags_text(value) := null if is_null(value)

_flags_text(value) := json.marshal(value) if {
	not is_string(value)
	not is_null(value)
}
