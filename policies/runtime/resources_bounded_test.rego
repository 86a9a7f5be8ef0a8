package policylint.rules.runtime.resources_bounded_test

import data.policylint.rules.runtime.resources_bounded as rule

_subject(documents) := {"subject": {"patch": false, "primary": "f.yaml#0", "documents": {id: object.union(
	{"path": "f.yaml", "pods": [], "servers": {}, "texts": {}, "refs": {}},
	document,
) |
	some id, document in documents
}}}

_one(document) := _subject({"f.yaml#0": document})

_workload(engine, pod) := _one({
	"kind": "k8s/workload",
	"content": {"kind": "Deployment", "spec": {"template": {"spec": pod}}},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": engine},
})

_pod(engine, container) := _workload(engine, {"containers": [object.union({"name": "llm"}, container)]})

_limited(more) := object.union({"resources": {"limits": {"memory": "64Gi", "nvidia.com/gpu": 2}}}, more)

_silent(given) if {
	count(rule.deny) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

_at(rest) := sprintf("/spec/template/spec/containers/0%s", [rest])

test_limits_of_memory_and_gpu_pass if {
	_silent(_pod("vllm", _limited({})))
	_silent(_pod("triton", {"resources": {"limits": {"memory": "64Gi"}}}))
}

test_one_finding_for_all_limits_of_a_container if {
	finding := _denied(_pod("vllm", {}))
	finding.at == {"document": "f.yaml#0", "pointer": _at(""), "missing": "resources"}
	contains(finding.msg, "no memory limit and no GPU limit")
	contains(finding.msg, "add memory and nvidia.com/gpu under its resources.limits")
}

test_absence_points_at_the_nearest_key if {
	requests := _denied(_pod("tgi", {"resources": {"requests": {"nvidia.com/gpu": 1}}}))
	requests.at == {"document": "f.yaml#0", "pointer": _at("/resources"), "missing": "limits"}
	memory := _denied(_pod("tgi", {"resources": {"limits": {"nvidia.com/gpu": 1}}}))
	memory.at == {"document": "f.yaml#0", "pointer": _at("/resources/limits"), "missing": "memory"}
	not contains(memory.msg, "GPU")
	gpu := _denied(_pod("sglang", {"resources": {"limits": {"memory": "8Gi"}}}))
	gpu.at.missing == "nvidia.com/gpu"
	_denied(_pod("vllm", {"resources": {"limits": null}})).at.missing == "limits"
}

test_other_accelerators_are_gpus if {
	every name in ["amd.com/gpu", "habana.ai/gaudi", "google.com/tpu", "aws.amazon.com/neuron", "nvidia.com/mig-1g.5gb"] {
		_silent(_pod("vllm", {"resources": {"limits": {"memory": "64Gi", name: 1}}}))
	}
}

test_claims_are_gpus if {
	_silent(_pod("vllm", {"resources": {"limits": {"memory": "64Gi"}, "claims": [{"name": "gpu"}]}}))
	_silent(_workload("vllm", {
		"resourceClaims": [{"name": "gpu"}],
		"containers": [{"resources": {"limits": {"memory": "64Gi"}}}],
	}))
}

test_resources_of_the_pod_count if {
	_silent(_workload("triton", {"resources": {"limits": {"memory": "8Gi"}}, "containers": [{"name": "a"}, {"name": "b"}]}))
}

test_engines_on_a_cpu_need_no_gpu if {
	memory := {"resources": {"limits": {"memory": "8Gi"}}}
	_silent(_pod("vllm", object.union(memory, {"image": "vllm/vllm-openai-cpu:v0.19.0"})))
	_silent(_pod("vllm", object.union(memory, {"args": ["--device", "cpu"]})))
	_silent(_pod("vllm", object.union(memory, {"env": [{"name": "VLLM_CPU_KVCACHE_SPACE", "value": "4"}]})))
	_silent(_pod("llama.cpp", memory))
	_silent(_pod("ollama", memory))
}

test_a_placeholder_for_resources_is_not_judged if {
	_silent(_pod("vllm", {"resources": "$RESOURCES"}))
	_silent(_pod("vllm", {"resources": {"limits": "$LIMITS"}}))
}

test_init_containers_and_sidecars_are_asked_for_memory if {
	given := _workload("vllm", {
		"initContainers": [{"name": "fetch"}],
		"containers": [_limited({}), {"name": "proxy", "resources": {"limits": {"cpu": 1}}}],
	})
	found := {finding.at.pointer | some finding in rule.deny} with input as given
	found == {"/spec/template/spec/initContainers/0", "/spec/template/spec/containers/1/resources/limits"}
}

test_the_accelerators_of_a_group_may_be_those_of_its_workers if {
	_silent(_one({
		"kind": "k8s/workload",
		"content": {
			"leader": {"containers": [{"resources": {"limits": {"memory": "1Gi"}}}]},
			"worker": {"containers": [{"resources": {"limits": {"memory": "1Gi", "google.com/tpu": 4}}}]},
		},
		"pods": ["/leader", "/worker"],
		"servers": {"/leader/containers/0": "jetstream"},
	}))
}

test_a_gpu_that_is_only_requested if {
	requests := {"resources": {"requests": {"amd.com/gpu": 1}, "limits": {"memory": "1Gi"}}}
	finding := _denied(_pod("tei", requests))
	finding.at.missing == "amd.com/gpu"
	contains(finding.msg, "its GPU is only requested")
}

test_the_chip_of_the_engine_is_named if {
	memory := {"resources": {"limits": {"memory": "1Gi"}}}
	_denied(_pod("jetstream", memory)).at.missing == "google.com/tpu"
	_denied(_pod("vllm", object.union(memory, {"image": "vllm/vllm-tpu:v0.10.1"}))).at.missing == "google.com/tpu"
}

# Start-up

_probed(engine, probe) := _pod(engine, _limited({"livenessProbe": probe}))

test_a_probe_with_patience_passes if {
	_silent(_probed("vllm", {"initialDelaySeconds": 120}))
	_silent(_probed("vllm", {"failureThreshold": 12, "periodSeconds": 10}))
	_silent(_pod("vllm", _limited({"livenessProbe": {}, "startupProbe": {"failureThreshold": 60}})))
}

test_an_impatient_probe_is_denied_at_the_probe if {
	finding := _denied(_probed("vllm", {"initialDelaySeconds": 60, "periodSeconds": 15}))
	finding.at.pointer == _at("/livenessProbe")
	contains(finding.msg, "gives up after 105 s")
}

test_the_time_to_load_is_a_parameter if {
	given := object.union(_probed("vllm", {"initialDelaySeconds": 120}), {"params": {"RUN003": {"min_load_seconds": 600}}})
	contains(_denied(given).msg, "waits for 600 s or more")
}

test_an_accelerator_makes_any_engine_slow if {
	_denied(_probed("triton", {})).at.pointer == _at("/livenessProbe")
	_silent(_pod("triton", {"resources": {"limits": {"memory": "1Gi"}}, "livenessProbe": {}}))
	_silent(_probed("ollama", {}))
	_denied(_pod("llama.cpp", {"resources": {"limits": {"memory": "1Gi"}}, "livenessProbe": {}}))
}

test_a_placeholder_for_seconds_is_not_judged if {
	_silent(_probed("vllm", {"initialDelaySeconds": "$DELAY"}))
}

# Shared memory

_parallel(args, container, volumes) := _workload("vllm", {
	"containers": [object.union(_limited({"name": "llm", "args": args}), container)],
	"volumes": volumes,
})

_mounted := {"volumeMounts": [{"name": "shm", "mountPath": "/dev/shm"}]}

_memory := [{"name": "shm", "emptyDir": {"medium": "Memory"}}]

test_shared_memory_for_several_gpus_passes if {
	_silent(_parallel(["--tensor-parallel-size=8"], _mounted, _memory))
	_silent(_parallel(["--tensor-parallel-size=1"], {}, []))
}

test_several_gpus_without_shared_memory_are_denied if {
	finding := _denied(_parallel(["-tp", "2"], {}, []))
	finding.at.pointer == _at("")
	finding.related[0].at.pointer == _at("/args/1")
	contains(finding.msg, "over 2 GPUs")
	other := {"volumeMounts": [{"name": "data", "mountPath": "/data"}]}
	_denied(_parallel(["--tensor-parallel-size=2"], other, [])).at.pointer == _at("/volumeMounts")
	contains(_denied(_parallel(["-tp=2"], _mounted, [{"name": "shm", "emptyDir": {}}])).msg, "is on disk")
}

test_shards_of_tgi if {
	given := _workload("tgi", {"containers": [_limited({"env": [{"name": "NUM_SHARD", "value": "4"}]})]})
	contains(_denied(given).msg, "over 4 GPUs")
}

test_other_ways_to_share_memory if {
	_silent(_pod("vllm", {"args": ["-tp=4"], "resources": {"limits": {"memory": "1Gi", "nvidia.com/gpu": "1"}}}))
	_silent(_workload("vllm", {"hostIPC": true, "containers": [_limited({"args": ["-tp=2"]})]}))
	_silent(_pod("vllm", {"args": ["-tp=8"], "resources": {"limits": {"memory": "1Gi", "google.com/tpu": 8}}}))
	_silent(_parallel(["-tp=2"], _mounted, [{"name": "shm", "persistentVolumeClaim": {"claimName": "x"}}]))
}

# KServe

_isvc(predictor) := {"kind": "kserve/inferenceservice", "content": {"spec": {"predictor": predictor}}}

test_kserve_fills_in_the_limits_of_a_model_and_of_the_first_container if {
	_silent(_one(_isvc({"model": {}})))
	_silent(_one(object.union(_isvc({"containers": [{"name": "kserve-container"}]}), {"pods": ["/spec/predictor"]})))
	sidecar := object.union(_isvc({"containers": [{}, {"name": "proxy"}]}), {"pods": ["/spec/predictor"]})
	_denied(_one(sidecar)).at.pointer == "/spec/predictor/containers/1"
}

test_kserve_does_not_fill_in_a_gpu if {
	given := _one(object.union(_isvc({"containers": [{"name": "kserve-container"}]}), {
		"pods": ["/spec/predictor"],
		"servers": {"/spec/predictor/containers/0": "vllm"},
	}))
	finding := _denied(given)
	not contains(finding.msg, "memory")
}

_runtime(container) := {
	"kind": "kserve/servingruntime",
	"content": {"spec": {"containers": [container]}},
	"pods": ["/spec"],
	"servers": {"/spec/containers/0": "vllm"},
}

test_a_runtime_that_needs_a_gpu if {
	finding := _denied(_subject({"f.yaml#0": _isvc({"model": {}}), "r.yaml#0": _runtime({})}))
	finding.at == {"document": "f.yaml#0", "pointer": "/spec/predictor/model", "missing": "resources"}
	limits := {"resources": {"limits": {"nvidia.com/gpu": 1}}}
	_silent(_subject({"f.yaml#0": _isvc({"model": limits}), "r.yaml#0": _runtime({})}))
	_silent(_subject({"f.yaml#0": _isvc({"model": {}}), "r.yaml#0": _runtime(limits)}))
	_silent(_subject({"f.yaml#0": _isvc({"model": {}}), "r.yaml#0": _runtime({"image": "acme/vllm-cpu:1"})}))
}

_llm(container) := _one({
	"kind": "kserve/llminferenceservice",
	"content": {"spec": {"template": {"containers": [container]}}},
	"pods": ["/spec/template"],
	"servers": {"/spec/template/containers/0": "vllm"},
})

test_an_llm_is_judged_for_what_it_says if {
	_silent(_llm({"name": "main", "args": ["-tp=8"]}))
	_silent(_llm({"name": "main", "livenessProbe": {"periodSeconds": 5}}))
	_denied(_llm({"name": "main", "livenessProbe": {"initialDelaySeconds": 5}})).at.pointer == "/spec/template/containers/0/livenessProbe"
}

test_patches_and_other_pods_say_nothing if {
	_silent(object.union(_pod("vllm", {"args": ["-tp=8"], "livenessProbe": {}}), {"subject": {"patch": true}}))
	_silent(_one({"kind": "k8s/workload", "content": {"spec": {"containers": [{}]}}, "pods": ["/spec"]}))
	_silent(_one({"kind": "hf/endpoint", "content": {"resources": {}}}))
}
