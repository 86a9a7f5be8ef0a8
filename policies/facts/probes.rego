package policylint.facts

# Probes of the containers that serve: probes[side][id][pointer] is {"readiness", "startup", "liveness"}, each "written",
# "platform" where the platform adds one, or "absent". A pod is ready when all of its containers are: readiness is "pod"
# where another server in it has the probe. Only containers that take requests are here: not the workers of a group, not
# Jobs, and nothing of a Kustomize patch, where absence says nothing.
probes[side][id][at] := {kind: _probes_state(side, id, at, kind) | some kind in ["readiness", "startup", "liveness"]} if {
	some side, id, at
	engines[side][id][at]
	_probes_asked(side, id, at)
}

_probes_asked(side, id, at) if {
	not input[side].patch
	not _probes_job(side, id)
	containers[side][id][at]
	not contains(at, "/initContainers/")
	not _probes_worker(side, id, at)
}

_probes_job(side, id) if input[side].documents[id].content.kind in {"Job", "CronJob", "JobSet"}

# The leader of a group takes the requests; without one of its own, every pod of the group is alike.
_probes_worker(side, id, at) if {
	contains(at, "/workerTemplate/")
	input[side].documents[id].content.spec.leaderWorkerTemplate.leaderTemplate
}

_probes_worker(side, id, at) if {
	input[side].documents[id].kind == "ray/service"
	contains(at, "/workerGroupSpecs/")
}

_probes_worker(side, id, at) if {
	startswith(input[side].documents[id].kind, "kserve/")
	contains(at, "/worker")
}

_probes_state(side, id, at, kind) := "written" if {
	_probes_written(side, id, at, kind)
} else := "platform" if {
	kind in object.get(_probes_added, input[side].documents[id].kind, set())
} else := "pod" if {
	kind == "readiness"
	some other, _ in engines[side][id]
	regex.replace(other, `/\d+$`, "") == regex.replace(at, `/\d+$`, "")
	_probes_written(side, id, other, kind)
} else := "absent"

_probes_written(side, id, at, kind) if is_object(containers[side][id][at][sprintf("%sProbe", [kind])])

# KServe adds a readiness probe, and all three to an LLMInferenceService; the Ray operator adds its own.
_probes_added := {
	"kserve/inferenceservice": {"readiness"},
	"kserve/llminferenceservice": {"readiness", "startup", "liveness"},
	"kserve/llminferenceserviceconfig": {"readiness", "startup", "liveness"},
	"kserve/servingruntime": {"readiness"},
	"ray/service": {"readiness", "liveness"},
}
