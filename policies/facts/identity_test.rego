package policylint.facts_test

import data.policylint.facts

_identity_workload(image, args) := {
	"path": "llm.yaml",
	"kind": "k8s/workload",
	"content": {"spec": {"template": {"spec": {"containers": [
		{"name": "vllm", "image": image, "args": args},
		{"name": "envoy", "image": "envoy:1"},
	]}}}},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": "vllm"},
	"texts": {},
	"refs": {},
}

_identity_side(id, image, args) := {"primary": id, "documents": {id: _identity_workload(image, args)}}

_identity_of(subject, before) := {side.msg: object.remove(side, {"msg", "at"}) |
	some side in facts.identity with input as {"subject": subject, "before": before}
}

_identity_args := ["--model", "acme/llm", "--revision", "5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210"]

test_identity_of_a_workload if {
	side := _identity_side("llm.yaml#0", "vllm/vllm-openai:v1", _identity_args)
	_identity_of(side, side).subject == {
		"models": [{"model": "acme/llm", "version": "5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210", "scheme": "hf"}],
		"digests": [],
		"images": ["vllm/vllm-openai:v1"],
		"serving": [],
	}
}

test_identity_is_the_same_wherever_documents_stand if {
	found := _identity_of(
		_identity_side("new/llm.yaml#0", "vllm/vllm-openai:v1", _identity_args),
		_identity_side("1f0b8b7f6c2d:llm.yaml#0", "vllm/vllm-openai:v1", array.concat(["--port", "8000"], _identity_args)),
	)
	found.subject == found.before
}

test_identity_differs_by_what_a_model_answers_with if {
	found := _identity_of(
		_identity_side("llm.yaml#0", "vllm/vllm-openai:v2", array.concat(_identity_args, ["--quantization", "awq"])),
		_identity_side("llm.yaml#0", "vllm/vllm-openai:v1", _identity_args),
	)
	found.subject.models == found.before.models
	found.subject.images != found.before.images
	found.subject.serving == [["flag", "--quantization", "awq"]]
}

_identity_endpoint(env) := {"primary": "e.yaml#0", "documents": {"e.yaml#0": {
	"path": "e.yaml",
	"kind": "hf/endpoint",
	"content": {"model": {"repository": "acme/llm", "env": env}},
	"texts": {},
	"refs": {},
}}}

test_identity_of_an_endpoint_is_not_how_much_it_tells if {
	quiet := _identity_of(_identity_endpoint({"LOG_LEVEL": "debug", "OTEL_SERVICE_NAME": "llm", "POOLING": "mean"}), _identity_endpoint({"POOLING": "mean"}))
	quiet.subject == quiet.before
	other := _identity_of(_identity_endpoint({"POOLING": "cls"}), _identity_endpoint({"POOLING": "mean"}))
	other.subject != other.before
}
