package policylint.facts

import data.policylint.lib.argv
import data.policylint.lib.pointer

# containers[side][id][pointer]: every container of every pod, init containers and sidecars too.
containers[side][id][at] := container if {
	some side in sides
	some id, document in input[side].documents
	some pod in document.pods
	spec := pointer.get(document.content, pod, {})
	is_object(spec)
	some list in ["initContainers", "containers", "ephemeralContainers"]
	some i, container in object.get(spec, list, [])
	is_object(container)
	at := sprintf("%s/%s/%d", [pod, list, i])
}

# engines[side][id][pointer]: what serves a model in which container; "unknown" where only a model flag shows it.
engines[side][id] := document.servers if {
	some side in sides
	some id, document in input[side].documents
}

# commands[side][id][pointer]: the command lines a container runs, as words with the place of each.
commands[side][id][at] := argv.commands(container, at) if {
	some side, id, at
	container := containers[side][id][at]
}

# The literal environment of a container: {NAME: {"value": ..., "at": pointer}}.
environment[side][id][at] := argv.environment(container, at) if {
	some side, id, at
	container := containers[side][id][at]
}
