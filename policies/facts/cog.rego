package policylint.facts

import data.policylint.lib.paths
import data.policylint.lib.requirements
import data.policylint.lib.result

# What a cog.yaml installs and runs while its image is built.

cog_build[side][id] := build if {
	some [side, id] in by_kind.cog
	build := input[side].documents[id].content.build
	is_object(build)
}

# A package named in the build, or a line of a requirements file that belongs to the deployment.
requirement[side] contains {"text": text, "at": result.at(id, sprintf("/build/python_packages/%d", [i]))} if {
	some side, builds in cog_build
	some id, build in builds
	some i, text in build.python_packages
	is_string(text)
}

requirement[side] contains {"text": line.text, "at": result.at(id, sprintf("/lines/%d", [i]))} if {
	some [side, id] in by_kind["python/requirements"]
	not _locked(side, id)
	some i, line in input[side].documents[id].content.lines
}

_locked(side, id) if {
	some line in input[side].documents[id].content.lines
	requirements.hashed(line.text)
}

_locked(side, id) if {
	some line in input[side].documents[id].content.lines
	startswith(line.text, "--require-hashes")
}

_locked(side, id) if {
	path := input[side].documents[id].path
	stem := regex.replace(path, `\.[^./]*$`, "")
	locks := {sprintf("%s.lock", [stem]), sprintf("%s-lock.txt", [stem]), sprintf("%s.lock.txt", [stem])}
	tools := {paths.beside(path, name) | some name in ["uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml"]}
	some lock in (locks | tools)
	lock in input[side].files
}

# The requirements file a build names, and whether it was read.
requirements_file[side] contains {
	"name": name,
	"path": path,
	"read": path in _requirements_paths(side),
	"at": result.at(id, "/build/python_requirements"),
} if {
	some side, builds in cog_build
	some id, build in builds
	name := build.python_requirements
	is_string(name)
	path := paths.beside(input[side].documents[id].path, name)
}

requirements_file[side] contains {
	"name": name,
	"path": path,
	"read": path in _requirements_paths(side),
	"at": result.at(id, sprintf("/lines/%d", [i])),
} if {
	some [side, id] in by_kind["python/requirements"]
	some i, line in input[side].documents[id].content.lines
	name := requirements.includes(line.text)
	path := paths.beside(input[side].documents[id].path, name)
}

_requirements_paths(side) := {input[side].documents[id].path | some [s, id] in by_kind["python/requirements"]; s == side}

# A command of the build. `later` is what runs after it: a checkout there can pin a clone here.
build_step[side] contains {"text": text, "at": result.at(id, pointer), "later": array.slice(steps, i + 1, count(steps))} if {
	some side, builds in cog_build
	some id, build in builds
	some key in ["pre_install", "run"]
	steps := build[key]
	some i, step in steps
	[text, pointer] := _command(step, sprintf("/build/%s/%d", [key, i]))
}

_command(step, pointer) := [step, pointer] if is_string(step)

_command(step, pointer) := [step.command, sprintf("%s/command", [pointer])] if is_string(step.command)

# Weights that cog downloads; a weights.lock beside the file holds their digests.
weights_source[side] contains {"uri": uri, "at": result.at(id, pointer), "locked": locked} if {
	some [side, id] in by_kind.cog
	some i, weights in input[side].documents[id].content.weights
	some [uri, pointer] in _weights_uris(weights.source, sprintf("/weights/%d/source", [i]))
	locked := paths.beside(input[side].documents[id].path, "weights.lock") in object.get(input[side], "files", [])
}

_weights_uris(source, pointer) := [[source, pointer]] if is_string(source)

_weights_uris(source, pointer) := [[source.uri, sprintf("%s/uri", [pointer])]] if is_string(source.uri)

_weights_uris(sources, pointer) := [[source.uri, sprintf("%s/%d/uri", [pointer, i])] |
	some i, source in sources
	is_string(source.uri)
] if {
	is_array(sources)
}

# The Python a runtime is built with. `value` is null when the file does not say it, else the text of the file.
python_version[side] contains {"owner": "cog", "value": null, "at": result.missing(id, "", "build")} if {
	some [side, id] in by_kind.cog
	not cog_build[side][id]
}

python_version[side] contains {"owner": "cog", "value": null, "at": result.missing(id, "/build", "python_version")} if {
	some side, builds in cog_build
	some id, build in builds
	object.get(build, "python_version", null) == null
}

python_version[side] contains object.union(
	_written(input[side].documents[id], "/build/python_version", value),
	{"owner": "cog", "at": result.at(id, "/build/python_version")},
) if {
	some side, builds in cog_build
	some id, build in builds
	value := build.python_version
	value != null
}

# `value` is the source text; `read_as` is there when YAML reads it as another number: 3.10 is 3.1.
_written(document, pointer, value) := {"value": text, "read_as": sprintf("%v", [value])} if {
	is_number(value)
	text := object.get(document, ["texts", pointer], sprintf("%v", [value]))
	text != sprintf("%v", [value])
}

_written(document, pointer, value) := {"value": object.get(document, ["texts", pointer], sprintf("%v", [value]))} if {
	not _reread(document, pointer, value)
}

_reread(document, pointer, value) if {
	is_number(value)
	object.get(document, ["texts", pointer], sprintf("%v", [value])) != sprintf("%v", [value])
}

# The SDK a runtime is built with: cog's own, or a Space's.
sdk_version[side] contains object.union(
	_written(input[side].documents[id], "/build/sdk_version", value),
	{"sdk": "cog", "at": result.at(id, "/build/sdk_version")},
) if {
	some side, builds in cog_build
	some id, build in builds
	value := build.sdk_version
	value != null
}
