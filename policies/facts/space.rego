package policylint.facts

import data.policylint.lib.result

# What the front matter of a Space's README says.

space[side][id] := object.remove(input[side].documents[id].content, ["$body"]) if {
	some [side, id] in by_kind["hf/space"]
}

# Only Gradio and Streamlit Spaces are built on an SDK of a version; docker and static ones ignore the key.
sdk_version[side] contains {"sdk": front.sdk, "value": null, "at": result.missing(id, "", "sdk_version")} if {
	some side, spaces in space
	some id, front in spaces
	front.sdk in {"gradio", "streamlit"}
	object.get(front, "sdk_version", null) == null
}

sdk_version[side] contains object.union(
	_written(input[side].documents[id], "/sdk_version", front.sdk_version),
	{"sdk": front.sdk, "at": result.at(id, "/sdk_version")},
) if {
	some side, spaces in space
	some id, front in spaces
	front.sdk in {"gradio", "streamlit"}
	front.sdk_version != null
}

python_version[side] contains object.union(
	_written(input[side].documents[id], "/python_version", front.python_version),
	{"owner": "the Space", "at": result.at(id, "/python_version")},
) if {
	some side, spaces in space
	some id, front in spaces
	front.sdk in {"gradio", "streamlit"}
	front.python_version != null
}

# Repositories a Space downloads while it is built: "repo", "repo files" or "repo files commit".
preload[side] contains {"repo": words[0], "commit": _third(words), "at": at} if {
	some side, spaces in space
	some id, front in spaces
	some i, entry in front.preload_from_hub
	is_string(entry)
	words := regex.split(`\s+`, trim_space(entry))
	at := result.at(id, sprintf("/preload_from_hub/%d", [i]))
}

_third(words) := words[2]

_third(words) := null if count(words) < 3

# A Space that a manifest ties to a system is part of the way to production.
space_in_system[side] contains id if {
	some side, spaces in space
	some id, _ in spaces
	count(by_kind["policylint/model-deployment"]) > 0
}

# space_text[side][id]: what the README says to a reader, with and without what stands in backticks.
space_text[side][id] := {"prose": regex.replace(text, "`[^`\n]*`", " "), "all": text} if {
	some side, spaces in space
	some id, front in spaces
	body := object.get(input[side].documents[id].content, ["$body", "text"], "")
	text := concat("\n", [part | some part in [object.get(front, "short_description", ""), body]; is_string(part)])
}

space_links[side][id] := [link.target | some link in object.get(input[side].documents[id].content, ["$body", "links"], [])] if {
	some [side, id] in by_kind["hf/space"]
}
