package policylint.lib.engine_options_test

import data.policylint.lib.engine_options

_option(name, value) := {"name": name, "value": value, "at": "/args/0"}

_read(engine, name, value) := [found.name, found.value] if found := engine_options.canonical(engine, _option(name, value))

test_short_forms_and_synonyms_have_one_name if {
	_read("vllm", "-tp", "2") == ["--tensor-parallel-size", "2"]
	_read("sglang", "--tp", "2") == ["--tensor-parallel-size", "2"]
	_read("llama.cpp", "-c", "4096") == ["--ctx-size", "4096"]
	_read("triton", "--tp", "2") == ["--tp", "2"]
}

test_the_spelling_of_the_file_is_kept if {
	engine_options.canonical("vllm", _option("-tp", "2")).written == "-tp"
}

test_a_negated_flag_is_off if {
	_read("vllm", "--no-trust-remote-code", null) == ["--trust-remote-code", "false"]
	_read("vllm", "--no-trust-remote-code", "acme/m") == ["--trust-remote-code", "false"]
	_read("vllm", "--no-trust-remote-code", "false") == ["--trust-remote-code", "true"]
	_read("llama.cpp", "--no-mmap", null) == ["--no-mmap", null]
}

test_what_follows_a_switch_is_no_value if {
	_read("vllm", "--trust-remote-code", "acme/m") == ["--trust-remote-code", null]
	_read("vllm", "--trust-remote-code", "False") == ["--trust-remote-code", "False"]
	_read("vllm", "--max-model-len", "4096") == ["--max-model-len", "4096"]
}

test_variables_stand_for_flags if {
	engine_options.variable("tgi", "TRUST_REMOTE_CODE") == "--trust-remote-code"
	engine_options.variable("vllm", "VLLM_API_KEY") == "--api-key"
	engine_options.variable("llama.cpp", "LLAMA_ARG_CTX_SIZE") == "--ctx-size"
	engine_options.variable("llama.cpp", "LLAMA_ARG_N_PARALLEL") == "--parallel"
	engine_options.variable("nim", "NIM_MAX_MODEL_LEN") == "--max-model-len"
}

test_variables_without_a_flag_keep_their_name if {
	engine_options.variable("vllm", "VLLM_SERVER_DEV_MODE") == "VLLM_SERVER_DEV_MODE"
	engine_options.variable("unknown", "OTEL_EXPORTER_OTLP_ENDPOINT") == "OTEL_EXPORTER_OTLP_ENDPOINT"
}

test_other_variables_are_of_no_engine if {
	not engine_options.variable("vllm", "TRUST_REMOTE_CODE")
	not engine_options.variable("vllm", "HF_TOKEN")
	not engine_options.variable("vllm", "VLLM_ADDITIONAL_ARGS")
}

test_keys_in_capitals_become_flags if {
	engine_options.of_key("maxModelLen") == "--max-model-len"
	engine_options.of_key("trust_remote_code") == "--trust-remote-code"
	engine_options.of_key("enableLoRA") == "--enable-lora"
}
