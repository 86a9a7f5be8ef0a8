package policylint.facts

import data.policylint.lib.counts
import data.policylint.lib.result

# How the platform replaces instances. rollout[side] contains {"document", "type": name of the strategy, or null,
# "type_at", "unavailable": how many may be away at once, or null, "unavailable_at", "replicas": how many there are while
# it happens, or null}. Only what a file writes: the defaults of all platforms are safe.
rollout[side] contains {
	"document": id,
	"type": type.value,
	"type_at": type.at,
	"unavailable": unavailable.value,
	"unavailable_at": unavailable.at,
	"replicas": _rollout_replicas(side, id, component),
} if {
	some [side, id, component, strategy, at] in _rollout_strategies
	type := _rollout_type(id, strategy, at)
	unavailable := _rollout_unavailable(id, strategy, at)
}

_rollout_strategies contains [side, id, "", strategy, at] if {
	some [side, id] in _capacity_workloads
	some key in ["strategy", "updateStrategy", "rolloutStrategy"]
	strategy := input[side].documents[id].content.spec[key]
	at := sprintf("/spec/%s", [key])
}

# Knative replaces revisions in its own way and reads no strategy.
_rollout_strategies contains [side, id, component, settings.deploymentStrategy, sprintf("%s/deploymentStrategy", [component])] if {
	some [side, id, component, settings] in _capacity_components
	scaling_mode[side][id] != "knative"
}

_rollout_strategies contains [side, id, "/spec", strategy, "/spec/rolloutStrategy"] if {
	some [side, id] in by_kind["kserve/llminferenceservice"]
	strategy := input[side].documents[id].content.spec.rolloutStrategy
}

_rollout_strategies contains [side, id, "", strategy, "/spec/deploymentConfig/deploymentStrategy"] if {
	some [side, id] in by_kind["vllm/runtime"]
	strategy := input[side].documents[id].content.spec.deploymentConfig.deploymentStrategy
}

_rollout_strategies contains [side, id, "", strategy, "/servingEngineSpec/strategy"] if {
	some [side, id] in by_kind["vllm/helm-values"]
	strategy := input[side].documents[id].content.servingEngineSpec.strategy
}

_rollout_type(id, strategy, at) := {"value": strategy, "at": result.at(id, at)} if {
	is_string(strategy)
} else := {"value": strategy.type, "at": result.at(id, sprintf("%s/type", [at]))} if {
	is_string(strategy.type)
} else := {"value": null, "at": null}

_rollout_unavailable(id, strategy, at) := [found |
	some path in ["", "/rollingUpdate", "/rollingUpdateConfiguration", "/canary"]
	holder := _rollout_holder(strategy, trim_prefix(path, "/"))
	not _capacity_absent(holder, "maxUnavailable")
	found := {"value": holder.maxUnavailable, "at": result.at(id, sprintf("%s%s/maxUnavailable", [at, path]))}
][0] if {
	not is_string(strategy)
} else := {"value": null, "at": null}

_rollout_holder(strategy, "") := strategy

_rollout_holder(strategy, key) := strategy[key] if key != ""

# One that scales to zero has at least one instance while there is something to replace.
_rollout_replicas(side, id, component) := max({1, least}) if {
	least := min({number |
		some fact in capacity[side]
		fact.bound == "min"
		fact.document == id
		fact.component == component
		number := counts.number(fact.value)
		is_number(number)
	})
} else := null

# How long an engine takes to finish what it is answering, and how long the platform lets it. drain[side] contains
# {"document", "engine", "seconds", "said": where a flag says so, or null for the engine's default, "grace": seconds,
# "at": where the platform is told, or could be}.
drain[side] contains {
	"document": id,
	"engine": engine,
	"seconds": drain.seconds,
	"said": drain.said,
	"grace": grace.seconds,
	"at": grace.at,
} if {
	some side, id, pod
	spec := pods[side][id][pod]
	not _probes_job(side, id)
	some at, engine in engines[side][id]
	startswith(at, sprintf("%s/containers/", [pod]))
	drain := _rollout_drain(side, id, at, engine)
	grace := _rollout_grace(side, id, pod, spec)
}

_rollout_drain(side, id, at, engine) := {"seconds": seconds, "said": flag.at} if {
	some flag in engine_flags[side]
	flag.document == id
	flag.container == at
	flag.name == _rollout_flags[engine]
	seconds := counts.number(flag.value)
	is_number(seconds)
} else := {"seconds": _rollout_drains[engine], "said": null}

_rollout_flags := {
	"tgi": "--graceful-termination-timeout",
	"triton": "--exit-timeout-secs",
	"vllm": "--shutdown-timeout",
}

# What an engine takes unless told otherwise. vLLM waits for nothing, and no time of another engine is documented.
_rollout_drains := {"tgi": 90, "triton": 30}

_rollout_grace(side, id, pod, spec) := {"seconds": spec.terminationGracePeriodSeconds, "at": at} if {
	is_number(spec.terminationGracePeriodSeconds)
	at := result.at(id, sprintf("%s/terminationGracePeriodSeconds", [pod]))
} else := {"seconds": 30, "at": result.missing(id, pod, "terminationGracePeriodSeconds")} if {
	_capacity_absent(spec, "terminationGracePeriodSeconds")
	_rollout_default_grace(side, id)
}

# Knative gives as long as a request may take, and the configurations of LLMInferenceServices set their own.
_rollout_default_grace(side, id) if {
	input[side].documents[id].kind == "k8s/workload"
	not is_patch(side, id)
}

_rollout_default_grace(side, id) if scaling_mode[side][id] == "standard"
