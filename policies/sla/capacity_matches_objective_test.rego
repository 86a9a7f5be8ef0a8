package policylint.rules.sla.capacity_matches_objective_test

import data.policylint.rules.sla.capacity_matches_objective as rule

_input(stage, documents) := {"subject": {
	"stage": stage,
	"subject": "deployment",
	"primary": "a#0",
	"patch": false,
	"files": [],
	"documents": {id: object.union({"path": "a", "pods": [], "servers": {}, "texts": {}, "refs": {}}, document) |
		some id, document in documents
	},
}}

_replicate(least) := {"kind": "replicate/deployment", "content": {"min_instances": least, "max_instances": 4}}

_endpoint(scaling) := {"kind": "hf/endpoint", "content": {"compute": {"scaling": object.union({"maxReplica": 4}, scaling)}}}

_isvc(predictor) := {"kind": "kserve/inferenceservice", "content": {"metadata": {}, "spec": {"predictor": predictor}}}

_probed := {"readinessProbe": {"httpGet": {"path": "/health"}}}

_workload(kind, replicas, container) := {
	"kind": "k8s/workload",
	"content": {
		"kind": kind,
		"metadata": {"name": "llm"},
		"spec": object.union(replicas, {"template": {"spec": {"containers": [container]}}}),
	},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": "vllm"},
}

_promise(class, target) := {"subject": {{"class": class, "target": target, "at": {"document": "s#0", "pointer": "/spec"}}}}

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

_denied_for(given, objectives) := finding if {
	count(rule.deny) == 1 with input as given with data.policylint.facts.objectives as objectives
	some finding in rule.deny with input as given with data.policylint.facts.objectives as objectives
}

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_silent_for(given, objectives) if {
	count(rule.deny) == 0 with input as given with data.policylint.facts.objectives as objectives
}

# Scale to zero

test_nothing_running_is_denied_in_production_and_where_the_stage_is_unknown if {
	every stage in ["production", null] {
		_denied(_input(stage, {"a#0": _replicate(0)})).at == {"document": "a#0", "pointer": "/min_instances"}
		_denied(_input(stage, {"a#0": _endpoint({"minReplica": 0})})).at.pointer == "/compute/scaling/minReplica"
		_denied(_input(stage, {"a#0": _isvc({"minReplicas": 0})})).at.pointer == "/spec/predictor/minReplicas"
	}
}

test_nothing_running_in_staging_matters_with_an_objective if {
	staging := _input("staging", {"a#0": _replicate(0)})
	_silent(staging)
	finding := _denied_for(staging, _promise("latency", null))
	contains(finding.msg, "objective for latency")
	finding.related[0].at.document == "s#0"
	_silent_for(staging, _promise("throughput", null))
}

test_keda_scales_to_zero_unless_told_otherwise if {
	scaler := {"kind": "keda/scaledobject", "content": {"spec": {"scaleTargetRef": {"name": "llm"}, "maxReplicaCount": 3}}}
	finding := _denied(_input("production", {"a#0": _workload("Deployment", {}, _probed), "k#0": scaler}))
	finding.at == {"document": "k#0", "pointer": "/spec", "missing": "minReplicaCount"}
	contains(finding.msg, "minReplicaCount is not set and defaults to 0")
}

test_who_does_not_wait_needs_nothing_running if {
	manifest := {"kind": "policylint/model-deployment", "content": {"spec": {"serving": "async"}}}
	_silent(_input("production", {"a#0": _replicate(0), "m#0": manifest}))
	online := {"kind": "policylint/model-deployment", "content": {"spec": {"serving": "online"}}}
	count(rule.deny) == 1 with input as _input("production", {"a#0": _replicate(0), "m#0": online})
}

test_a_placeholder_is_undecided if {
	given := _input("production", {"a#0": _workload("Deployment", {"replicas": "${REPLICAS}"}, _probed)})
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 1 with input as given
}

# One instance

test_one_instance_is_denied_above_what_it_can_give if {
	one := _input("production", {"a#0": _workload("Deployment", {"replicas": 1}, _probed)})
	_silent(one)
	_silent_for(one, _promise("availability", 0.995))
	_silent_for(one, _promise("availability", null))
	_silent_for(one, _promise("latency", 0.999))
	finding := _denied_for(one, _promise("availability", 0.999))
	finding.at.pointer == "/spec/replicas"
	contains(finding.msg, "99.9 %")
	_silent_for(_input("production", {"a#0": _workload("Deployment", {"replicas": 2}, _probed)}), _promise("availability", 0.999))
}

test_a_default_of_one_points_where_it_could_stand if {
	unsaid := _input("production", {"a#0": _workload("Deployment", {}, _probed)})
	finding := _denied_for(unsaid, _promise("availability", 0.999))
	finding.at == {"document": "a#0", "pointer": "/spec", "missing": "replicas"}
	pod := _input("production", {"a#0": _workload("Pod", {}, _probed)})
	contains(_denied_for(pod, _promise("availability", 0.999)).msg, "use a Deployment with replicas: 2")
}

test_one_finding_for_a_service_of_two_parts if {
	parts := _isvc({})
	two := json.patch(parts, [{"op": "add", "path": "/content/spec/transformer", "value": {}}])
	_denied_for(_input("production", {"a#0": two}), _promise("availability", 0.999)).at.pointer == "/spec/predictor"
	strong := json.patch(two, [{"op": "add", "path": "/content/spec/predictor/minReplicas", "value": 2}])
	_denied_for(_input("production", {"a#0": strong}), _promise("availability", 0.999)).at.pointer == "/spec/transformer"
}

test_the_bar_is_a_parameter if {
	one := object.union(
		_input("production", {"a#0": _replicate(1)}),
		{"params": {"SLA005": {"single_replica_max": 0.9999}}},
	)
	_silent_for(one, _promise("availability", 0.999))
}

# Readiness

test_a_server_without_a_readiness_probe_is_denied_at_the_container if {
	finding := _denied(_input("staging", {"a#0": _workload("Deployment", {}, {"name": "vllm"})}))
	finding.at == {"document": "a#0", "pointer": "/spec/template/spec/containers/0", "missing": "readinessProbe"}
	contains(finding.msg, "/health")
	_denied(_input("staging", {"a#0": _workload("Deployment", {}, {"livenessProbe": {}, "startupProbe": {}})}))
	_silent(_input("staging", {"a#0": _workload("Deployment", {}, _probed)}))
}

test_what_a_patch_does_not_set_stands_in_the_base if {
	patch := object.union(_input("staging", {"a#0": _workload("Deployment", {}, {"name": "vllm"})}), {"subject": {"patch": true}})
	_silent(patch)
}

test_jobs_and_kserve_need_no_probe_of_their_own if {
	_silent(_input("staging", {"a#0": _workload("Job", {}, {"name": "vllm"})}))
	custom := object.union(_isvc({"containers": [{"name": "c"}]}), {
		"pods": ["/spec/predictor"],
		"servers": {"/spec/predictor/containers/0": "vllm"},
	})
	_silent(_input("staging", {"a#0": custom}))
}

test_the_leader_of_a_group_is_asked_and_its_workers_are_not if {
	group := {
		"kind": "k8s/workload",
		"content": {"kind": "LeaderWorkerSet", "spec": {"leaderWorkerTemplate": {
			"leaderTemplate": {"spec": {"containers": [{"name": "leader"}]}},
			"workerTemplate": {"spec": {"containers": [{"name": "worker"}]}},
		}}},
		"pods": ["/spec/leaderWorkerTemplate/leaderTemplate/spec", "/spec/leaderWorkerTemplate/workerTemplate/spec"],
		"servers": {
			"/spec/leaderWorkerTemplate/leaderTemplate/spec/containers/0": "vllm",
			"/spec/leaderWorkerTemplate/workerTemplate/spec/containers/0": "vllm",
		},
	}
	contains(_denied(_input("staging", {"a#0": group})).msg, "leader")
	alone := json.patch(group, [{"op": "remove", "path": "/content/spec/leaderWorkerTemplate/leaderTemplate"}])
	contains(_denied(_input("staging", {"a#0": alone})).msg, "worker")
}

test_a_pod_is_ready_when_all_its_servers_are if {
	pair := {
		"kind": "k8s/workload",
		"content": {"kind": "Deployment", "spec": {"template": {"spec": {"containers": [{"name": "http"}, _probed]}}}},
		"pods": ["/spec/template/spec"],
		"servers": {"/spec/template/spec/containers/0": "vllm", "/spec/template/spec/containers/1": "vllm"},
	}
	_silent(_input("staging", {"a#0": pair}))
}

# Endpoints that fall asleep

test_an_endpoint_that_may_not_sleep_is_not_told_when if {
	asleep := _endpoint({"minReplica": 1, "scaleToZeroTimeout": 15})
	_denied(_input("staging", {"a#0": asleep})).at.pointer == "/compute/scaling/scaleToZeroTimeout"
	_silent(_input("staging", {"a#0": _endpoint({"minReplica": 1, "scaleToZeroTimeout": null})}))
	_silent(_input("staging", {"a#0": _endpoint({"minReplica": 0, "scaleToZeroTimeout": 15})}))
}
