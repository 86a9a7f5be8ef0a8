package policylint.facts_test

import data.policylint.facts

_probes_of(kind, content, servers) := states if {
	states := facts.probes.subject["a#0"] with input as {"subject": {"patch": false, "primary": "a#0", "documents": {"a#0": {
		"path": "a",
		"kind": kind,
		"content": content,
		"pods": ["/spec/predictor", "/spec/template"],
		"servers": servers,
	}}}}
}

test_probes_are_written_added_or_absent if {
	container := {"readinessProbe": {}, "startupProbe": null}
	_probes_of(
		"k8s/workload",
		{"kind": "Deployment", "spec": {"template": {"containers": [container]}}},
		{"/spec/template/containers/0": "vllm"},
	) == {"/spec/template/containers/0": {"readiness": "written", "startup": "absent", "liveness": "absent"}}
}

test_kserve_adds_probes if {
	_probes_of(
		"kserve/inferenceservice",
		{"kind": "InferenceService", "spec": {"predictor": {"containers": [{}]}}},
		{"/spec/predictor/containers/0": "vllm"},
	) == {"/spec/predictor/containers/0": {"readiness": "platform", "startup": "absent", "liveness": "absent"}}
	_probes_of(
		"kserve/llminferenceservice",
		{"kind": "LLMInferenceService", "spec": {"template": {"containers": [{}]}}},
		{"/spec/template/containers/0": "vllm"},
	) == {"/spec/template/containers/0": {"readiness": "platform", "startup": "platform", "liveness": "platform"}}
}
