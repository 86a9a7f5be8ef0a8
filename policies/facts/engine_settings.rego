package policylint.facts

import data.policylint.lib.argv
import data.policylint.lib.engine_options
import data.policylint.lib.pointer
import data.policylint.lib.shell

# Options that are no arguments of a container: _flags_held[side][id][pointer] is {"engine", "said", "commands",
# "variables"}; `said` are options that stand as keys of their own.

# An HF endpoint: command, args and env of the model, and the settings of its image.
_flags_held[side][id]["/model"] := {
	"engine": engine,
	"said": said,
	"commands": argv.commands(_flags_endpoint(model), "/model"),
	"variables": _flags_mapped(id, "/model/env", object.get(model, "env", {})),
} if {
	some [side, id] in by_kind["hf/endpoint"]
	model := input[side].documents[id].content.model
	is_object(model)
	engine := _flags_endpoint_engine(model)
	said := [each |
		some variant, settings in model.image
		is_object(settings)
		some each in _flags_of_keys(settings, sprintf("/model/image/%s", [variant]), {"url", "port", "healthRoute", "credentials"})
	]
}

_flags_endpoint(model) := {"command": _flags_words(object.get(model, "command", [])), "args": _flags_words(object.get(model, "args", []))}

_flags_words(value) := value if is_array(value)

_flags_words(value) := shell.words(value) if is_string(value)

_flags_words(value) := [] if is_null(value)

default _flags_words(_) := []

_flags_endpoint_engine(model) := engine if {
	some variant, settings in model.image
	text := lower(concat(" ", [variant, object.get(settings, "url", "")]))
	engine := [name | some [word, name] in _flags_endpoint_engines; contains(text, word)][0]
} else := "unknown"

_flags_endpoint_engines := [
	["vllm", "vllm"], ["tgi", "tgi"], ["text-generation-inference", "tgi"], ["tei", "tei"],
	["text-embeddings-inference", "tei"], ["sglang", "sglang"], ["llamacpp", "llama.cpp"], ["llama.cpp", "llama.cpp"],
	["infinity", "infinity"],
]

_flags_mapped(id, at, values) := {name: {"value": value, "at": {"document": id, "pointer": pointer.child(at, name)}} |
	some name, raw in values
	value := _flags_text(raw)
	is_string(value)
}

_flags_of_keys(settings, at, others) := [{"name": engine_options.of_key(key), "value": _flags_text(value), "written": key, "at": pointer.child(at, key)} |
	some key, value in settings
	not key in others
	not is_object(value)
	not is_array(value)
]

# Values of the production stack's chart, one model an entry, and its custom resource.
_flags_held[side][id][at] := _flags_of_stack(id, object.get(model, "vllmConfig", {}), sprintf("%s/vllmConfig", [at]), {at: model}) if {
	some [side, id] in by_kind["vllm/helm-values"]
	some i, model in input[side].documents[id].content.servingEngineSpec.modelSpec
	is_object(model)
	at := sprintf("/servingEngineSpec/modelSpec/%d", [i])
}

_flags_held[side][id]["/spec"] := object.union(held, {"said": array.concat(of_model, held.said)}) if {
	some [side, id] in by_kind["vllm/runtime"]
	spec := input[side].documents[id].content.spec
	is_object(spec)
	held := _flags_of_stack(id, object.get(spec, "vllmConfig", {}), "/spec/vllmConfig", {})
	of_model := _flags_of_keys(object.get(spec, "model", {}), "/spec/model", {"modelURL", "enableTool", "toolCallParser"})
}

_flags_of_stack(id, config, at, others) := {
	"engine": "vllm",
	"said": _flags_of_keys(config, at, {"extraArgs", "env", "v0", "v1"}),
	"commands": [_flags_listed(object.get(config, "extraArgs", []), sprintf("%s/extraArgs", [at]))],
	"variables": object.union_n([variables |
		some where, part in object.union(others, {at: config})
		variables := {name: {"value": each.value, "at": {"document": id, "pointer": each.at}} |
			some name, each in argv.environment(part, where)
		}
	]),
} if {
	is_object(config)
}

_flags_listed(values, at) := [{"text": text, "raw": text, "at": sprintf("%s/%d", [at, i])} |
	some i, value in values
	text := _flags_text(value)
	is_string(text)
]

default _flags_listed(_, _) := []

# A RayService's own applications take what they need from variables; LLM configurations are in ray.rego.
_flags_held[side][id][at] := {
	"engine": "ray-serve",
	"said": [],
	"commands": [],
	"variables": object.union_n([_flags_mapped(id, where, values) | some where, values in _flags_ray_variables(at, application)]),
} if {
	some [side, id] in by_kind["ray/service"]
	some i, application in input[side].documents[id].content.spec.serveConfigV2.applications
	is_object(application)
	at := sprintf("/spec/serveConfigV2/applications/%d", [i])
}

_flags_ray_variables(at, application) := object.union(
	{sprintf("%s/runtime_env/env_vars", [at]): values | values := application.runtime_env.env_vars},
	{sprintf("%s/deployments/%d/ray_actor_options/runtime_env/env_vars", [at, i]): values |
		some i, deployment in application.deployments
		values := deployment.ray_actor_options.runtime_env.env_vars
	},
)
