package policylint.facts

import data.policylint.lib.pointer

# pods[side][id][pointer]: the specification of every pod. A KServe predictor that names a model in place of containers
# is one too: it takes the fields of a pod.
pods[side][id][at] := spec if {
	some side in sides
	some id, document in input[side].documents
	some at in document.pods
	spec := pointer.get(document.content, at, {})
	is_object(spec)
}

pods[side][id][at] := component if {
	some [side, id, at, component] in _components
}

pods[side][id][at] := worker if {
	some side in sides
	some id, document in input[side].documents
	startswith(document.kind, "kserve/")
	some pod in document.pods
	worker := pointer.get(document.content, sprintf("%s/workerSpec", [pod]), null)
	is_object(worker)
	at := sprintf("%s/workerSpec", [pod])
}

# serving_pods[side]: the pods of what serves a model, as [document, pointer]: helpers of its own, such as the workers
# of a LeaderWorkerSet, the head of a Ray cluster and a KServe transformer, are among them, jobs and routers are not.
serving_pods[side] contains [id, at] if {
	some side, documents in pods
	some id, specs in documents
	_pods_serve(side, id)
	some at, _ in specs
	not startswith(at, "/spec/router")
}

_pods_serve(side, id) if {
	input[side].documents[id].kind in {
		"kserve/inferenceservice", "kserve/llminferenceservice", "kserve/servingruntime",
		"kserve/llminferenceserviceconfig", "ray/service",
	}
}

_pods_serve(side, id) if {
	input[side].documents[id].kind == "k8s/workload"
	not object.get(input[side].documents[id].content, "kind", "") in {"Job", "CronJob", "JobSet"}
	_pods_of_engine(side, id)
}

_pods_of_engine(side, id) if count(input[side].documents[id].servers) > 0

_pods_of_engine(side, id) if is_patch(side, id)

# A Kustomize patch says what it sets; what it does not set stands in the base.
is_patch(side, id) if {
	input[side].patch
	input[side].primary == id
}

# serving_containers[side]: {"document", "pod", "pointer", "list", "first"} of every container of these pods. `list` is
# "model" where a KServe predictor holds the fields of the container that its runtime brings.
serving_containers[side] contains {"document": id, "pod": pod, "pointer": at, "list": list, "first": i == 0} if {
	some side, found in serving_pods
	some [id, pod] in found
	some list in ["initContainers", "containers"]
	some i, container in pods[side][id][pod][list]
	is_object(container)
	at := sprintf("%s/%s/%d", [pod, list, i])
}

serving_containers[side] contains {"document": id, "pod": pod, "pointer": at, "list": "model", "first": true} if {
	some [side, id, pod, component] in _components
	some name, framework in component
	name in _pods_frameworks
	is_object(framework)
	at := sprintf("%s/%s", [pod, name])
}

_pods_frameworks := {
	"model", "sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx", "huggingface", "pmml", "lightgbm", "paddle",
	"alibi", "art", "aix", "aif",
}

# The fields of a serving container.
serving_container(side, found) := containers[side][found.document][found.pointer] if {
	found.list != "model"
} else := pointer.get(content(side, found.document), found.pointer, {})

# What a reader calls it.
container_name(container, found) := container.name if {
	is_string(container.name)
} else := regex.replace(found.pointer, `^.*/`, "") if {
	found.list == "model"
} else := "without a name"

# What KServe fills in is not in the file: limits, probes, shared memory, and for LLMs the security context.
filled_in(side, found) if {
	input[side].documents[found.document].kind in {
		"kserve/llminferenceservice", "kserve/llminferenceserviceconfig", "kserve/servingruntime",
	}
}

filled_in(_, found) if found.list == "model"
