# METADATA
# title: Memory, GPU and start-up are bounded
# description: >-
#   Without a memory limit one long prompt can take a node's memory from everything else on it; without a GPU limit
#   nothing keeps a GPU for the model; a probe that is too impatient kills the server each time before its weights are
#   loaded; and GPUs that work on one model talk through shared memory, of which a container has 64 MiB by default.
# scope: package
# related_resources:
#   - ref: docs/rules/RUN003.md
# custom:
#   id: RUN003
#   severity: {staging: note, production: warning}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 60}
#   scope: subject
#   reads: [k8s/workload, kserve/inferenceservice, kserve/llminferenceservice, ray/service]
#   needs: [pods, engine_flags]
#   native: full
#   params: {min_load_seconds: 120}
#   fix: Add the limits, and a startupProbe with time enough to download and load the weights.
#   examples:
#     file: deployment.yaml
#     pass: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 resources:
#                   limits: {memory: 64Gi, nvidia.com/gpu: 1}
#                 startupProbe:
#                   httpGet: {path: /health, port: 8000}
#                   failureThreshold: 60
#                 livenessProbe:
#                   httpGet: {path: /health, port: 8000}
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 resources:
#                   limits: {nvidia.com/gpu: 1}
#                 livenessProbe:
#                   httpGet: {path: /health, port: 8000}
#   frameworks:
#     nist_ai_rmf: ["MEASURE 2.6"]
#     iso_42001: ["A.4.5"]
#     owasp_llm_2025: ["LLM10"]
package policylint.rules.runtime.resources_bounded

import data.policylint.facts
import data.policylint.lib.accelerators
import data.policylint.lib.listing
import data.policylint.lib.result

# Limits

deny contains result.finding_with(msg, _limits_at(found, container, keys), {"key": sprintf("%s limits", [name])}) if {
	some found in facts.serving_containers.subject
	container := facts.serving_container("subject", found)
	faults := array.concat(_memory(found, container), _accelerator(found, container))
	count(faults) > 0
	name := facts.container_name(container, found)
	keys := [fault.key | some fault in faults]
	msg := sprintf("The container %s has %s, so %s; add %s under its resources.limits.", [
		name,
		listing.all([fault.says | some fault in faults]),
		listing.all([fault.so | some fault in faults]),
		listing.all(keys),
	])
}

_memory(found, container) := [{"says": "no memory limit", "so": "it can take all memory of its node", "key": "memory"} |
	_memory_asked(found)
	limits := facts.limits_of(container)
	object.get(limits, "memory", null) == null
	object.get(facts.pods.subject[found.document][found.pod], ["resources", "limits", "memory"], null) == null
]

# KServe gives the first container of a predictor the limits of its configuration.
_memory_asked(found) if {
	not facts.filled_in("subject", found)
	not facts.is_patch("subject", found.document)
	not _first_of_kserve(found)
}

_first_of_kserve(found) if {
	input.subject.documents[found.document].kind == "kserve/inferenceservice"
	found.list == "containers"
	found.first
}

_accelerator(found, container) := [{"says": sprintf("no %s limit", [name]), "so": so, "key": key} |
	not facts.is_patch("subject", found.document)
	_accelerator_asked(found, container)
	not facts.has_accelerator("subject", found, container)
	is_object(facts.limits_of(container))
	[name, key] := _chip(found, container)
	so := _without(name, container)
]

_accelerator_asked(found, container) if {
	facts.accelerator_requested(container)
	not facts.filled_in("subject", found)
}

_accelerator_asked(found, container) if {
	facts.engine_behind("subject", found) in accelerators.needed_by
	not facts.accelerated.subject[found.document]
	not facts.on_cpu("subject", found, container)
}

_chip(found, container) := [name, key] if {
	key := facts.accelerator_requested(container)
	name := _kind_of_chip(key)
} else := ["TPU", "google.com/tpu"] if {
	regex.match(`jetstream|tpu`, lower(sprintf("%s %s", [facts.engine_behind("subject", found), object.get(container, "image", "")])))
} else := ["GPU", "nvidia.com/gpu"]

_kind_of_chip(key) := "TPU" if {
	contains(key, "tpu")
} else := "GPU" if {
	regex.match(`gpu|mig|i915|xe$`, key)
} else := "accelerator"

_without(name, container) := sprintf("its %s is only requested, which Kubernetes refuses unless something adds the limit", [name]) if {
	facts.accelerator_requested(container)
} else := sprintf("it may start where there is no %s", [name])

_limits_at(found, container, keys) := result.missing(found.document, sprintf("%s/resources/limits", [found.pointer]), keys[0]) if {
	is_object(container.resources.limits)
} else := result.missing(found.document, sprintf("%s/resources", [found.pointer]), "limits") if {
	is_object(container.resources)
} else := result.missing(found.document, found.pointer, "resources")

# Start-up

deny contains result.finding_with(msg, at, {"key": sprintf("%s livenessProbe", [name])}) if {
	some found in facts.serving_containers.subject
	container := facts.serving_container("subject", found)
	patience := _patience(found, container)
	patience < _min_load_seconds
	name := facts.container_name(container, found)
	at := result.at(found.document, sprintf("%s/livenessProbe", [found.pointer]))
	msg := sprintf("The liveness probe of %s gives up after %v s, and nothing says that the model is loaded by then: the container would be killed again and again; add a startupProbe that waits for %v s or more.", [
		name,
		patience,
		_min_load_seconds,
	])
}

_min_load_seconds := object.get(input, ["params", "RUN003", "min_load_seconds"], 120)

_patience(found, container) := delay + (failures * period) if {
	is_object(container.livenessProbe)
	not is_object(object.get(container, "startupProbe", null))
	not facts.is_patch("subject", found.document)
	_loads_long(found, container)
	delay := _seconds(found, container.livenessProbe)
	failures := object.get(container.livenessProbe, "failureThreshold", 3)
	period := object.get(container.livenessProbe, "periodSeconds", 10)
	every number in [delay, failures, period] { is_number(number) }
}

# What is not written KServe's own probe says, which waits for two minutes.
_seconds(found, probe) := object.get(probe, "initialDelaySeconds", 0) if not facts.filled_in("subject", found)

_seconds(found, probe) := probe.initialDelaySeconds if facts.filled_in("subject", found)

_loads_long(found, _) if {
	facts.engines.subject[found.document][found.pointer] in accelerators.loads_long
}

_loads_long(found, _) if {
	input.subject.documents[found.document].kind == "kserve/llminferenceservice"
}

_loads_long(found, container) if {
	facts.has_accelerator("subject", found, container)
	not object.get(facts.engines.subject, [found.document, found.pointer], "") in accelerators.answers_at_once
}

# Shared memory of GPUs that work on one model

deny contains result.finding_with(msg, at, {"key": sprintf("%s /dev/shm", [name]), "related": related}) if {
	some found in facts.serving_containers.subject
	input.subject.documents[found.document].kind == "k8s/workload"
	not facts.is_patch("subject", found.document)
	some flag in facts.flags_of.subject[found.document][found.pointer]
	_parallel(flag)
	container := facts.serving_container("subject", found)
	pod := facts.pods.subject[found.document][found.pod]
	[says, pointer] := _shared_memory(container, pod)
	name := facts.container_name(container, found)
	at := result.at(found.document, sprintf("%s%s", [found.pointer, pointer]))
	related := [result.related("the number of GPUs is set here", flag.at)]
	msg := sprintf("The container %s spreads one model over %s GPUs, which exchange data in shared memory, and %s; mount an emptyDir of medium Memory there.", [name, flag.value, says])
}

_parallel(flag) if {
	flag.name in {"--tensor-parallel-size", "--num-shard"}
	regex.match(`^\d+$`, flag.value)
	to_number(flag.value) > 1
}

# Undefined where it is right, shared with the node, or not used.
_shared_memory(container, pod) := [says, pointer] if {
	not pod.hostIPC == true
	not _without_shared_memory(container)
	says := _memory_volume(container, pod)
	pointer := _mounts_at(container)
}

_without_shared_memory(container) if {
	some name, _ in facts.limits_of(container)
	accelerators.without_shared_memory(name)
}

# With one GPU in this container the others are in other pods.
_without_shared_memory(container) if {
	some name, number in facts.limits_of(container)
	accelerators.resource(name)
	sprintf("%v", [number]) == "1"
}

_memory_volume(container, pod) := "/dev/shm is not a volume, so it has 64 MiB" if {
	not _shm(container)
} else := sprintf("the volume %s at /dev/shm is on disk", [name]) if {
	name := _shm(container)
	some volume in pod.volumes
	volume.name == name
	is_object(volume.emptyDir)
	object.get(volume.emptyDir, "medium", "") == ""
}

_shm(container) := [mount.name |
	some mount in container.volumeMounts
	is_string(mount.mountPath)
	trim_suffix(mount.mountPath, "/") == "/dev/shm"
][0]

_mounts_at(container) := "/volumeMounts" if {
	is_array(container.volumeMounts)
} else := ""
