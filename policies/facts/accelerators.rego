package policylint.facts

import data.policylint.lib.accelerators

# What a container of a serving pod has to compute on: its limits, accelerators, and whether it was told to do with a CPU.

# The resource name of an accelerator that a container requests.
accelerator_requested(container) := names[0] if {
	names := [name | some name, _ in container.resources.requests; accelerators.resource(name)]
}

# In a group of pods the accelerators may be those of the workers: documents where some container has one.
accelerated[side] contains found.document if {
	some side, all in serving_containers
	some found in all
	found.list != "model"
	has_accelerator(side, found, serving_container(side, found))
}

# The engine of a container; that of its runtime for a predictor that only names a model.
engine_behind(side, found) := engines[side][found.document][found.pointer] if {
	found.list == "containers"
	input[side].documents[found.document].kind in {"k8s/workload", "kserve/inferenceservice"}
} else := engines[side][id][runtime.pointer] if {
	found.list == "model"
	some runtime in serving_containers[side]
	id := runtime.document
	input[side].documents[id].kind == "kserve/servingruntime"
	runtime.list == "containers"
	runtime.first
}

# {} where there are none; undefined for a placeholder.
limits_of(container) := object.get(resources, "limits", {}) if {
	resources := _accelerators_mapping(object.get(container, "resources", {}))
	is_object(object.get(resources, "limits", {}))
} else := {} if {
	resources := _accelerators_mapping(object.get(container, "resources", {}))
	is_null(resources.limits)
}

_accelerators_mapping(null) := {}

_accelerators_mapping(value) := value if is_object(value)

# Whether an accelerator is given: by limits of its own, its runtime's or its pod's, or by claims.
has_accelerator(_, _, container) if {
	some name, _ in limits_of(container)
	accelerators.resource(name)
}

has_accelerator(side, found, _) if {
	found.list == "model"
	some name, _ in limits_of(_accelerators_runtime(side))
	accelerators.resource(name)
}

# Claims of dynamic resource allocation.
has_accelerator(_, _, container) if count(container.resources.claims) > 0

has_accelerator(side, found, _) if count(pods[side][found.document][found.pod].resourceClaims) > 0

has_accelerator(side, found, _) if {
	some name, _ in pods[side][found.document][found.pod].resources.limits
	accelerators.resource(name)
}

_accelerators_runtime(side) := container if {
	some runtime in serving_containers[side]
	input[side].documents[runtime.document].kind == "kserve/servingruntime"
	runtime.list == "containers"
	runtime.first
	container := serving_container(side, runtime)
}

# Whether image, flag or variable say that it computes on a CPU.
on_cpu(_, _, container) if accelerators.cpu_image(container.image)

on_cpu(side, found, _) if {
	found.list == "model"
	accelerators.cpu_image(_accelerators_runtime(side).image)
}

on_cpu(side, found, _) if {
	some flag in flags_of[side][found.document][found.pointer]
	flag.name in {"--device", "VLLM_TARGET_DEVICE"}
	lower(flag.value) == "cpu"
}

on_cpu(side, found, _) if {
	some flag in flags_of[side][found.document][found.pointer]
	startswith(flag.name, "VLLM_CPU_")
}

# flags_of[side][document][container]: the options of each container.
flags_of[side][flag.document][flag.container] contains flag if {
	some side, all in engine_flags
	some flag in all
}
