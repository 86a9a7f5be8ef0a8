package policylint.lib.serving_settings_test

import data.policylint.lib.serving_settings

test_flags_of_several_engines_are_one_setting if {
	every flag in ["--max-model-len", "--max-total-tokens", "--context-length", "--ctx-size"] {
		serving_settings.of_flag(flag) == "maxModelLen"
	}
	serving_settings.of_flag("--speculative-config") == "speculative-config"
	serving_settings.of_flag("--rope-scaling") == "rope-scaling"
}

test_capacity_is_no_setting if {
	every flag in ["--tensor-parallel-size", "--gpu-memory-utilization", "--port", "--max-num-seqs", "--num-shard", "--enable-prefix-caching"] {
		not serving_settings.of_flag(flag)
	}
}

test_values_have_one_spelling if {
	every case in [
		["precision", "torch.bfloat16", "bf16"], ["precision", "half", "fp16"], ["precision", "auto", null],
		["quantization", "AWQ_Marlin", "awq"], ["quantization", "none", null],
		["kvCacheDtype", "fp8", "fp8_e4m3"], ["kvCacheDtype", "float16", "fp16"], ["kvCacheDtype", "auto", null],
		["maxModelLen", "8K", 8192], ["maxModelLen", "8k", 8000], ["maxModelLen", 4096, 4096], ["maxModelLen", "auto", null],
		["chatTemplate", " a.jinja ", "a.jinja"], ["speculative-config", `{"b": 1, "a": 2}`, `{"a":2,"b":1}`],
		["speculative-config", null, "on"],
	] {
		serving_settings.value(case[0], case[1]) == case[2]
	}
}

test_engines_and_versions_are_read_from_images_and_names if {
	every case in [
		["vllm/vllm-openai:v0.23.0@sha256:aa", "vllm", "0.23.0"], ["vLLM 0.23.0", "vllm", "0.23.0"], ["vllm==0.9.1", "vllm", "0.9.1"],
		["ghcr.io/huggingface/text-generation-inference:3.3.4", "tgi", "3.3.4"],
		["nvcr.io/nvidia/tritonserver:24.10-py3", "triton", "24.10"],
	] {
		serving_settings.engine(case[0]) == case[1]
		serving_settings.version(case[0]) == case[2]
	}
	not serving_settings.version("vllm/vllm-openai:latest")
	not serving_settings.version("registry:5000/vllm")
	not serving_settings.engine("transformers")
}
