package policylint.facts

import data.policylint.lib.modelref

# The models of the production stack: [side, document, pointer, engine's settings] of its chart and of its resource.
_stack_models contains [side, id, sprintf("/servingEngineSpec/modelSpec/%d", [i]), model] if {
	some [side, id] in by_kind["vllm/helm-values"]
	some i, model in input[side].documents[id].content.servingEngineSpec.modelSpec
	is_object(model)
}

_stack_models contains [side, id, "/spec/model", input[side].documents[id].content.spec.model] if {
	some [side, id] in by_kind["vllm/runtime"]
}

model_version[side] contains object.union(
	{"scheme": reference.scheme, "model": reference.model, "named": named},
	_stack_revision(side, id, at, model, reference),
) if {
	some [side, id, at, model] in _stack_models
	is_string(model.modelURL)
	model.modelURL != ""
	reference := modelref.flag(model.modelURL)
	named := {"document": id, "pointer": sprintf("%s/modelURL", [at])}
}

# The chart has a key for it, the resource takes a flag.
_stack_revision(_, id, at, model, reference) := {"value": model.modelRevision, "at": {"document": id, "pointer": sprintf("%s/modelRevision", [at])}} if {
	reference.scheme == "hf"
	is_string(model.modelRevision)
	model.modelRevision != ""
} else := {"value": flag.value, "at": flag.at} if {
	reference.scheme == "hf"
	some flag in engine_flags[side]
	flag.document == id
	flag.name == "--revision"
	is_string(flag.value)
} else := {"value": null, "at": {"document": id, "pointer": at, "missing": "modelRevision"}} if {
	is_null(reference.value)
	startswith(at, "/servingEngineSpec")
} else := {"value": reference.value, "at": {"document": id, "pointer": sprintf("%s/modelURL", [at])}}

# The engine and the router of the chart: a repository and a tag.
images[side] contains {"image": image, "at": {"document": id, "pointer": where}} if {
	some [side, id] in by_kind["vllm/helm-values"]
	some [at, part] in _stack_parts(input[side].documents[id].content)
	is_string(part.repository)
	[image, where] := _stack_image(at, part)
}

_stack_parts(values) := array.concat(
	[[sprintf("/servingEngineSpec/modelSpec/%d", [i]), model] | some i, model in values.servingEngineSpec.modelSpec],
	[[sprintf("/%s", [name]), part] | some name in ["routerSpec", "cacheserverSpec"]; part := values[name]],
)

_stack_image(at, part) := [sprintf("%s:%v", [part.repository, part.tag]), sprintf("%s/tag", [at])] if {
	part.tag
	not is_null(part.tag)
} else := [part.repository, sprintf("%s/repository", [at])]

# The resource keeps the registry apart from the name.
images[side] contains {"image": _stack_name(image), "at": {"document": id, "pointer": sprintf("%s/name", [at])}} if {
	some [side, id] in by_kind["vllm/runtime"]
	deployment := input[side].documents[id].content.spec.deploymentConfig
	some [at, image] in [
		["/spec/deploymentConfig/image", deployment.image],
		["/spec/deploymentConfig/sidecarConfig/image", object.get(deployment, ["sidecarConfig", "image"], {})],
	]
	is_string(image.name)
}

_stack_name(image) := sprintf("%s/%s", [trim_suffix(image.registry, "/"), image.name]) if {
	is_string(image.registry)
	image.registry != ""
} else := image.name
