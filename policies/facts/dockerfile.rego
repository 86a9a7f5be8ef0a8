package policylint.facts

import data.policylint.lib.result

# What the Dockerfiles of a deployment start from and run while an image is built.

dockerfile[side][id] := input[side].documents[id].content.instructions if {
	some [side, id] in by_kind["docker/dockerfile"]
}

# base_image[side]: the images that FROM pulls; an earlier stage of the file and `scratch` are none.
base_image[side] contains {"image": line.image, "at": result.at(id, sprintf("/instructions/%d", [i]))} if {
	some side, files in dockerfile
	some id, lines in files
	some i, line in lines
	line.instruction == "FROM"
	object.get(line, "from_stage", null) == null
	lower(line.image) != "scratch"
}

# What RUN gives to a shell is a step of a build, as those of a cog.yaml are.
build_step[side] contains {
	"text": text,
	"at": result.at(id, sprintf("/instructions/%d", [i])),
	"later": array.slice(scripts, k + 1, k + 51),
	"builder": "docker",
} if {
	some side, files in dockerfile
	some id, lines in files
	runs := [i | some i, line in lines; line.instruction == "RUN"]
	scripts := [object.get(lines[i], "script", lines[i].text) | some i in runs]
	some k, i in runs
	text := scripts[k]
}
