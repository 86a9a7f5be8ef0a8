# METADATA
# title: Options of engines
# description: >-
#   One name for each option of an engine: short forms and synonyms, `--no-flag`, and the variables that say the same as
#   a flag. A variable that no flag equals keeps its own name.
# scope: package
package policylint.lib.engine_options

import data.policylint.lib.switches

# {"name", "value", "written", "at"} of an option as argv.options gives it.
canonical(engine, option) := {"name": name, "value": value, "written": option.name, "at": option.at} if {
	not _negated(engine, option)
	name := object.get(synonyms, [engine, option.name], option.name)
	value := _value(name, option)
}

canonical(engine, option) := {"name": name, "value": value, "written": option.name, "at": option.at} if {
	_negated(engine, option)
	name := sprintf("--%s", [substring(option.name, 5, -1)])
	value := _opposite(_value(name, option))
}

# argparse.BooleanOptionalAction of vLLM. In llama.cpp `--no-mmap` is a flag of its own.
_negated(engine, option) if {
	engine in {"vllm", "kserve", "ray-serve", "infinity", "unknown"}
	startswith(option.name, "--no-")
}

_opposite(value) := "true" if switches.off(value)

_opposite(value) := "false" if not switches.off(value)

# The word after a switch is another argument, unless it reads as a boolean.
_value(name, option) := null if {
	name in flags_without_value
	is_string(option.value)
	not option.joined
	not switches.word(option.value)
} else := option.value

# The flag that a variable stands for, or the variable's own name; undefined for variables of no engine.
variable(engine, name) := variables[engine][name] if {
	variables[engine][name]
} else := flag if {
	flag := sprintf("--%s", [replace(lower(name), "_", "-")])
	_read_from_variables(engine, flag)
} else := sprintf("--%s", [replace(lower(trim_prefix(name, prefixed[engine])), "_", "-")]) if {
	startswith(name, prefixed[engine])
} else := name if {
	regex.match(`^(?:VLLM|SGLANG|SGL|NIM|OLLAMA|OTEL|GRADIO)_|^HF_TRUST_REMOTE_CODE$`, name)
	not endswith(name, "ARGS")
}

_read_from_variables(engine, flag) if {
	engine in {"tgi", "lorax", "caikit"}
	flag in _of_launcher
}

_read_from_variables("tei", flag) if flag in _of_tei

# The flag of a key such as `maxModelLen` in values and custom resources.
of_key(key) := sprintf("--%s", [lower(replace(regex.replace(replace(key, "LoRA", "Lora"), `([a-z0-9])([A-Z])`, "$1-$2"), "_", "-"))])

synonyms := {
	"vllm": _of_vllm,
	"kserve": _of_vllm,
	"unknown": _of_vllm,
	"sglang": {
		"--tp": "--tensor-parallel-size", "--tp-size": "--tensor-parallel-size",
		"--dp": "--data-parallel-size", "--dp-size": "--data-parallel-size",
		"--pp-size": "--pipeline-parallel-size",
	},
	"lmdeploy": {"--tp": "--tensor-parallel-size", "--dp": "--data-parallel-size"},
	"aphrodite": {"-tp": "--tensor-parallel-size", "-pp": "--pipeline-parallel-size"},
	"tensorrt-llm": {"--tp-size": "--tensor-parallel-size", "--pp-size": "--pipeline-parallel-size"},
	"tgi": {"-p": "--port", "-g": "--graceful-termination-timeout"},
	"tei": {"-p": "--port"},
	"llama.cpp": {
		"-m": "--model", "-c": "--ctx-size", "-np": "--parallel", "-ngl": "--n-gpu-layers", "--gpu-layers": "--n-gpu-layers",
		"-hf": "--hf-repo", "-hfr": "--hf-repo", "-mu": "--model-url", "-n": "--predict", "--n-predict": "--predict",
		"-b": "--batch-size", "-t": "--threads", "-to": "--timeout",
	},
}

_of_vllm := {
	"-tp": "--tensor-parallel-size",
	"-pp": "--pipeline-parallel-size",
	"-dp": "--data-parallel-size",
	"-q": "--quantization",
	"-asc": "--api-server-count",
}

# Switches that stand alone: the next word is never their value unless it is `true` or `false`.
flags_without_value := {
	"--trust-remote-code", "--enable-log-requests", "--disable-log-requests", "--enable-log-outputs",
	"--enable-prefix-caching", "--enable-chunked-prefill", "--enable-tokenizer-info-endpoint", "--enable-lora",
	"--enforce-eager", "--disable-log-stats", "--disable-fastapi-docs", "--disable-frontend-multiprocessing",
	"--enable-auto-tool-choice", "--enable-expert-parallel", "--enable-sleep-mode", "--enable-request-id-headers",
	"--trust-request-chat-template", "--headless", "--ngrok", "--json-output", "--disable-custom-kernels",
	"--disable-grammar-support", "--log-requests", "--enable-metrics", "--share", "--auto-truncate",
}

# Some engines read every flag from a variable of one form.
prefixed := {"llama.cpp": "LLAMA_ARG_", "infinity": "INFINITY_"}

variables := {
	"vllm": {"VLLM_API_KEY": "--api-key"},
	"kserve": {"VLLM_API_KEY": "--api-key"},
	"sglang": {"SGLANG_API_KEY": "--api-key"},
	"lorax": {"ADAPTER_ID": "--adapter-id"},
	"llama.cpp": {
		"LLAMA_API_KEY": "--api-key", "LLAMA_ARG_N_PARALLEL": "--parallel", "LLAMA_ARG_N_PREDICT": "--predict",
		"LLAMA_ARG_ENDPOINT_METRICS": "--metrics",
	},
	"nim": {"NIM_FORCE_TRUST_REMOTE_CODE": "--trust-remote-code", "NIM_MAX_MODEL_LEN": "--max-model-len"},
	"infinity": {"INFINITY_API_KEY": "--api-key"},
}

# Flags that are read from a variable of the same name in capitals too.
_of_launcher := {
	"--model-id", "--revision", "--validation-workers", "--sharded", "--num-shard", "--quantize",
	"--speculate", "--dtype", "--kv-cache-dtype", "--trust-remote-code", "--max-concurrent-requests",
	"--max-best-of", "--max-stop-sequences", "--max-top-n-tokens", "--max-input-tokens", "--max-input-length",
	"--max-total-tokens", "--waiting-served-ratio", "--max-batch-prefill-tokens", "--max-batch-total-tokens",
	"--max-waiting-tokens", "--max-batch-size", "--cuda-graphs", "--hostname", "--port", "--prometheus-port",
	"--huggingface-hub-cache", "--disable-custom-kernels", "--cuda-memory-fraction", "--rope-scaling",
	"--rope-factor", "--json-output", "--otlp-endpoint", "--otlp-service-name", "--cors-allow-origin",
	"--api-key", "--watermark-gamma", "--watermark-delta", "--ngrok", "--ngrok-authtoken", "--ngrok-edge",
	"--tokenizer-config-path", "--disable-grammar-support", "--max-client-batch-size", "--lora-adapters",
	"--usage-stats", "--payload-limit", "--enable-prefill-logprobs", "--graceful-termination-timeout",
}

_of_tei := {
	"--model-id", "--revision", "--tokenization-workers", "--dtype", "--pooling", "--max-concurrent-requests",
	"--max-batch-tokens", "--max-batch-requests", "--max-client-batch-size", "--auto-truncate", "--hostname",
	"--port", "--huggingface-hub-cache", "--payload-limit", "--api-key", "--json-output", "--otlp-endpoint",
	"--otlp-service-name", "--prometheus-port", "--cors-allow-origin",
}
