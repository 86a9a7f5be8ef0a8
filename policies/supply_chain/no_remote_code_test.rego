package policylint.rules.supply_chain.no_remote_code_test

import data.policylint.rules.supply_chain.no_remote_code as rule

_sha := "6c0e6080953db56375760c0471a8c5f2929baf11"

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

_args(args) := _pod("vllm", {"args": array.concat(["--model=acme/m"], args)})

_at(rest) := sprintf("/spec/template/spec/containers/0%s", [rest])

_trusting(given, owners) := object.union(given, {"params": {"SUP002": {"trusted_owners": owners}}})

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

test_off_in_all_spellings if {
	_silent(_args([]))
	_silent(_args(["--no-trust-remote-code"]))
	_silent(_args(["--trust-remote-code=false"]))
	_silent(_args(["--trust-remote-code", "False"]))
	_silent(_pod("tgi", {"env": [{"name": "TRUST_REMOTE_CODE", "value": "0"}]}))
}

test_on_in_all_spellings if {
	every args in [["--trust-remote-code"], ["--trust_remote_code"], ["--trust-remote-code=true"], ["--trust-remote-code", "True"]] {
		finding := _denied(_args(args))
		contains(finding.msg, "the Python code in the repository of acme/m")
	}
	_denied(_pod("tgi", {"env": [{"name": "TRUST_REMOTE_CODE", "value": "true"}]})).at.pointer == _at("/env/0/value")
	_denied(_pod("nim", {"env": [{"name": "NIM_FORCE_TRUST_REMOTE_CODE", "value": "1"}]}))
}

test_inside_a_script_and_a_variable if {
	script := "bash start.sh leader;\n python3 -m vllm.entrypoints.openai.api_server --model /m --trust-remote-code"
	_denied(_pod("vllm", {"command": ["sh", "-c", script]})).at.pointer == _at("/command/2")
	_denied(_pod("vllm", {"env": [{"name": "VLLM_ADDITIONAL_ARGS", "value": "--trust-remote-code"}]})).at.pointer == _at("/env/0/value")
}

test_a_trusted_owner_and_two_commits_lower_the_level if {
	pinned := _args(["--trust-remote-code", sprintf("--revision=%s", [_sha]), sprintf("--code-revision=%s", [_sha])])
	_denied(_trusting(pinned, ["Acme"])).level == "warning"
	not _denied(pinned).level
	not _denied(_trusting(pinned, ["other"])).level
}

test_one_commit_is_not_enough if {
	not _denied(_trusting(_args(["--trust-remote-code", sprintf("--revision=%s", [_sha])]), ["acme"])).level
	not _denied(_trusting(_args(["--trust-remote-code", sprintf("--code-revision=%s", [_sha])]), ["acme"])).level
	branch := _args(["--trust-remote-code", sprintf("--revision=%s", [_sha]), "--code-revision=main"])
	not _denied(_trusting(branch, ["acme"])).level
}

test_the_code_of_tgi_has_the_revision_of_the_model if {
	given := _pod("tgi", {"args": ["--model-id=acme/m", "--trust-remote-code", sprintf("--revision=%s", [_sha])]})
	_denied(_trusting(given, ["acme"])).level == "warning"
}

test_a_placeholder_is_undecided if {
	given := _args(["--trust-remote-code=${TRUST}"])
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 1 with input as given
}

test_endpoints_models_of_kserve_and_ray if {
	_denied(_one({"kind": "hf/endpoint", "content": {"model": {"repository": "acme/m", "args": ["--trust-remote-code"]}}})).at.pointer == "/model/args/0"
	_denied(_one({"kind": "hf/endpoint", "content": {"model": {"repository": "acme/m", "env": {"HF_TRUST_REMOTE_CODE": "1"}}}}))
	isvc := {"spec": {"predictor": {"model": {"args": ["--model_id=acme/m", "--trust_remote_code"]}}}}
	_denied(_one({"kind": "kserve/inferenceservice", "content": isvc})).at.pointer == "/spec/predictor/model/args/1"
	serve := {"applications": [{"args": {"llm_configs": [{"engine_kwargs": {"trust_remote_code": true}}]}}]}
	_denied(_one({"kind": "ray/service", "content": {"spec": {"serveConfigV2": serve}}})).at.pointer == concat("/", [
		"/spec/serveConfigV2/applications/0/args/llm_configs/0/engine_kwargs",
		"trust_remote_code",
	])
}

test_an_endpoint_of_a_trusted_owner if {
	model := {
		"repository": "acme/m",
		"revision": _sha,
		"image": {"tgi": {"url": "ghcr.io/huggingface/text-generation-inference:3.0"}},
		"env": {"TRUST_REMOTE_CODE": "true"},
	}
	_denied(_trusting(_one({"kind": "hf/endpoint", "content": {"model": model}}), ["acme"])).level == "warning"
}

test_other_containers_say_nothing if {
	_silent(_one({
		"kind": "k8s/workload",
		"content": {"spec": {"containers": [{"args": ["--trust-remote-code"]}]}},
		"pods": ["/spec"],
	}))
	_silent(_pod("vllm", {"env": [{"name": "TRUST_REMOTE_CODE", "value": "true"}]}))
}
