package policylint.facts

import data.policylint.lib.switches
import data.policylint.lib.vllm_versions

# payload_retention[side] contains {"what", "setting", "at"}: where prompts and answers are kept. `what` is "cached",
# "copied" (to a sink of its own), "logged", or "debugged": a log level that may show them. `off` is there when the way
# to turn it off is not to change that setting.
payload_retention[side] contains {"what": "cached", "setting": "cacheHttpResponses is true", "at": at} if {
	some [side, id] in by_kind["hf/endpoint"]
	input[side].documents[id].content.cacheHttpResponses == true
	at := {"document": id, "pointer": "/cacheHttpResponses"}
}

payload_retention[side] contains {"what": "copied", "setting": setting, "at": {"document": id, "pointer": pointer}} if {
	some [side, id, where, component] in _components
	is_object(component.logger)
	[setting, pointer] := _payload_logger(component.logger, sprintf("%s/logger", [where]))
}

_payload_logger(logger, at) := [sprintf("The payload logger's mode is %s", [logger.mode]), sprintf("%s/mode", [at])] if {
	is_string(logger.mode)
} else := ["The payload logger is set", at]

payload_retention[side] contains {"what": "logged", "setting": setting, "at": flag.at} if {
	some side, flags in engine_flags
	some flag in flags
	_payload_logged(flag)
	not _payload_cut(side, flag.document, flag.container)
	setting := _payload_said(flag)
}

_payload_logged(flag) if {
	flag.name in {"--enable-log-requests", "--enable-log-outputs"}
	switches.on(flag.value)
}

_payload_logged(flag) if {
	flag.name == "--disable-log-requests"
	switches.off(flag.value)
}

# SGLang's levels 2 and 3 write the texts, those below only what surrounds them.
_payload_logged(flag) if {
	flag.engine == "sglang"
	flag.name == "--log-requests-level"
	flag.value in {"2", "3"}
}

_payload_said(flag) := sprintf("%s is set", [flag.written]) if {
	is_null(flag.value)
} else := sprintf("%s is %s", [flag.written, flag.value])

# Nothing is left of a text that is cut to no characters.
_payload_cut(side, id, container) if _payload_flag(side, id, container, "--max-log-len") == "0"

_payload_flag(side, id, container, name) := [flag.value | some flag in _payload_flags[side][id][container]; flag.name == name][0]

_payload_flags[side][flag.document][flag.container] contains flag if {
	some side, flags in engine_flags
	some flag in flags
}

# What an old engine does when nothing is said.
payload_retention[side] contains {
	"what": "logged",
	"off": "pass it, or move to 0.10.1 or newer",
	"setting": sprintf("vLLM %s logs requests unless --disable-log-requests is given", [concat(".", [sprintf("%d", [n]) | some n in version])]),
	"at": image.at,
} if {
	some side, id, at
	image := _payload_images[side][id][at]
	version := vllm_versions.of(image.image)
	vllm_versions.logs_requests(version)
	not _payload_quiet(side, id, at)
}

_payload_images[side][id][at] := {"image": container.image, "at": {"document": id, "pointer": sprintf("%s/image", [at])}} if {
	some side, id, at
	engines[side][id][at] == "vllm"
	container := containers[side][id][at]
}

_payload_images[side][id]["/model"] := {"image": variant.url, "at": {"document": id, "pointer": sprintf("/model/image/%s/url", [name])}} if {
	some [side, id] in by_kind["hf/endpoint"]
	some name, variant in input[side].documents[id].content.model.image
	vllm_versions.of(variant.url)
}

_payload_quiet(side, id, container) if _payload_cut(side, id, container)

_payload_quiet(side, id, container) if {
	some name in ["--disable-log-requests", "--enable-log-requests"]
	_payload_given(side, id, container, name)
}

_payload_quiet(side, id, container) if {
	upper(_payload_flag(side, id, container, "VLLM_LOGGING_LEVEL")) in {"WARNING", "WARN", "ERROR", "CRITICAL", "FATAL"}
}

_payload_quiet(side, id, container) if _payload_flag(side, id, container, "VLLM_CONFIGURE_LOGGING") == "0"

_payload_given(side, id, container, name) if {
	some flag in _payload_flags[side][id][container]
	flag.name == name
}

payload_retention[side] contains {"what": "debugged", "setting": sprintf("%s is %s", [flag.written, flag.value]), "at": flag.at} if {
	some side, flags in engine_flags
	some flag in flags
	flag.name == "VLLM_LOGGING_LEVEL"
	upper(flag.value) == "DEBUG"
}

# data_classes[side]: what the system says its data is; no set where no system is known or it does not say.
data_classes[side] contains class if {
	some [side, id] in by_kind["policylint/model-system"]
	some class in input[side].documents[id].content.spec.data.classes
	is_string(class)
}

# payload_safeguards[side]: how a manifest says that kept payloads are handled.
payload_safeguards[side] contains "redaction" if {
	some payloads in _payload_handling[side]
	is_string(payloads.redaction)
	not lower(payloads.redaction) in {"", "none"}
}

payload_safeguards[side] contains "retentionDays" if {
	some payloads in _payload_handling[side]
	is_number(payloads.retentionDays)
}

_payload_handling[side] contains payloads if {
	some [side, id] in by_kind["policylint/model-deployment"]
	payloads := input[side].documents[id].content.spec.observability.payloads
	is_object(payloads)
}
