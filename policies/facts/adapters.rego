package policylint.facts

import data.policylint.lib.argv
import data.policylint.lib.modelref

# Adapters: `--lora-modules name=OWNER/NAME` of vLLM, LORA_ADAPTERS=OWNER/NAME,... of TGI, which takes @REVISION.
model_version[side] contains object.union(fact, {"at": where, "named": where}) if {
	some [side, id, at, engine] in _engine_containers
	some adapter in _adapters(side, id, at, engine)
	reference := modelref.flag(adapter.model)
	not _in_the_pod(side, id, reference)
	fact := object.union(reference, adapter.says)
	where := {"document": id, "pointer": adapter.at}
}

_adapters(side, id, at, "vllm") := [{"model": model, "at": word.at, "says": {"cannot": "--lora-modules"}} |
	some command in commands[side][id][at]
	some k, flag in command
	replace(flag.text, "_", "-") == "--lora-modules"
	some i, word in command
	i > k
	every between in array.slice(command, k + 1, i + 1) { not startswith(between.text, "--") }
	model := _module_path(word.text)
]

_adapters(side, id, at, engine) := [{"model": found[1], "at": each.at, "says": says} |
	some each in array.concat(
		[option | some command in commands[side][id][at]; some option in argv.options(command); option.name == "--lora-adapters"],
		[{"value": each.value, "at": each.at} | each := environment[side][id][at].LORA_ADAPTERS],
	)
	is_string(each.value)
	some text in split(each.value, ",")
	found := regex.find_all_string_submatch_n(`^\s*(?:[^=@]+=)?([^=@\s]+)(?:@(\S+))?\s*$`, text, 1)[0]
	version := {"value": value | some value in [found[2]]; value != ""}
	says := object.union({"form": sprintf("%s@COMMIT", [trim_space(text)])}, version)
] if {
	engine != "vllm"
}

# `name=path`, or JSON with name and path.
_module_path(text) := json.unmarshal(text).path if {
	startswith(text, "{")
	json.is_valid(text)
} else := substring(text, indexof(text, "=") + 1, -1)
