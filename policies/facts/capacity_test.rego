package policylint.facts_test

import data.policylint.facts

_capacity_deployment(documents) := {"subject": {"primary": "a#0", "patch": false, "documents": {id: object.union(
	{"path": "a", "pods": [], "servers": {}, "texts": {}, "refs": {}},
	document,
) |
	some id, document in documents
}}}

_capacity_one(document) := _capacity_deployment({"a#0": document})

# {"min minReplicas": value, ...} with `?` where the file does not say it.
_capacity_of(given) := {sprintf("%s %s%s%s", [fact.bound, fact.component, fact.key, mark]): fact.value |
	facts.capacity.subject[fact] with input as given
	mark := {true: "", false: "?"}[fact.written]
}

_capacity_workload(kind, spec) := {
	"kind": "k8s/workload",
	"content": {"kind": kind, "metadata": {"name": "llm"}, "spec": spec},
	"servers": {"/spec/template/spec/containers/0": "vllm"},
}

_capacity_scaler(kind, spec) := {"kind": kind, "content": {"spec": object.union({"scaleTargetRef": {"name": "llm"}}, spec)}}

_capacity_isvc(metadata, spec) := {"kind": "kserve/inferenceservice", "content": {"metadata": metadata, "spec": spec}}

test_capacity_of_a_replicate_deployment if {
	body := {"min_instances": 0, "max_instances": 3, "hardware": "gpu-l40s"}
	_capacity_of(_capacity_one({"kind": "replicate/deployment", "content": body})) == {"min min_instances": 0, "max max_instances": 3}
	_capacity_of(_capacity_one({"kind": "replicate/deployment", "content": {}})) == {"max max_instances?": null}
}

test_capacity_of_an_endpoint if {
	_capacity_of(_capacity_one({"kind": "hf/endpoint", "content": {"compute": {"scaling": {"minReplica": 1, "maxReplica": 2}}}})) == {
		"min minReplica": 1,
		"max maxReplica": 2,
	}
	_capacity_of(_capacity_one({"kind": "hf/endpoint", "content": {"compute": {"scaling": {"minReplica": 1}}}})) == {
		"min minReplica": 1,
		"max maxReplica?": null,
	}
	_capacity_of(_capacity_one({"kind": "hf/endpoint", "content": {"compute": {}}})) == {}
	_capacity_of(_capacity_one({"kind": "hf/endpoint", "content": {"compute": {"scaling": {}}}})) == {}
}

test_capacity_of_workloads if {
	_capacity_of(_capacity_one(_capacity_workload("Deployment", {"replicas": 3}))) == {"min replicas": 3, "max replicas": 3}
	_capacity_of(_capacity_one(_capacity_workload("StatefulSet", {}))) == {"min replicas?": 1, "max replicas?": 1}
	_capacity_of(_capacity_one(_capacity_workload("LeaderWorkerSet", {"replicas": "2"}))) == {"min replicas": 2, "max replicas": 2}
	_capacity_of(_capacity_one(_capacity_workload("Pod", {}))) == {"min kind": 1, "max kind": 1}
	_capacity_of(_capacity_one(_capacity_workload("DaemonSet", {}))) == {}
	_capacity_of(_capacity_one(object.remove(_capacity_workload("Deployment", {}), ["servers"]))) == {}
}

test_capacity_of_a_patch_is_what_it_sets if {
	patch := object.union(_capacity_one(_capacity_workload("Deployment", {"replicas": 0})), {"subject": {"patch": true}})
	_capacity_of(patch) == {"min replicas": 0, "max replicas": 0}
	empty := object.union(_capacity_one(_capacity_workload("Deployment", {})), {"subject": {"patch": true}})
	_capacity_of(empty) == {}
}

test_capacity_under_an_autoscaler if {
	hpa := _capacity_scaler("k8s/hpa", {"minReplicas": 2, "maxReplicas": 5})
	_capacity_of(_capacity_deployment({"a#0": _capacity_workload("Deployment", {"replicas": 0}), "h#0": hpa})) == {
		"min minReplicas": 2,
		"max maxReplicas": 5,
	}
	keda := _capacity_scaler("keda/scaledobject", {})
	_capacity_of(_capacity_deployment({"a#0": _capacity_workload("Deployment", {"replicas": 1}), "h#0": keda})) == {
		"min minReplicaCount?": 0,
		"max maxReplicaCount?": null,
	}
	busy := _capacity_scaler("keda/scaledobject", {"triggers": [{"type": "cpu"}], "maxReplicaCount": 4})
	_capacity_of(_capacity_deployment({"a#0": _capacity_workload("Deployment", {}), "h#0": busy})) == {
		"min minReplicaCount?": 1,
		"max maxReplicaCount": 4,
	}
	idle := _capacity_scaler("keda/scaledobject", {"minReplicaCount": 2, "idleReplicaCount": 0, "maxReplicaCount": 4})
	_capacity_of(_capacity_deployment({"a#0": _capacity_workload("Deployment", {}), "h#0": idle})) == {
		"min idleReplicaCount": 0,
		"max maxReplicaCount": 4,
	}
}

test_an_autoscaler_scales_what_it_names if {
	other := object.union(_capacity_workload("Deployment", {"replicas": 1}), {"content": {"metadata": {"name": "other"}}})
	hpa := _capacity_scaler("k8s/hpa", {"minReplicas": 2, "maxReplicas": 5})
	found := facts.capacity.subject with input as _capacity_deployment({
		"a#0": _capacity_workload("Deployment", {"replicas": 1}),
		"b#0": other,
		"h#0": hpa,
	})
	{[fact.document, fact.key] | some fact in found} == {["a#0", "minReplicas"], ["a#0", "maxReplicas"], ["b#0", "replicas"]}
}

test_capacity_of_a_vllm_runtime if {
	_capacity_of(_capacity_one({"kind": "vllm/runtime", "content": {"spec": {"deploymentConfig": {"replicas": 2}}}})) == {
		"min replicas": 2,
		"max replicas": 2,
	}
	scaled := {"autoscalingConfig": {"enabled": true, "minReplicas": 0, "maxReplicas": 2}, "deploymentConfig": {"replicas": 1}}
	_capacity_of(_capacity_one({"kind": "vllm/runtime", "content": {"spec": scaled}})) == {"min minReplicas": 0, "max maxReplicas": 2}
}

test_capacity_in_values_is_what_they_say if {
	_capacity_values([{"name": "m", "replicaCount": 2}]) == {
		"min /servingEngineSpec/modelSpec/0replicaCount": 2,
		"max /servingEngineSpec/modelSpec/0replicaCount": 2,
	}
	_capacity_values([{"replicaCount": 1, "keda": {"enabled": true, "minReplicaCount": 0}}]) == {"min /servingEngineSpec/modelSpec/0minReplicaCount": 0}
	_capacity_values([{"name": "m"}]) == {}
}

_capacity_values(models) := _capacity_of(_capacity_one({
	"kind": "vllm/helm-values",
	"content": {"servingEngineSpec": {"modelSpec": models}},
}))

test_capacity_of_an_llm_inference_service if {
	of := {spec_name: _capacity_of(_capacity_one({"kind": "kserve/llminferenceservice", "content": {"spec": spec}})) |
		some spec_name, spec in {
			"nothing": {},
			"fixed": {"replicas": 3},
			"scaled": {"scaling": {"minReplicas": 1, "maxReplicas": 4}},
			"open": {"scaling": {"minReplicas": 1}},
			"based": {"baseRefs": [{"name": "base"}]},
		}
	}
	of.nothing == {"min /specreplicas?": 1, "max /specreplicas?": 1}
	of.fixed == {"min /specreplicas": 3, "max /specreplicas": 3}
	of.scaled == {"min /specminReplicas": 1, "max /specmaxReplicas": 4}
	of.open == {"min /specminReplicas": 1, "max /specmaxReplicas?": null}
	of.based == {}
}

_capacity_predictor := "/spec/predictor"

test_capacity_of_an_inference_service if {
	standard := {"annotations": {"serving.kserve.io/deploymentMode": "RawDeployment"}}
	_capacity_of(_capacity_one(_capacity_isvc(standard, {"predictor": {}}))) == {"min /spec/predictorminReplicas?": 1}
	_capacity_of(_capacity_one(_capacity_isvc(standard, {"predictor": {"minReplicas": 2, "maxReplicas": 3}}))) == {
		"min /spec/predictorminReplicas": 2,
		"max /spec/predictormaxReplicas": 3,
	}
	_capacity_of(_capacity_one(_capacity_isvc({}, {"predictor": {}}))) == {
		"min /spec/predictorminReplicas?": 1,
		"max /spec/predictormaxReplicas?": null,
	}
	_capacity_of(_capacity_one(_capacity_isvc({}, {"predictor": {"minReplicas": 0, "maxReplicas": 0}}))) == {
		"min /spec/predictorminReplicas": 0,
		"max /spec/predictormaxReplicas": null,
	}
	_capacity_of(_capacity_one(_capacity_isvc({"annotations": {"serving.kserve.io/deploymentMode": "ModelMesh"}}, {"predictor": {}}))) == {}
}

test_capacity_in_annotations_and_labels_of_knative if {
	every list in ["annotations", "labels"] {
		every names in [["min-scale", "max-scale"], ["minScale", "maxScale"]] {
			settings := {sprintf("autoscaling.knative.dev/%s", [names[0]]): "2", sprintf("autoscaling.knative.dev/%s", [names[1]]): "5"}
			found := facts.capacity.subject with input as _capacity_one(_capacity_isvc({list: settings}, {"predictor": {"minReplicas": 0}}))
			{fact.value | some fact in found} == {2, 5}
			found_below := facts.capacity.subject with input as _capacity_one(_capacity_isvc({}, {"predictor": {list: settings}}))
			{fact.value | some fact in found_below} == {2, 5}
		}
	}
	found := facts.capacity.subject with input as _capacity_one(_capacity_isvc(
		{"annotations": {"autoscaling.knative.dev/max-scale": "0"}},
		{"predictor": {}},
	))
	{[fact.value, fact.at.pointer] | some fact in found; fact.bound == "max"} == {[null, "/metadata/annotations/autoscaling.knative.dev~1max-scale"]}
}

_capacity_mode(metadata, spec) := mode if {
	mode := facts.scaling_mode.subject["a#0"] with input as _capacity_one(_capacity_isvc(metadata, spec))
}

test_the_mode_of_an_inference_service if {
	_capacity_mode({}, {"predictor": {"minReplicas": 1}}) == "unknown"
	_capacity_mode({"annotations": {"serving.kserve.io/deploymentMode": "Serverless"}}, {"predictor": {}}) == "knative"
	_capacity_mode({"annotations": {"serving.kserve.io/deploymentMode": "Standard"}}, {"predictor": {"containerConcurrency": 1}}) == "standard"
	every spec in [{"canaryTrafficPercent": 0}, {"containerConcurrency": 4}, {"minReplicas": 0}] {
		_capacity_mode({}, {"predictor": spec}) == "knative"
	}
	_capacity_mode({"labels": {"networking.knative.dev/visibility": "cluster-local"}}, {"predictor": {}}) == "knative"
	_capacity_mode({"annotations": {"serving.knative.openshift.io/enablePassthrough": "true"}}, {"predictor": {}}) == "knative"
	every spec in [{"deploymentStrategy": {}}, {"workerSpec": {}}, {"autoScaling": {}}] {
		_capacity_mode({}, {"predictor": spec}) == "standard"
	}
	_capacity_mode({"annotations": {"serving.kserve.io/autoscalerClass": "hpa"}}, {"predictor": {}}) == "standard"
	_capacity_mode({}, {"predictor": {"deploymentStrategy": {}, "containerConcurrency": 1}}) == "unknown"
	_capacity_mode({"annotations": {"example.com/knative-notes": "x"}}, {"predictor": {}}) == "unknown"
}

test_malformed_capacity_raises_nothing if {
	every document in [
		_capacity_isvc({"annotations": ["a"], "labels": 3}, {"predictor": {"annotations": "x", "maxReplicas": "many"}}),
		_capacity_workload("Deployment", "spec"),
		{"kind": "hf/endpoint", "content": {"compute": {"scaling": "auto"}}},
		{"kind": "keda/scaledobject", "content": {"spec": null}},
		{"kind": "kserve/llminferenceservice", "content": {"spec": {"scaling": 3, "baseRefs": 1}}},
		{"kind": "vllm/runtime", "content": {}},
	] {
		count([fact | some fact in facts.capacity.subject]) >= 0 with input as _capacity_one(document)
	}
}
