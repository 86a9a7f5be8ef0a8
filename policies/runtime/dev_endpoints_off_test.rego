package policylint.rules.runtime.dev_endpoints_off_test

import data.policylint.rules.runtime.dev_endpoints_off as rule

_one(document) := {"subject": {"patch": false, "primary": "f.yaml#0", "documents": {"f.yaml#0": object.union(
	{"path": "f.yaml", "pods": [], "servers": {}, "texts": {}, "refs": {}},
	document,
)}}}

_pod(engine, container) := _one({
	"kind": "k8s/workload",
	"content": {"kind": "Deployment", "spec": {"template": {"spec": {"containers": [container]}}}},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": engine},
})

_at(rest) := sprintf("/spec/template/spec/containers/0%s", [rest])

_env(name, value) := _pod("vllm", {"env": [{"name": name, "value": value}]})

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

test_variables_of_vllm if {
	every name in ["VLLM_SERVER_DEV_MODE", "VLLM_ALLOW_RUNTIME_LORA_UPDATING"] {
		every value in ["1", "True", "true"] {
			finding := _denied(_env(name, value))
			finding.at.pointer == _at("/env/0/value")
		}
		every value in ["0", "false", "", "False"] { _silent(_env(name, value)) }
	}
	_denied(_env("VLLM_TORCH_PROFILER_DIR", "/tmp/profile"))
	_silent(_env("VLLM_TORCH_PROFILER_DIR", ""))
}

test_the_value_and_the_harm_are_told if {
	startswith(_denied(_env("VLLM_SERVER_DEV_MODE", "1")).msg, "VLLM_SERVER_DEV_MODE is 1, which opens /collective_rpc")
}

test_flags_of_vllm if {
	_denied(_pod("vllm", {"args": ["--profiler-config", `{"profiler": "torch"}`]})).at.pointer == _at("/args/1")
	_denied(_pod("vllm", {"args": ["--enable-tokenizer-info-endpoint"]})).at.pointer == _at("/args/0")
	_silent(_pod("vllm", {"args": ["--no-enable-tokenizer-info-endpoint"]}))
	_silent(_pod("vllm", {"args": ["--enable-tokenizer-info-endpoint=false"]}))
}

test_the_demo_tool_server if {
	_denied(_pod("vllm", {"args": ["--tool-server", "demo"]})).at.pointer == _at("/args/1")
	_silent(_pod("vllm", {"args": ["--tool-server", "tools.acme.svc:8888"]}))
}

test_media_from_the_disk if {
	every path in ["/", "/tmp", "/tmp/"] {
		not _denied(_pod("vllm", {"args": ["--allowed-local-media-path", path]})).level
	}
	_denied(_pod("vllm", {"args": ["--allowed-local-media-path=/data/media"]})).level == "note"
	_silent(_pod("vllm", {"args": ["--allowed-local-media-path="]}))
}

test_tunnels if {
	_denied(_pod("tgi", {"args": ["--ngrok"]})).at.pointer == _at("/args/0")
	_denied(_pod("tgi", {"env": [{"name": "NGROK", "value": "true"}]}))
	finding := _denied(_pod("tgi", {"args": ["--ngrok-authtoken", "2abcSECRET"]}))
	not contains(finding.msg, "2abcSECRET")
	_denied(_pod("unknown", {"env": [{"name": "GRADIO_SHARE", "value": "True"}]}))
	_denied(_pod("fastchat", {"command": ["python", "-m", "fastchat.serve.gradio_web_server", "--share"]}))
	_denied(_pod("unknown", {"command": ["python", "-c", "demo.launch(share=True)"]})).at.pointer == _at("/command/2")
	_silent(_pod("unknown", {"command": ["python", "-c", "demo.launch(share=False)"]}))
}

test_a_switch_in_a_script if {
	_denied(_pod("vllm", {"command": ["sh", "-c", "export VLLM_SERVER_DEV_MODE=1 && vllm serve acme/m"]})).at.pointer == _at("/command/2")
}

test_a_placeholder_is_undecided if {
	given := _env("VLLM_SERVER_DEV_MODE", "${DEV_MODE}")
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 1 with input as given
}

test_endpoints_and_the_production_stack if {
	_denied(_one({"kind": "hf/endpoint", "content": {"model": {"env": {"VLLM_SERVER_DEV_MODE": "1"}}}})).at.pointer == "/model/env/VLLM_SERVER_DEV_MODE"
	values := {"servingEngineSpec": {"modelSpec": [{"name": "m", "env": [{"name": "VLLM_SERVER_DEV_MODE", "value": "1"}]}]}}
	_denied(_one({"kind": "vllm/helm-values", "content": values})).at.pointer == "/servingEngineSpec/modelSpec/0/env/0/value"
}

test_other_switches_say_nothing if {
	_silent(_pod("vllm", {"args": ["--enable-lora", "--enable-sleep-mode"]}))
	_silent(_one({
		"kind": "k8s/workload",
		"content": {"spec": {"containers": [{"env": [{"name": "VLLM_SERVER_DEV_MODE", "value": "1"}]}]}},
		"pods": ["/spec"],
	}))
}
