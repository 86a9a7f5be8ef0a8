package policylint.facts

import data.policylint.lib.modelref
import data.policylint.lib.placeholder
import data.policylint.lib.pointer

# The models of a RayService: [side, document, pointer of the LLM configuration inside serveConfigV2, configuration].
_ray_models contains [side, id, at, config] if {
	some [side, id] in by_kind["ray/service"]
	some i, application in input[side].documents[id].content.spec.serveConfigV2.applications
	some k, config in application.args.llm_configs
	is_object(config)
	at := sprintf("/spec/serveConfigV2/applications/%d/args/llm_configs/%d", [i, k])
}

# model_source is what is loaded; without it model_id is.
model_version[side] contains object.union(
	{"scheme": reference.scheme, "model": reference.model, "named": {"document": id, "pointer": named}},
	_ray_revision(id, at, config, named, reference),
) if {
	some [side, id, at, config] in _ray_models
	[key, text] := _ray_source(config.model_loading_config)
	named := sprintf("%s/model_loading_config/%s", [at, key])
	reference := modelref.flag(text)
}

_ray_source(loading) := ["model_source", loading.model_source] if {
	is_string(loading.model_source)
	loading.model_source != ""
} else := ["model_source", loading.model_source.bucket_uri] if {
	is_string(loading.model_source.bucket_uri)
} else := ["model_id", loading.model_id] if {
	not loading.model_source
	is_string(loading.model_id)
	contains(loading.model_id, "/")
}

_ray_revision(id, at, config, _, reference) := {"value": revision, "at": {"document": id, "pointer": sprintf("%s/engine_kwargs/revision", [at])}} if {
	reference.scheme == "hf"
	revision := config.engine_kwargs.revision
	is_string(revision)
} else := {"value": null, "at": {"document": id, "pointer": sprintf("%s/engine_kwargs", [at]), "missing": "revision"}} if {
	is_null(reference.value)
	is_object(config.engine_kwargs)
} else := {"value": reference.value, "at": {"document": id, "pointer": named}} if {
	named := sprintf("%s/model_loading_config", [at])
}

# Applications of one's own take the model from a variable.
model_version[side] contains {
	"scheme": reference.scheme,
	"model": reference.model,
	"value": reference.value,
	"named": where,
	"at": where,
} if {
	some [side, id] in by_kind["ray/service"]
	some i, application in input[side].documents[id].content.spec.serveConfigV2.applications
	some name, text in application.runtime_env.env_vars
	regex.match(`^(?:MODEL|(?:[A-Z0-9]+_)*MODEL_ID)$`, name)
	is_string(text)
	_ray_names_model(text)
	reference := modelref.flag(text)
	where := {"document": id, "pointer": sprintf("/spec/serveConfigV2/applications/%d/runtime_env/env_vars/%s", [i, name])}
}

_ray_names_model(text) if contains(text, "/")

_ray_names_model(text) if placeholder.found(text)

# An application is there when all of its deployments are: the least of them counts.
_capacity_settings[side][id]["/spec/serveConfigV2"] contains setting if {
	some [side, id] in by_kind["ray/service"]
	said := [stated |
		some [at, holder] in _ray_deployments(input[side].documents[id].content.spec.serveConfigV2.applications)
		stated := _ray_least(id, at, holder)
	]
	setting := [each | some each in said; each.value == min([other.value | some other in said])][0]
}

_ray_deployments(applications) := array.concat(
	[[sprintf("/spec/serveConfigV2/applications/%d/deployments/%d", [i, k]), holder] |
		some i, application in applications
		some k, holder in application.deployments
	],
	[[sprintf("/spec/serveConfigV2/applications/%d/args/llm_configs/%d/deployment_config", [i, k]), config.deployment_config] |
		some i, application in applications
		some k, config in application.args.llm_configs
	],
)

_ray_least(id, at, holder) := _capacity_stated(id, scaling, sprintf("%s/autoscaling_config", [at]), "min", "min_replicas") if {
	scaling := holder.autoscaling_config
	is_number(scaling.min_replicas)
} else := _capacity_stated(id, holder, at, "min", "num_replicas") if {
	not is_object(object.get(holder, "autoscaling_config", null))
	is_number(holder.num_replicas)
}

_flags_held[side][id][at] := {
	"engine": "vllm",
	"said": _flags_of_keys(object.get(config, "engine_kwargs", {}), pointer.child(at, "engine_kwargs"), set()),
	"commands": [],
	"variables": _flags_mapped(id, sprintf("%s/runtime_env/env_vars", [at]), object.get(config, ["runtime_env", "env_vars"], {})),
} if {
	some [side, id, at, config] in _ray_models
}
