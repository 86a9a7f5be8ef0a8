package policylint.facts_pods_test

import data.policylint.facts

_subject(document, rest) := {"subject": object.union(
	{"patch": false, "primary": "f.yaml#0", "documents": {"f.yaml#0": object.union({"pods": [], "servers": {}}, document)}},
	rest,
)}

_serving(given) := found if {
	found := {at | some [_, at] in facts.serving_pods.subject} with input as given
}

_containers(given) := found if {
	found := {each.pointer | some each in facts.serving_containers.subject} with input as given
}

_workload(kind, servers) := {
	"kind": "k8s/workload",
	"content": {"kind": kind, "spec": {"containers": [{"name": "a"}, {"name": "b"}], "initContainers": [{"name": "c"}]}},
	"pods": ["/spec"],
	"servers": servers,
}

test_all_containers_of_a_serving_pod_count if {
	_containers(_subject(_workload("Pod", {"/spec/containers/0": "vllm"}), {})) == {
		"/spec/containers/0", "/spec/containers/1",
		"/spec/initContainers/0",
	}
}

test_other_workloads_and_jobs_do_not_serve if {
	_serving(_subject(_workload("Pod", {}), {})) == set()
	_serving(_subject(_workload("Job", {"/spec/containers/0": "vllm"}), {})) == set()
}

test_a_patch_serves if {
	_serving(_subject(_workload("Deployment", {}), {"patch": true})) == {"/spec"}
}

test_pods_of_an_inference_service if {
	document := {
		"kind": "kserve/inferenceservice",
		"content": {"spec": {
			"predictor": {"model": {"modelFormat": {"name": "onnx"}}, "workerSpec": {"containers": [{}]}},
			"transformer": {"containers": [{"name": "t"}]},
		}},
		"pods": ["/spec/predictor/workerSpec", "/spec/transformer"],
	}
	_serving(_subject(document, {})) == {"/spec/predictor", "/spec/predictor/workerSpec", "/spec/transformer"}
	_containers(_subject(document, {})) == {
		"/spec/predictor/model", "/spec/predictor/workerSpec/containers/0",
		"/spec/transformer/containers/0",
	}
}

test_workers_beside_containers if {
	document := {
		"kind": "kserve/servingruntime",
		"content": {"spec": {"containers": [{}], "workerSpec": {"containers": [{}]}}},
		"pods": ["/spec"],
	}
	_serving(_subject(document, {})) == {"/spec", "/spec/workerSpec"}
}

test_the_router_of_an_llm_is_no_server if {
	document := {
		"kind": "kserve/llminferenceservice",
		"content": {"spec": {"template": {"containers": [{}]}, "router": {"scheduler": {"template": {"containers": [{}]}}}}},
		"pods": ["/spec/template", "/spec/router/scheduler/template"],
	}
	_serving(_subject(document, {})) == {"/spec/template"}
}

test_what_a_reader_calls_a_container if {
	facts.container_name({"name": "vllm"}, {"list": "containers", "pointer": "/spec/containers/0"}) == "vllm"
	facts.container_name({}, {"list": "model", "pointer": "/spec/predictor/sklearn"}) == "sklearn"
}
