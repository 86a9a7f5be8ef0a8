package policylint.facts

import data.policylint.lib.given

# runs_with[side]: what decides, beside models, images and flags, which model answers and how: files and variables that
# come from ConfigMaps, what fetches the model, where it is mounted from, the program that is started, and what an
# endpoint or a predictor is told. Rows of texts that name neither documents nor places: equal rows are equal sides.
runs_with[side] contains ["file", at, value] if {
	some [side, id] in by_kind["k8s/configmap"]
	some part in ["data", "binaryData"]
	some key, value in content(side, id)[part]
	at := sprintf("%s/%s", [content(side, id).metadata.name, key])
}

runs_with[side] contains ["key", key, value] if {
	some [side, id] in by_kind["hf/endpoint"]
	some key in ["task", "framework", "command", "args", "env"]
	value := _runs_key(key, content(side, id).model[key])
}

_runs_key(key, value) := {name: each | some name, each in value; not _runs_aside(name)} if {
	key == "env"
	is_object(value)
} else := value

# A variable that says how much is logged or traced, or on how many threads and which port.
_runs_aside(name) if regex.match(`^(?:[A-Z0-9]+_)*(?:LOG_?LEVEL|LOGGING_LEVEL|VERBOSITY)$`, name)

_runs_aside(name) if regex.match(`^(?:OTEL_[A-Z0-9_]+|RUST_LOG|NCCL_DEBUG|PYTHONUNBUFFERED|OMP_NUM_THREADS|PORT)$`, name)

runs_with[side] contains ["key", "modelFormat", value] if {
	some [side, id] in by_kind["kserve/inferenceservice"]
	value := content(side, id).spec.predictor.model.modelFormat
}

# Init containers fetch or convert the model; one that stays is a sidecar.
runs_with[side] contains ["init", object.get(container, "image", null), given.list(container, "command"), given.list(container, "args"), variables] if {
	some side, place, container
	_runs_container[side][place] = container
	contains(place.pointer, "/initContainers/")
	not container.restartPolicy == "Always"
	variables := [[name, found.value] | some name, found in environment[side][place.document][place.pointer]]
}

runs_with[side] contains ["volume", source] if {
	some side
	some found in serving_pods[side]
	some volume in given.list(pods[side][found[0]][found[1]], "volumes")
	some source in _runs_source(volume)
}

# Up to the first option: what follows is compared flag by flag.
runs_with[side] contains ["command", program] if {
	some side, place
	_runs_engine[side][place]
	some words in commands[side][place.document][place.pointer]
	options := [i | some i, word in words; startswith(word.text, "--")]
	program := concat(" ", [word.text | some word in array.slice(words, 0, min(array.concat(options, [count(words)])))])
	program != ""
}

runs_with[side] contains ["after start", object.get(hook, "exec", hook)] if {
	some side, place, container
	_runs_engine[side][place] = container
	hook := container.lifecycle.postStart
	is_object(hook)
}

runs_with[side] contains ["variable", name, found.value] if {
	some side, place
	_runs_engine[side][place]
	some name, found in environment[side][place.document][place.pointer]
	regex.match(_runs_variables, name)
}

runs_with[side] contains ["variables of", name] if {
	some side, place, container
	_runs_engine[side][place] = container
	some each in given.list(container, "envFrom")
	name := each.configMapRef.name
}

runs_with[side] contains ["variable of", each.name, reference] if {
	some side, place, container
	_runs_engine[side][place] = container
	some each in given.list(container, "env")
	reference := each.valueFrom.configMapKeyRef
}

_runs_container[side][{"document": found.document, "pointer": found.pointer}] := container if {
	some side
	some found in serving_containers[side]
	container := serving_container(side, found)
	is_object(container)
}

_runs_engine[side][place] := container if {
	some side, place
	container := _runs_container[side][place]
	engines[side][place.document][place.pointer]
}

# Where a volume comes from, without how it is mounted: room to write, tokens and secrets hold no model.
_runs_source(volume) := {[key, value] |
	some [key, field] in [
		["persistentVolumeClaim", "claimName"], ["configMap", "name"], ["hostPath", "path"], ["image", "reference"],
	]
	value := volume[key][field]
} | {[key, value] |
	some key in ["nfs", "csi", "iscsi", "fc", "cephfs", "rbd", "awsElasticBlockStore", "gcePersistentDisk", "azureDisk", "azureFile", "gitRepo"]
	value := volume[key]
}

# They lead to another model, hub or program.
_runs_variables := `(?i)^(?:PYTHON(?:PATH|HOME|STARTUP)|LD_[A-Z_]+|HF_ENDPOINT|(?:HTTPS?|ALL)_PROXY|[A-Z_]*USE_MODELSCOPE|(?:[A-Z]+_)*MODEL(?:_(?:ID|NAME|PATH|DIR|URI|URL|REVISION))?|REVISION)$`
