package policylint.facts

import data.policylint.lib.counts
import data.policylint.lib.result

# LLMInferenceService: a fixed number, or `scaling`. What baseRefs name may hold either.

_capacity_settings[side][id]["/spec"] contains setting if {
	some [side, id] in by_kind["kserve/llminferenceservice"]
	spec := input[side].documents[id].content.spec
	_capacity_absent(spec, "scaling")
	some setting in _capacity_fixed(id, spec, "/spec", _capacity_llm_default(id, spec))
}

_capacity_llm_default(id, spec) := {"value": 1, "at": result.missing(id, "/spec", "replicas")} if {
	not spec.baseRefs[0]
} else := null

_capacity_settings[side][id]["/spec"] contains setting if {
	some [side, id] in by_kind["kserve/llminferenceservice"]
	scaling := input[side].documents[id].content.spec.scaling
	is_object(scaling)
	some bound, key in {"min": "minReplicas", "max": "maxReplicas"}
	setting := _capacity_stated(id, scaling, "/spec/scaling", bound, key)
}

_capacity_settings[side][id]["/spec"] contains _capacity_unlimited(id, "/spec/scaling", "maxReplicas") if {
	some [side, id] in by_kind["kserve/llminferenceservice"]
	scaling := input[side].documents[id].content.spec.scaling
	is_object(scaling)
	_capacity_absent(scaling, "maxReplicas")
}

# InferenceService

_capacity_settings[side][id][at] contains setting if {
	some [side, id, at, component] in _capacity_components
	setting := _capacity_lower(side, id, at, component)
}

_capacity_settings[side][id][at] contains setting if {
	some [side, id, at, component] in _capacity_components
	setting := _capacity_upper(side, id, at, component)
}

# A predictor of `canary` has no bounds of its own. An autoscaler of one's own bounds the service in place of these keys.
_capacity_components contains [side, id, at, component] if {
	some [side, id, at, component] in _components
	not startswith(at, "/spec/canary/")
	scaling_mode[side][id] != "modelmesh"
	not _capacity_scaler[side][id]
}

_capacity_lower(side, id, at, component) := object.union(annotation, {"bound": "min"}) if {
	annotation := _capacity_annotation(side, id, at, component, _capacity_knative_min)
} else := _capacity_stated(id, component, at, "min", "minReplicas") if {
	not _capacity_absent(component, "minReplicas")
} else := {"bound": "min", "key": "minReplicas", "value": 1, "at": result.missing(id, at, "minReplicas")}

# Zero is no limit for Knative, and so is nothing. In Standard mode the minimum is the maximum then.
_capacity_upper(side, id, at, component) := object.union(annotation, {"bound": "max", "value": _capacity_limit(annotation.value)}) if {
	annotation := _capacity_annotation(side, id, at, component, _capacity_knative_max)
} else := object.union(stated, {"value": _capacity_limit(stated.value)}) if {
	stated := _capacity_stated(id, component, at, "max", "maxReplicas")
} else := {"bound": "max", "key": "maxReplicas", "value": null, "at": result.missing(id, at, "maxReplicas")} if {
	scaling_mode[side][id] in {"knative", "unknown"}
}

_capacity_knative_min := ["autoscaling.knative.dev/min-scale", "autoscaling.knative.dev/minScale"]

_capacity_knative_max := ["autoscaling.knative.dev/max-scale", "autoscaling.knative.dev/maxScale"]

_capacity_limit(value) := null if {
	counts.number(value) == 0
} else := value

# The component's own setting wins over that of the service.
_capacity_annotation(side, id, at, component, names) := [found |
	scaling_mode[side][id] != "standard"
	some [holder, pointer] in [
		[component, at],
		[object.get(input[side].documents[id].content, "metadata", {}), "/metadata"],
	]
	some list in ["annotations", "labels"]
	some name in names
	value := holder[list][name]
	found := {"key": name, "value": value, "at": result.at(id, sprintf("%s/%s/%s", [pointer, list, replace(name, "/", "~1")]))}
][0]
