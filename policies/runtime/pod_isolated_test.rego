package policylint.rules.runtime.pod_isolated_test

import data.policylint.rules.runtime.pod_isolated as rule

_subject(documents) := {"subject": {"patch": false, "primary": "f.yaml#0", "documents": {id: object.union(
	{"path": "f.yaml", "pods": [], "servers": {}, "texts": {}, "refs": {}},
	document,
) |
	some id, document in documents
}}}

_one(document) := _subject({"f.yaml#0": document})

_workload(pod) := _one({
	"kind": "k8s/workload",
	"content": {"kind": "Deployment", "spec": {"template": {"spec": pod}}},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": "vllm"},
})

_safe := {"runAsNonRoot": true, "readOnlyRootFilesystem": true}

_container(context) := {"name": "vllm", "securityContext": object.union(_safe, context)}

_pod(more) := _workload(object.union({"containers": [_container({})]}, more))

_with(context) := _workload({"containers": [_container(context)]})

_silent(given) if {
	count(rule.deny) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

_at(rest) := sprintf("/spec/template/spec%s", [rest])

test_a_closed_pod_passes if {
	_silent(_pod({}))
	_silent(_workload({"securityContext": {"runAsUser": 1000}, "containers": [{"securityContext": {"readOnlyRootFilesystem": true}}]}))
	_silent(_pod({"hostNetwork": false, "hostIPC": false}))
}

test_host_namespaces_point_at_the_key if {
	every key in ["hostNetwork", "hostPID", "hostIPC"] {
		finding := _denied(_pod({key: true}))
		finding.at.pointer == _at(sprintf("/%s", [key]))
		not finding.level
	}
	contains(_denied(_pod({"hostIPC": true})).msg, "emptyDir of medium Memory at /dev/shm")
}

test_folders_of_the_node_are_denied_one_by_one if {
	volumes := [
		{"name": "cache", "hostPath": {"path": "/mnt/cache"}},
		{"name": "gpu", "hostPath": {"path": "/dev/nvidia0"}},
		{"name": "plugins", "hostPath": {"path": "/var/lib/kubelet/device-plugins"}},
		{"name": "scratch", "emptyDir": {}},
	]
	finding := _denied(_pod({"volumes": volumes}))
	finding.at.pointer == _at("/volumes/0/hostPath")
	contains(finding.msg, "/mnt/cache")
}

test_privilege_of_a_container if {
	_denied(_with({"privileged": true})).at.pointer == _at("/containers/0/securityContext/privileged")
	_denied(_with({"allowPrivilegeEscalation": true})).at.pointer == _at("/containers/0/securityContext/allowPrivilegeEscalation")
	added := _denied(_with({"capabilities": {"add": ["IPC_LOCK", "CAP_SYS_ADMIN", "net_bind_service"]}}))
	added.at.pointer == _at("/containers/0/securityContext/capabilities/add")
	contains(added.msg, "adds SYS_ADMIN to its capabilities,")
	_silent(_with({"capabilities": {"add": ["IPC_LOCK"]}, "privileged": false}))
}

test_one_finding_lists_what_is_wrong_at_a_level if {
	finding := _denied(_with({"privileged": true, "allowPrivilegeEscalation": true}))
	finding.at.pointer == _at("/containers/0/securityContext")
	contains(finding.msg, "is privileged and may gain privileges")
}

test_root_and_a_writable_filesystem_are_a_warning if {
	finding := _denied(_workload({"containers": [{"name": "vllm"}]}))
	finding.level == "warning"
	finding.at.pointer == _at("/containers/0")
	startswith(finding.msg, "The container vllm may run as root (runAsNonRoot is not set) and may write")
}

test_what_is_absent_points_at_the_security_context if {
	finding := _denied(_workload({"containers": [{"name": "tgi", "securityContext": {"runAsNonRoot": true}}]}))
	finding.at.pointer == _at("/containers/0/securityContext")
	not contains(finding.msg, "root (")
}

test_a_bad_value_is_shown if {
	root := _denied(_with({"runAsNonRoot": false}))
	root.at.pointer == _at("/containers/0/securityContext/runAsNonRoot")
	contains(root.msg, "runAsNonRoot is false")
	zero := _denied(_workload({"containers": [{"securityContext": {"runAsUser": 0, "readOnlyRootFilesystem": true}}]}))
	contains(zero.msg, "runs as root (runAsUser is 0)")
}

test_root_of_a_user_namespace_is_no_root if {
	_silent(_workload({"hostUsers": false, "containers": [{"securityContext": {"readOnlyRootFilesystem": true}}]}))
}

test_a_placeholder_is_no_value if {
	_silent(_with({"runAsNonRoot": "$NON_ROOT", "readOnlyRootFilesystem": "$READ_ONLY", "privileged": "$P"}))
}

test_init_containers_and_sidecars_count if {
	given := _workload({"initContainers": [{"name": "fetch"}], "containers": [_container({}), {"name": "proxy"}]})
	found := {finding.at.pointer | some finding in rule.deny} with input as given
	found == {_at("/initContainers/0"), _at("/containers/1")}
}

test_a_token_without_use_is_known_only_when_it_is_asked_for if {
	finding := _denied(_pod({"automountServiceAccountToken": true}))
	contains(finding.msg, "holds a token of the cluster")
	_silent(_pod({"automountServiceAccountToken": true, "serviceAccountName": "reader"}))
}

test_a_patch_is_judged_for_what_it_sets if {
	given := object.union(_workload({"containers": [{"name": "vllm"}]}), {"subject": {"patch": true}})
	_silent(given)
	bad := object.union(_workload({"hostNetwork": true, "containers": [{"name": "vllm"}]}), {"subject": {"patch": true}})
	_denied(bad)
	_denied(object.union(_workload({"containers": [{"securityContext": {"runAsUser": 0}}]}), {"subject": {"patch": true}}))
}

_isvc(predictor) := {"kind": "kserve/inferenceservice", "content": {"spec": {"predictor": predictor}}}

test_a_predictor_with_a_model_is_judged_for_what_it_says if {
	_silent(_one(_isvc({"model": {"modelFormat": {"name": "onnx"}}})))
	_denied(_one(_isvc({"hostNetwork": true, "model": {}}))).at.pointer == "/spec/predictor/hostNetwork"
	_denied(_one(_isvc({"model": {"securityContext": {"privileged": true}}}))).at.pointer == "/spec/predictor/model/securityContext/privileged"
	_denied(_one(_isvc({"sklearn": {"securityContext": {"runAsUser": 0}}}))).level == "warning"
}

test_a_custom_predictor_is_judged_like_any_pod if {
	given := _one(object.union(_isvc({"containers": [{"name": "kserve-container"}]}), {"pods": ["/spec/predictor"]}))
	_denied(given).at.pointer == "/spec/predictor/containers/0"
}

_runtime(context) := {
	"kind": "kserve/servingruntime",
	"content": {"spec": {"containers": [{"name": "kserve-container", "securityContext": context}]}},
	"pods": ["/spec"],
}

test_a_runtime_counts_for_the_service_that_names_it if {
	given := _subject({"f.yaml#0": _isvc({"model": {}}), "r.yaml#0": _runtime({"runAsNonRoot": true})})
	_denied(given).at == {"document": "r.yaml#0", "pointer": "/spec/containers/0/securityContext"}
	_silent(_subject({
		"f.yaml#0": _isvc({"model": {"securityContext": {"readOnlyRootFilesystem": true}}}),
		"r.yaml#0": _runtime({"runAsNonRoot": true}),
	}))
}

_llm(container) := _one({
	"kind": "kserve/llminferenceservice",
	"content": {"spec": {
		"template": {"containers": [container]},
		"router": {"scheduler": {"template": {"hostNetwork": true, "containers": [{}]}}},
	}},
	"pods": ["/spec/template", "/spec/router/scheduler/template"],
})

test_an_llm_is_judged_for_what_it_says if {
	_silent(_llm({"name": "main"}))
	_denied(_llm({"name": "main", "securityContext": {"runAsNonRoot": false}})).at.pointer == "/spec/template/containers/0/securityContext/runAsNonRoot"
}

test_all_pods_of_a_ray_service_count if {
	given := _one({
		"kind": "ray/service",
		"content": {"spec": {"head": {"containers": [{"name": "head"}]}, "workers": [{"containers": [{"name": "worker"}]}]}},
		"pods": ["/spec/head", "/spec/workers/0"],
	})
	count(rule.deny) == 2 with input as given
}

test_other_pods_say_nothing if {
	_silent(_one({"kind": "k8s/workload", "content": {"spec": {"hostNetwork": true, "containers": [{}]}}, "pods": ["/spec"]}))
	_silent(_one({
		"kind": "k8s/workload",
		"content": {"kind": "Job", "spec": {"hostNetwork": true, "containers": [{}]}},
		"pods": ["/spec"],
		"servers": {"/spec/containers/0": "vllm"},
	}))
	_silent(_one({"kind": "hf/endpoint", "content": {"hostNetwork": true}}))
}
