package policylint.facts

import data.policylint.lib.given
import data.policylint.lib.modelref
import data.policylint.lib.placeholder
import data.policylint.lib.result
import data.policylint.lib.serving_settings

# serving_config[side]: the settings that change what a model answers: {"setting", "value": in one spelling, or the text
# of a placeholder with `hole`, "shown": as written, "at", "document", "container"}. What is the engine's default is not
# there, whether it is written or not.
serving_config[side] contains {
	"setting": setting,
	"value": value,
	"hole": _serving_hole(flag.value),
	"shown": _serving_shown(flag),
	"at": flag.at,
	"document": flag.document,
	"container": flag.container,
} if {
	some side
	some flag in engine_flags[side]
	setting := serving_settings.of_flag(flag.name)
	value := serving_settings.value(setting, flag.value)
	not is_null(value)
}

default _serving_hole(_) := false

_serving_hole(value) if placeholder.found(value)

_serving_shown(flag) := flag.written if {
	is_null(flag.value)
} else := sprintf("%s %s", [flag.written, flag.value]) if {
	startswith(flag.written, "-")
} else := sprintf("%s: %s", [flag.written, flag.value])

# serving_engine[side]: what serves, where its image tells: {"engine", "image", "at", "version": null where none is named}
serving_engine[side] contains {"engine": engine, "image": image, "at": at, "version": _serving_version(image)} if {
	some side
	some [engine, image, at] in _serving_engines[side]
	engine in serving_settings.compared
}

_serving_engines[side] contains [engine, container.image, result.at(id, sprintf("%s/image", [at]))] if {
	some side, id, at
	engine := engines[side][id][at]
	container := containers[side][id][at]
	is_string(container.image)
}

_serving_engines[side] contains [engine, url, result.at(id, sprintf("/model/image/%s", [variant]))] if {
	some [side, id] in by_kind["hf/endpoint"]
	engine := _flags_held[side][id]["/model"].engine
	some variant, settings in input[side].documents[id].content.model.image
	is_object(settings)
	url := object.get(settings, "url", "")
}

_serving_version(image) := serving_settings.version(image)

_serving_version(image) := null if not serving_settings.version(image)

# served_adapters[side]: adapters that are loaded with the model: {"name", "at"}
served_adapters[side] contains {"name": evaluation_model(modelref.flag(adapter.model).model), "at": result.at(id, adapter.at)} if {
	some [side, id, at, engine] in _engine_containers
	some adapter in _adapters(side, id, at, engine)
}

# In one word: --lora-modules=name=OWNER/NAME.
served_adapters[side] contains {"name": evaluation_model(modelref.flag(_module_path(flag.value)).model), "at": flag.at} if {
	some side
	some flag in engine_flags[side]
	flag.name == "--lora-modules"
	is_string(flag.value)
	contains(flag.value, "=")
}

served_adapters[side] contains {"name": evaluation_model(modelref.flag(adapter.uri).model), "at": result.at(id, at)} if {
	some [side, id] in by_kind["kserve/llminferenceservice"]
	some i, adapter in input[side].documents[id].content.spec.model.lora.adapters
	is_string(adapter.uri)
	at := sprintf("/spec/model/lora/adapters/%d/uri", [i])
}

# evaluated_config[side][document][setting]: what a report says about how it was served: {"value", "shown", "at"}. A
# precision of 16 or 32 bits says as well that nothing was quantised, unless the report says what.
evaluated_config[side][id] := object.union(implied, stated) if {
	some side
	stated := _serving_stated[side][id]
	implied := _serving_implied(stated)
	count(stated) > 0
}

_serving_stated[side][id] := object.union(of_precision, of_others) if {
	some [side, id] in by_kind["policylint/evaluation-report"]
	serving := given.mapping(input[side].documents[id].content.spec, "serving")
	of_precision := {setting: _serving_says(id, "precision", serving, value) |
		value := serving_settings.value("precision", serving.precision)
		setting := _serving_of_precision(value)
	}
	of_others := {key: _serving_says(id, key, serving, value) |
		some key in ["quantization", "kvCacheDtype", "maxModelLen", "chatTemplate"]
		value := serving_settings.value(key, serving[key])
	}
}

_serving_says(id, key, serving, value) := {
	"value": value,
	"shown": sprintf("%s %v", [key, serving[key]]),
	"at": result.at(id, sprintf("/spec/serving/%s", [key])),
}

# `precision: fp8` is a quantisation; int4 may be one of several, and mixed may be anything: they are not compared.
_serving_of_precision(value) := "precision" if {
	value in serving_settings.floats
} else := "quantization" if {
	value in serving_settings.quantizations
}

_serving_stated[side][id] := {setting: {"value": value, "shown": sprintf("%s=%v", [key, args[key]]), "at": result.at(id, "/config/model_args")} |
	some key, setting in {"dtype": "precision", "quantization": "quantization", "max_model_len": "maxModelLen", "kv_cache_dtype": "kvCacheDtype"}
	args[key]
	value := serving_settings.value(setting, args[key])
	not is_null(value)
} if {
	some side, all in harness_arguments
	some id, args in all
}

_serving_implied(stated) := {setting: {"value": null, "shown": stated.precision.shown, "at": stated.precision.at} |
	some setting in ["quantization", "kvCacheDtype"]
	stated.precision.value in serving_settings.floats
}

# evaluated_engine[side]: the engine that a report names: {"engine", "version", "shown", "at", "report"}
evaluated_engine[side] contains {
	"engine": serving_settings.engine(text),
	"version": _serving_version(text),
	"shown": text,
	"at": result.at(id, sprintf("/spec/serving/%s", [key])),
	"report": id,
} if {
	some [side, id] in by_kind["policylint/evaluation-report"]
	serving := given.mapping(input[side].documents[id].content.spec, "serving")
	key := [name | some name in ["image", "engine"]; is_string(serving[name]); serving_settings.engine(serving[name])][0]
	text := serving[key]
}

# evaluated_adapters[side][document]: the adapters that a report names; no entry where it does not speak of any.
evaluated_adapters[side][id] := {name |
	some adapter in adapters
	some name in _serving_adapter(adapter)
} if {
	some [side, id] in by_kind["policylint/evaluation-report"]
	adapters := input[side].documents[id].content.spec.serving.adapters
	is_array(adapters)
}

_serving_adapter(adapter) := {evaluation_model(split(adapter, "@")[0])} if is_string(adapter)

_serving_adapter(adapter) := {evaluation_model(adapter[key]) | some key in ["repository", "name"]} if is_object(adapter)
