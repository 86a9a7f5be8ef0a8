package policylint.facts

import data.policylint.lib.counts
import data.policylint.lib.result

# How many instances of what serves may run. capacity[side] contains
#   {"bound": "min" or "max", "value": number, text that is none, or null for no limit, "key": name of the setting,
#    "document", "component": what is scaled, "written": whether the file says it, "at": where}.
# A default of the platform counts where it is known; an absent key of a patch or of a body sent to an API says nothing.
capacity[side] contains {
	"bound": setting.bound,
	"value": counts.number(setting.value),
	"key": setting.key,
	"document": id,
	"component": component,
	"written": object.get(setting.at, "missing", null) == null,
	"at": setting.at,
} if {
	some side, id, component
	some setting in _capacity_settings[side][id][component]
}

# Bodies of the APIs of Replicate and of Inference Endpoints

_capacity_settings[side][id][""] contains setting if {
	some [side, id] in by_kind["replicate/deployment"]
	some bound, key in {"min": "min_instances", "max": "max_instances"}
	setting := _capacity_stated(id, input[side].documents[id].content, "", bound, key)
}

_capacity_settings[side][id][""] contains _capacity_unlimited(id, "", "max_instances") if {
	some [side, id] in by_kind["replicate/deployment"]
	_capacity_absent(input[side].documents[id].content, "max_instances")
}

_capacity_settings[side][id][""] contains setting if {
	some [side, id] in by_kind["hf/endpoint"]
	scaling := input[side].documents[id].content.compute.scaling
	some bound, key in {"min": "minReplica", "max": "maxReplica"}
	setting := _capacity_stated(id, scaling, "/compute/scaling", bound, key)
}

# Without `scaling` the client's default holds, one replica.
_capacity_settings[side][id][""] contains _capacity_unlimited(id, "/compute/scaling", "maxReplica") if {
	some [side, id] in by_kind["hf/endpoint"]
	scaling := input[side].documents[id].content.compute.scaling
	not _capacity_absent(scaling, "minReplica")
	_capacity_absent(scaling, "maxReplica")
}

# sleeps[side]: endpoints that are told when to go to sleep, with the minimum that speaks against it.
sleeps[side] contains {
	"minutes": scaling.scaleToZeroTimeout,
	"min": scaling.minReplica,
	"at": result.at(id, "/compute/scaling/scaleToZeroTimeout"),
} if {
	some [side, id] in by_kind["hf/endpoint"]
	scaling := input[side].documents[id].content.compute.scaling
	is_number(scaling.scaleToZeroTimeout)
	is_number(scaling.minReplica)
}

# hardware[side]: what an instance runs on, by the names that a price list may use, the most exact first.
hardware[side] contains {"document": id, "names": [body.hardware]} if {
	some [side, id] in by_kind["replicate/deployment"]
	body := input[side].documents[id].content
	is_string(body.hardware)
}

hardware[side] contains {"document": id, "names": array.concat(sized, [compute.instanceType])} if {
	some [side, id] in by_kind["hf/endpoint"]
	compute := input[side].documents[id].content.compute
	is_string(compute.instanceType)
	sized := [sprintf("%s %s", [compute.instanceType, compute.instanceSize]) | is_string(compute.instanceSize)]
}

# Workloads: `replicas`, unless an autoscaler is joined to them.

_capacity_settings[side][id][""] contains setting if {
	some [side, id] in _capacity_workloads
	not _capacity_scaler[side][id]
	some setting in _capacity_fixed(id, input[side].documents[id].content.spec, "/spec", _capacity_default(side, id))
}

_capacity_settings[side][id][""] contains setting if {
	some side, id
	some setting in _capacity_scaler[side][id]
}

_capacity_workloads contains [side, id] if {
	some [side, id] in by_kind["k8s/workload"]
	count(engines[side][id]) > 0
}

_capacity_workloads contains [side, id] if {
	some [side, id] in by_kind["k8s/workload"]
	input[side].patch
	input[side].primary == id
}

_capacity_default(side, id) := {"value": 1, "at": result.missing(id, "/spec", "replicas")} if {
	not input[side].patch
	input[side].documents[id].content.kind in {"Deployment", "StatefulSet", "ReplicaSet", "Rollout", "LeaderWorkerSet"}
} else := {"value": 1, "key": "kind", "at": result.at(id, "/kind")} if {
	not input[side].patch
	input[side].documents[id].content.kind == "Pod"
} else := null

# A fixed number is both bounds.
_capacity_fixed(id, spec, pointer, otherwise) := settings if {
	not _capacity_absent(spec, "replicas")
	settings := [setting | some bound in ["min", "max"]; setting := _capacity_stated(id, spec, pointer, bound, "replicas")]
} else := [object.union({"bound": bound, "key": "replicas"}, otherwise) | some bound in ["min", "max"]] if {
	otherwise != null
} else := []

# Autoscalers. One that is in the deployment scales what it names, else the document that serves.

_capacity_scaler[side][target] contains setting if {
	some [side, id] in by_kind["k8s/hpa"]
	target := _capacity_target(side, id)
	spec := input[side].documents[id].content.spec
	some setting in array.concat(
		_capacity_or(id, spec, "min", "minReplicas", 1),
		_capacity_or(id, spec, "max", "maxReplicas", null),
	)
}

_capacity_scaler[side][target] contains setting if {
	some [side, id] in by_kind["keda/scaledobject"]
	target := _capacity_target(side, id)
	spec := input[side].documents[id].content.spec
	some setting in array.concat(
		_capacity_idle(id, spec),
		_capacity_or(id, spec, "max", "maxReplicaCount", null),
	)
}

# KEDA scales to zero unless told otherwise, or unless all it looks at is what only a running pod uses.
_capacity_idle(id, spec) := [_capacity_stated(id, spec, "/spec", "min", "idleReplicaCount")] if {
	counts.number(spec.idleReplicaCount) == 0
} else := _capacity_or(id, spec, "min", "minReplicaCount", 1) if {
	is_array(spec.triggers)
	count(spec.triggers) > 0
	every trigger in spec.triggers { trigger.type in {"cpu", "memory"} }
} else := _capacity_or(id, spec, "min", "minReplicaCount", 0)

_capacity_target(side, scaler) := min(named) if {
	name := content(side, scaler).spec.scaleTargetRef.name
	named := {id | some [s, id] in (_capacity_workloads | by_kind["kserve/inferenceservice"]); s == side; input[side].documents[id].content.metadata.name == name}
	count(named) > 0
} else := input[side].primary

_capacity_or(id, spec, bound, key, otherwise) := [_capacity_stated(id, spec, "/spec", bound, key)] if {
	not _capacity_absent(spec, key)
} else := [{"bound": bound, "key": key, "value": otherwise, "at": result.missing(id, "/spec", key)}]

# The vLLM production stack

_capacity_settings[side][id][""] contains setting if {
	some [side, id] in by_kind["vllm/runtime"]
	input[side].documents[id].content.spec.autoscalingConfig.enabled == true
	spec := input[side].documents[id].content.spec.autoscalingConfig
	some bound, key in {"min": "minReplicas", "max": "maxReplicas"}
	setting := _capacity_stated(id, spec, "/spec/autoscalingConfig", bound, key)
}

_capacity_settings[side][id][""] contains setting if {
	some [side, id] in by_kind["vllm/runtime"]
	not input[side].documents[id].content.spec.autoscalingConfig.enabled == true
	spec := input[side].documents[id].content.spec.deploymentConfig
	default_one := {"value": 1, "at": result.missing(id, "/spec/deploymentConfig", "replicas")}
	some setting in _capacity_fixed(id, spec, "/spec/deploymentConfig", default_one)
}

# Values of its chart are judged for what they say, never for what they leave to the chart.
_capacity_settings[side][id][at] contains setting if {
	some [side, id, at, model] in _stack_models
	startswith(at, "/servingEngineSpec/")
	some setting in _capacity_of_values(id, at, model)
}

_capacity_of_values(id, at, model) := [setting |
	some bound, key in {"min": "minReplicaCount", "max": "maxReplicaCount"}
	setting := _capacity_stated(id, model.keda, sprintf("%s/keda", [at]), bound, key)
] if {
	model.keda.enabled == true
} else := [setting | some bound in ["min", "max"]; setting := _capacity_stated(id, model, at, bound, "replicaCount")]

# What all of these share

_capacity_stated(id, holder, pointer, bound, key) := {
	"bound": bound,
	"key": key,
	"value": holder[key],
	"at": result.at(id, sprintf("%s/%s", [pointer, key])),
} if {
	not _capacity_absent(holder, key)
}

_capacity_unlimited(id, pointer, key) := {"bound": "max", "key": key, "value": null, "at": result.missing(id, pointer, key)}

_capacity_absent(holder, key) if {
	is_object(holder)
	object.get(holder, key, null) == null
}

_capacity_absent(holder, _) if not is_object(holder)
