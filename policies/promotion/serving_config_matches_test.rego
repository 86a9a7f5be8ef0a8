package policylint.rules.promotion.serving_config_matches_test

import data.policylint.rules.promotion.changes_test as given
import data.policylint.rules.promotion.serving_config_matches as rule

_passes(whole) if {
	count(rule.deny) == 0 with input as whole
	count(rule.undecided) == 0 with input as whole
}

_commit := "6c0e6080953db56375760c0471a8c5f2929baf11"

_image := "vllm/vllm-openai:v0.23.0"

_server(image, args) := {
	"path": "deploy/vllm.yaml",
	"kind": "k8s/workload",
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": "vllm"},
	"content": {"kind": "Deployment", "spec": {"replicas": 4, "template": {"spec": {"containers": [{
		"name": "vllm", "image": image,
		"args": array.concat(["--model", "acme/m", "--revision", _commit], args),
	}]}}}},
}

_report(serving) := json.patch(given.report(_commit), [{"op": "replace", "path": "/content/spec/serving", "value": serving}])

_against(args, serving) := given.promoted({"deploy/vllm.yaml#0": _server(_image, args), "evidence/eval.yaml#0": _report(serving)})

test_the_evaluated_settings_pass if {
	_passes(_against(["--dtype=half", "--max-model-len", "8k"], {"precision": "float16", "maxModelLen": 8000}))
	_passes(_against(["--dtype", "bfloat16"], {"precision": "bf16"}))
	_passes(_against(["--quantization", "awq_marlin"], {"quantization": "AWQ"}))
	_passes(_against(["--chat-template", "/templates/chat.jinja"], {"chatTemplate": "templates/chat.jinja"}))
	_passes(_against([], {"precision": "fp16", "maxModelLen": 8192}))
}

# S8
test_three_settings_are_three_findings if {
	whole := _against(
		[
			"--quantization", "awq", "--kv-cache-dtype", "fp8", "--max-model-len", "4096",
			"--tensor-parallel-size", "2", "--gpu-memory-utilization", "0.95",
		],
		{"precision": "fp16", "maxModelLen": 8192},
	)
	found := rule.deny with input as whole
	count(found) == 3
	{[f.at.pointer, f.related[0].at.pointer] | some f in found} == {
		["/spec/template/spec/containers/0/args/5", "/spec/serving/precision"],
		["/spec/template/spec/containers/0/args/7", "/spec/serving/precision"],
		["/spec/template/spec/containers/0/args/9", "/spec/serving/maxModelLen"],
	}
}

test_what_a_report_does_not_state_is_not_compared if {
	_passes(_against(["--chat-template", "/t.jinja", "--max-model-len", "4096"], {"precision": "fp16"}))
	_passes(_against(["--quantization", "fp8"], {"precision": "fp8"}))
	_passes(_against(["--quantization", "awq"], {"precision": "int4"}))
	_passes(_against(["--quantization", "awq"], {"precision": "mixed"}))
	count(rule.deny) == 1 with input as _against(["--quantization", "awq"], {"precision": "fp8"})
}

test_another_precision_is_denied if count(rule.deny) == 1 with input as _against(["--dtype", "float16"], {"precision": "bfloat16"})

test_a_cache_in_the_precision_of_the_model_is_the_default if _passes(_against(["--kv-cache-dtype", "bfloat16"], {"precision": "bf16"}))

test_a_setting_that_is_gone_is_denied_where_the_default_is_known if {
	some f in rule.deny with input as _against([], {"kvCacheDtype": "fp8"})
	f.at.missing == "--kv-cache-dtype"
	count(rule.deny) == 1 with input as _against([], {"chatTemplate": "templates/chat.jinja"})
	_passes(_against([], {"quantization": "awq"}))
}

test_another_engine_and_another_major_version_are_denied if {
	_passes(_against([], {"image": "vllm/vllm-openai:v0.22.1", "precision": "fp16"}))
	some f in rule.deny with input as _against([], {"engine": "vLLM 1.2.0", "precision": "fp16"})
	contains(f.msg, "vllm 0.23.0 serves it, but 1.2.0 was evaluated")
	f.at.pointer == "/spec/template/spec/containers/0/image"
	some g in rule.deny with input as _against([], {"engine": "text-generation-inference", "precision": "fp16"})
	contains(g.msg, "another engine")
	_passes(_against([], {"engine": "transformers", "precision": "fp16"}))
}

test_an_adapter_that_was_not_evaluated_is_denied if {
	whole := _against(["--enable-lora", "--lora-modules", "tone=acme/tone"], {"precision": "fp16", "adapters": []})
	some f in rule.deny with input as whole
	contains(f.msg, "The adapter acme/tone is served, but it was not evaluated")
	_passes(_against(["--enable-lora", "--lora-modules", "tone=acme/tone"], {"precision": "fp16", "adapters": ["acme/tone@main"]}))
	_passes(_against(["--enable-lora", "--lora-modules", "tone=acme/tone"], {"precision": "fp16", "adapters": [{"repository": "acme/tone"}]}))
	_passes(_against(["--enable-lora", "--lora-modules", "tone=acme/tone"], {"precision": "fp16"}))
}

test_a_placeholder_is_undecided if {
	whole := _against(["--dtype", "${DTYPE}"], {"precision": "fp16"})
	count(rule.deny) == 0 with input as whole
	count(rule.undecided) == 1 with input as whole
}

_above(ours, theirs) := object.union(
	given.promoted({"deploy/vllm.yaml#0": _server(_image, ours)}),
	{"source": given.side("staging", {"staging/vllm.yaml#0": _server(_image, theirs)})},
)

test_without_a_report_the_lower_stage_is_compared if {
	_passes(_above(["--dtype", "half"], ["--dtype", "float16", "--tensor-parallel-size", "4"]))
	some f in rule.deny with input as _above(["--dtype", "half"], ["--dtype", "bfloat16"])
	f.related[0].at == {"document": "staging/vllm.yaml#0", "pointer": "/spec/template/spec/containers/0/args/5"}
	contains(f.msg, "m-staging ran with --dtype bfloat16")
	some g in rule.deny with input as _above(["--speculative-config", `{"method": "ngram"}`], [])
	contains(g.msg, "m-staging ran without that setting")
	some h in rule.deny with input as _above([], ["--generation-config", "vllm"])
	h.at.missing == "generation-config"
}

test_a_report_that_says_how_it_was_served_counts_before_the_lower_stage if {
	whole := object.union(
		_against(["--max-model-len", "8192"], {"maxModelLen": 8192}),
		{"source": given.side("staging", {"staging/vllm.yaml#0": _server(_image, ["--max-model-len", "4096"])})},
	)
	_passes(whole)
}

test_a_major_version_ahead_of_staging_is_denied if {
	whole := object.union(
		given.promoted({"deploy/vllm.yaml#0": _server("vllm/vllm-openai:v1.0.0", [])}),
		{"source": given.side("staging", {"staging/vllm.yaml#0": _server(_image, [])})},
	)
	some f in rule.deny with input as whole
	contains(f.msg, "m-staging ran 0.23.0")
}

test_replicate_has_no_settings_to_compare if _passes(given.promoted(given.served(given.v1, given.report(given.v1))))

_endpoint(settings) := {"path": "deploy/endpoint.yaml", "kind": "hf/endpoint", "content": {"model": {
	"repository": "acme/m", "revision": _commit, "image": {"tgi": settings},
}}}

test_the_image_settings_of_an_endpoint_are_compared if {
	whole := given.promoted({"deploy/endpoint.yaml#0": _endpoint({"quantize": "awq", "maxTotalTokens": 4096}), "evidence/eval.yaml#0": _report({"precision": "fp16", "maxModelLen": 8192})})
	{f.at.pointer | some f in rule.deny} == {"/model/image/tgi/quantize", "/model/image/tgi/maxTotalTokens"} with input as whole
}
