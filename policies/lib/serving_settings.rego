# METADATA
# title: Settings that change what a model answers
# description: >-
#   Which options of engines change the quality of answers, and one spelling for their values. Options of capacity
#   (replicas, parallelism, memory, ports) are none of them.
# scope: package
package policylint.lib.serving_settings

import data.policylint.lib.switches

# The setting that a flag is about, by the names of an EvaluationReport where it has one; undefined for all others.
of_flag(flag) := _flags[flag]

of_flag(flag) := trim_prefix(flag, "--") if {
	not _flags[flag]
	regex.match(_others, flag)
}

_flags := {
	"--dtype": "precision", "--torch-dtype": "precision",
	"--quantization": "quantization", "--quantize": "quantization",
	"--kv-cache-dtype": "kvCacheDtype",
	"--max-model-len": "maxModelLen", "--max-total-tokens": "maxModelLen", "--context-length": "maxModelLen",
	"--ctx-size": "maxModelLen", "--session-len": "maxModelLen", "--max-seq-len": "maxModelLen",
	"--chat-template": "chatTemplate",
}

_others := concat("", [
	`^--(?:specul[a-z-]*|num-speculative-tokens|(?:override-)?generation-config|rope-[a-z]+|hf-overrides`,
	`|tokenizer(?:-mode|-revision)?|pooling|(?:override-)?pooler-config|max-input-(?:tokens|length))$`,
])

# One spelling of a value; null is the engine's default, as if nothing were set.
value("precision", text) := _given(object.get(_precisions, _word(text), _word(text)))

value("kvCacheDtype", text) := _given(object.get(_caches, _word(text), object.get(_precisions, _word(text), _word(text))))

value("quantization", text) := _given(object.get(_quantizations, _word(text), _word(text)))

value("maxModelLen", text) := _length(trim_space(sprintf("%v", [text])))

value(setting, null) := "on" if not setting in _spelt

value(setting, text) := _plain(trim_space(sprintf("%v", [text]))) if {
	not setting in _spelt
	not is_null(text)
}

_spelt := {"precision", "kvCacheDtype", "quantization", "maxModelLen"}

# Quantisations that engines take by name.
quantizations := {
	"fp8", "fp4", "nvfp4", "mxfp4", "awq", "gptq", "bitsandbytes", "bitsandbytes-nf4", "bitsandbytes-fp4", "eetq", "exl2",
	"compressed-tensors", "modelopt", "torchao", "experts_int8", "hqq", "aqlm", "gguf",
}

floats := {"fp16", "bf16", "fp32"}

_word(text) := regex.replace(lower(trim_space(sprintf("%v", [text]))), `^torch\.`, "")

_given(word) := null if {
	word in {"auto", "none", "null", "", "default"}
} else := word

_precisions := {"half": "fp16", "float16": "fp16", "f16": "fp16", "bfloat16": "bf16", "float": "fp32", "float32": "fp32", "f32": "fp32"}

_caches := {"fp8": "fp8_e4m3"}

# The kernel that computes with the weights is no other quantisation of them.
_quantizations := {
	"awq_marlin": "awq", "gptq_marlin": "gptq", "gptq_marlin_24": "gptq", "fbgemm_fp8": "fp8", "bnb": "bitsandbytes",
	"bnb-nf4": "bitsandbytes-nf4", "bnb-fp4": "bitsandbytes-fp4", "gptq-awq": "awq",
}

# vLLM takes 8k for 8000 and 8K for 8192.
_length(text) := to_number(text) if {
	regex.match(`^(?:0|[1-9]\d*)$`, text)
} else := to_number(trim_right(text, "kK")) * _thousands[substring(text, count(text) - 1, 1)] if {
	regex.match(`^[1-9]\d*(?:\.\d+)?[kK]$`, text)
} else := null if {
	lower(text) in {"auto", "-1", "null", ""}
} else := text

_thousands := {"k": 1000, "K": 1024}

# JSON however it is written; a switch that is off is as good as absent.
_plain(text) := json.marshal(json.unmarshal(text)) if {
	startswith(text, "{")
	json.is_valid(text)
} else := null if {
	switches.off(text)
} else := null if {
	lower(text) in {"auto", "default"}
} else := text

# The engine that a text names: "vLLM 0.23.0", vllm/vllm-openai:v0.23.0; undefined for one that nobody compares.
engine(text) := [name | some [word, name] in _engines; contains(lower(text), word)][0]

_engines := [
	["vllm", "vllm"], ["text-generation-inference", "tgi"], ["tgi", "tgi"], ["text-embeddings-inference", "tei"],
	["tei", "tei"], ["sglang", "sglang"], ["tritonserver", "triton"], ["triton", "triton"], ["llama.cpp", "llama.cpp"],
	["llamacpp", "llama.cpp"], ["llama-server", "llama.cpp"], ["ollama", "ollama"], ["lmdeploy", "lmdeploy"],
	["torchserve", "torchserve"], ["mlserver", "mlserver"], ["tensorflow/serving", "tensorflow-serving"],
	["tensorflow-serving", "tensorflow-serving"],
]

compared := {name | some [_, name] in _engines}

# The version in the tag of an image, or after the name of an engine: "0.23.0"; undefined where none is named.
version(text) := found[1] if {
	tag := regex.replace(regex.replace(text, `@.*$`, ""), `^.*[/:]`, "")
	found := regex.find_all_string_submatch_n(`(?:^|[^\d.a-z])v?(\d+\.\d+(?:\.\d+)?)(?:$|[^\d.])`, tag, 1)[0]
}

major(text) := split(text, ".")[0]
