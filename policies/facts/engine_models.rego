package policylint.facts

import data.policylint.lib.argv
import data.policylint.lib.modelref

# Models that a container's engine is told to load: by flag, by position (`vllm serve OWNER/NAME`) or by variable.
model_version[side] contains fact if {
	some [side, id, at, engine] in _engine_containers
	engine != "ollama"
	some model in _told(side, id, at, engine)
	reference := modelref.flag(model.text)
	not _in_the_pod(side, id, reference)
	fact := object.union(
		{"scheme": reference.scheme, "model": reference.model, "named": {"document": id, "pointer": model.at}},
		_version_of(side, id, at, model, reference),
	)
}

# Ollama knows tags only.
model_version[side] contains {"scheme": "ollama", "model": model.text, "value": model.text, "at": where, "named": where} if {
	some [side, id, at, "ollama"] in _engine_containers
	some model in _told(side, id, at, "ollama")
	where := {"document": id, "pointer": model.at}
}

# STORAGE_URI is what KServe's and Seldon's storage initialisers download, in any container.
model_version[side] contains fact if {
	some side, id, at
	variable := environment[side][id][at].STORAGE_URI
	where := {"document": id, "pointer": variable.at}
	said := {"at": where, "named": where, "form": sprintf("%s:COMMIT", [variable.value])}
	fact := object.union(modelref.uri(variable.value), said)
}

_engine_containers contains [side, id, at, engine] if {
	some side, id, at
	engine := engines[side][id][at]
	containers[side][id][at]
}

_engine_containers contains [side, id, at, "kserve"] if {
	some [side, id, at, _] in _frameworks
	containers[side][id][at]
}

# What a command says wins over MODEL_ID, which is often only what `$(MODEL_ID)` stands for.
_told(side, id, at, engine) := models if {
	models := [model | some command in commands[side][id][at]; model := _commanded(engine, command)]
	count(models) > 0
} else := [{"text": variable.value, "at": variable.at, "by": "variable", "options": []}] if {
	engine != "unknown"
	variable := environment[side][id][at].MODEL_ID
	variable.value != ""
} else := []

_commanded(engine, words) := {"text": word.text, "at": word.at, "by": "flag", "options": argv.options(words)} if {
	not _client(words)
	word := _position(engine, words)
} else := {"text": option.value, "at": option.at, "by": "flag", "options": options} if {
	not _client(words)
	options := argv.options(words)
	option := argv.last(options, _model_flags | object.get(_engine_flags, engine, set()))
	is_string(option.value)
	option.value != ""
}

_model_flags := {
	"--model", "--model-id", "--model-path", "--model-name-or-path", "--hf-repo", # engines that load from the Hub
	"--model-dir", "--model-repository", "--model-store", "--model-base-path", # servers of a folder or a bucket
}

_engine_flags := {"llama.cpp": {"-m", "-hf", "-hfr", "-mu", "--model-url"}}

# The word after the launcher: `vllm serve OWNER/NAME`; the image vllm/vllm-openai has `vllm serve` as its entrypoint.
_position(engine, words) := words[min(after)] if {
	after := {end |
		some launcher in _launchers
		some k, word in words
		regex.replace(word.text, `^.*/`, "") == launcher[0]
		end := k + count(launcher)
		[w.text | some w in array.slice(words, k + 1, end)] == array.slice(launcher, 1, count(launcher))
	}
	_operand(words[min(after)].text)
} else := words[0] if {
	engine == "vllm"
	contains(words[0].at, "/args/")
	_operand(words[0].text)
	regex.match(`^[\w.-]+/[\w.-]+$`, words[0].text)
}

_launchers := [
	["vllm", "serve"],
	["lmdeploy", "serve", "api_server"],
	["trtllm-serve"],
	["aphrodite", "run"],
	["ollama", "run"],
	["ollama", "pull"],
]

_operand(text) if not regex.match(`^(?:-|serve$)`, text)

_client(words) if {
	some word in words
	regex.match(`(?i)(?:^|[/_.-])(?:bench(?:mark\w*)?|guidellm|lm_eval|genai-perf)(?:$|[_./-])`, word.text)
}

# KServe mounts what storageUri or spec.model.uri names, and fills in the name of the model: no second model.
_in_the_pod(side, id, reference) if {
	startswith(input[side].documents[id].kind, "kserve/")
	startswith(reference.model, "/mnt/models")
}

_in_the_pod(side, id, reference) if {
	input[side].documents[id].kind == "kserve/llminferenceservice"
	regex.match(`\{\{|\$`, reference.model)
}

_in_the_pod(side, id, reference) if {
	input[side].documents[id].kind == "kserve/llminferenceservice"
	modelref.uri(input[side].documents[id].content.spec.model.uri).model == reference.model
}

_version_of(side, id, at, model, reference) := {"value": reference.value, "at": {"document": id, "pointer": model.at}} if {
	is_string(reference.value)
} else := {"value": revision.value, "at": {"document": id, "pointer": revision.at}} if {
	revision := argv.last(model.options, {"--revision", "--model-revision"})
	is_string(revision.value)
} else := {"value": revision.value, "at": {"document": id, "pointer": revision.at}} if {
	not _ignores_variables(engines[side][id][at], model)
	revision := [found | some name in ["REVISION", "MODEL_REVISION"]; found := environment[side][id][at][name]][0]
	revision.value != ""
} else := {"value": null, "at": {"document": id, "pointer": model.at}, "cannot": cannot} if {
	cannot := _without_revisions[engines[side][id][at]]
} else := {"value": null, "at": {"document": id, "pointer": sprintf("%s/env", [at]), "missing": "REVISION"}} if {
	model.by == "variable"
} else := {"value": null, "at": {"document": id, "pointer": pointer, "missing": "--revision"}} if {
	pointer := _where_flags_stand(side, id, at)
}

_without_revisions := {"deepsparse": "DeepSparse", "llama.cpp": "llama.cpp"}

_ignores_variables(engine, model) if {
	engine in {"vllm", "sglang", "llama.cpp", "lmdeploy"}
	model.by == "flag"
}

_where_flags_stand(side, id, at) := sprintf("%s/args", [at]) if {
	count(containers[side][id][at].args) > 0
} else := sprintf("%s/command", [at]) if {
	count(containers[side][id][at].command) > 0
} else := at
