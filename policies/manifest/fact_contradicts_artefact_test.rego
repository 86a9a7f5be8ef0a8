package policylint.rules.manifest.fact_contradicts_artefact_test

import data.policylint.rules.manifest.fact_contradicts_artefact as rule

_labels := {"staging": ["stage", "staging", "stg"], "production": ["prod", "production", "prd", "live"]}

_document(kind, content) := {"path": "f.yaml", "kind": kind, "content": content, "pods": [], "servers": {}, "texts": {}, "refs": {}}

# A manifest, and the documents that it calls serving.
_given(manifest, serving) := {
	"params": {"MAN002": {"stage_labels": _labels}},
	"subject": {
		"manifest": "m.yaml#0",
		"references": [reference |
			some id in sort(object.keys(serving))
			reference := {
				"document": "m.yaml#0", "pointer": sprintf("/spec/artefacts/serving/%s/path", [id]), "path": id, "state": "read",
				"kind": null, "documents": [id], "kinds": [], "near": [], "holds": [],
			}
		],
		"documents": object.union({"m.yaml#0": _document("policylint/model-deployment", {"spec": manifest})}, serving),
	},
}

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.undecided) == 0 with input as given
	some finding in rule.deny with input as given
	count(rule.deny) == 1 with input as given
}

_open(given) := finding if {
	count(rule.deny) == 0 with input as given
	some finding in rule.undecided with input as given
	count(rule.undecided) == 1 with input as given
}

_endpoint := _document("hf/endpoint", {
	"type": "private",
	"provider": {"region": "eu-west-1"},
	"compute": {"scaling": {"minReplica": 2, "maxReplica": 4}},
	"model": {"repository": "a/b", "revision": "main"},
})

_expecting(expect) := _given({"stage": "production", "platform": "hf-endpoint", "expect": expect}, {"e.yaml#0": _endpoint})

test_expectations_that_hold if {
	_silent(_expecting({
		"hf_endpoint_type": "private", "region": "eu-west-1", "min_instances": 2, "max_instances": 4, "model_version": "main",
		"platform": "hf-endpoint",
	}))
	_silent(_expecting({}))
}

test_expectations_that_do_not if {
	every name, value in {"hf_endpoint_type": "public", "region": "us-east-1", "min_instances": 3, "model_version": "v2"} {
		finding := _denied(_expecting({name: value}))
		finding.at == {"document": "m.yaml#0", "pointer": sprintf("/spec/expect/%s", [name])}
		count(finding.related) == 1
	}
	said := _denied(_expecting({"region": "us-east-1"})).msg
	startswith(said, "expect says region: us-east-1, and f.yaml says eu-west-1, which is what runs;")
}

test_an_unknown_fact_has_its_nearest_name if {
	endswith(_denied(_expecting({"regoin": "eu-west-1"})).msg, "did you mean region?")
	endswith(_denied(_expecting({"colour": "blue"})).msg, "policylint facts lists what it may name.")
}

test_what_nothing_states_cannot_be_compared if _open(_expecting({"image": "a"}))

test_a_placeholder_cannot_be_compared if {
	body := _document("hf/endpoint", {"type": "${TYPE}", "model": {"repository": "a/b", "revision": "main"}})
	_open(_given({"stage": "production", "platform": "hf-endpoint", "expect": {"hf_endpoint_type": "private"}}, {"e.yaml#0": body}))
}

test_a_digest_may_follow_the_image_that_is_expected if {
	body := _document("hf/endpoint", {"model": {"repository": "a/b", "revision": "main", "image": {"custom": {"url": "a/c:1@sha256:ab"}}}})
	_silent(_given({"platform": "hf-endpoint", "expect": {"image": "a/c:1"}}, {"e.yaml#0": body}))
	_denied(_given({"platform": "hf-endpoint", "expect": {"image": "a/c"}}, {"e.yaml#0": body}))
}

test_of_several_models_one_is_meant if {
	other := _document("hf/endpoint", {"type": "public", "model": {"repository": "a/embed", "revision": "v9"}})
	both := {"e.yaml#0": _endpoint, "x.yaml#0": other}
	_silent(_given({"platform": "hf-endpoint", "expect": {"model_version": "main"}}, both))
	_denied(_given({"platform": "hf-endpoint", "expect": {"hf_endpoint_type": "private"}}, both))
}

_workload(metadata, pod) := object.union(
	_document("k8s/workload", {
		"metadata": metadata,
		"spec": {"template": {"metadata": pod, "spec": {"containers": [{"image": "vllm"}]}}},
	}),
	{"pods": ["/spec/template/spec"], "servers": {"/spec/template/spec/containers/0": "vllm"}},
)

_staging(metadata, pod) := _given({"stage": "staging", "platform": "kubernetes"}, {"w.yaml#0": _workload(metadata, pod)})

test_labels_and_namespaces_of_another_stage if {
	every metadata in [
		{"labels": {"environment": "prod"}},
		{"labels": {"app.kubernetes.io/environment": "Production"}},
		{"labels": {"env": "eu-live"}},
		{"namespace": "ml-prod"},
		{"namespace": "captions-live"},
	] {
		finding := _denied(_staging(metadata, {}))
		finding.at.pointer == "/spec/stage"
	}
	_denied(_staging({}, {"labels": {"stage": "prd"}}))
}

test_several_of_them_are_one_finding if {
	finding := _denied(_staging({"namespace": "prod", "labels": {"env": "prod"}}, {"labels": {"env": "prod"}}))
	count(finding.related) == 3
}

test_labels_and_namespaces_that_say_nothing_else if {
	every metadata in [
		{"labels": {"environment": "staging"}},
		{"labels": {"environment": "blue"}},
		{"labels": {"environment": "non-prod"}},
		{"labels": {"environment": "pre-prod"}},
		{"labels": {"environment": "prod-staging"}},
		{"labels": {"tier": "prod"}},
		{"labels": {"stage": 2}},
		{"namespace": "live-captions"},
		{"namespace": "stage-2"},
		{"name": "prod"},
	] {
		_silent(_staging(metadata, {}))
	}
}

test_tags_are_whole_words if {
	_denied(_tagged(["text", "staging"]))
	_silent(_tagged(["production", "staging-data"]))
}

_tagged(tags) := _given(
	{"stage": "production", "platform": "hf-endpoint"},
	{"e.yaml#0": _document("hf/endpoint", {"tags": tags, "model": {"repository": "a/b"}})},
)

test_platforms if {
	finding := _denied(_given({"stage": "production", "platform": "replicate"}, {"e.yaml#0": _endpoint}))
	finding.at.pointer == "/spec/platform"
	endswith(finding.msg, "write platform: hf-endpoint.")
	_silent(_given({"stage": "production", "platform": "hf-endpoint"}, {"e.yaml#0": _endpoint, "w.yaml#0": _workload({}, {})}))
	_silent(_given({"stage": "production", "platform": "other"}, {"s.yaml#0": _document("seldon/model", {})}))
	_silent(_given({"stage": "production", "platform": "kserve"}, {}))
	_denied(_given({"platform": "kubernetes"}, {"i.yaml#0": _document("kserve/inferenceservice", {"spec": {}})}))
}

_served(name, revision) := _document("hf/endpoint", {"metadata": {"name": name}, "model": {"repository": "A/b", "revision": revision}})

_two(first, second) := _given({"stage": "production", "platform": "hf-endpoint"}, {"a.yaml#0": first, "b.yaml#0": second})

test_two_versions_of_one_model if {
	finding := _denied(_two(_served("eu", "v1"), _served("us", "v2")))
	finding.at == {"document": "b.yaml#0", "pointer": "/model/revision"}
	some related in finding.related
	related.at.document == "a.yaml#0"
}

test_what_is_no_contradiction if {
	_silent(_two(_served("eu", "v1"), _served("us", "v1")))
	_silent(_two(_served("eu", "v1"), _served("us-canary", "v2")))
	_silent(_two(_served("eu", "v1"), _served("us", "${REVISION}")))
	_silent(_two(_served("eu", "v1"), _document("hf/endpoint", {"model": {"repository": "A/embed", "revision": "v2"}})))
}

test_the_canary_of_a_service_is_no_contradiction if {
	service := _document("kserve/inferenceservice", {"spec": {
		"predictor": {"model": {"storageUri": "hf://a/b:v1"}},
		"canary": [{"predictor": {"model": {"storageUri": "hf://a/b:v2"}}}],
	}})
	_silent(_given({"stage": "production", "platform": "kserve"}, {"i.yaml#0": service}))
}

test_without_a_manifest if {
	_silent({"params": {"MAN002": {"stage_labels": _labels}}, "subject": {"documents": {"e.yaml#0": _endpoint}}})
}
