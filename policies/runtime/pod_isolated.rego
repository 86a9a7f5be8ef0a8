# METADATA
# title: The model server's pod has no host access and no extra privilege
# description: >-
#   A model server parses what strangers send and often runs code that came with a model. Whoever breaks into it gets what
#   the pod has: with host access or extra privilege that is the node and every other pod on it, as root with a writable
#   filesystem it is a place to stay.
# scope: package
# related_resources:
#   - ref: docs/rules/RUN002.md
# custom:
#   id: RUN002
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 60}
#   scope: subject
#   reads: [k8s/workload, kserve/inferenceservice, kserve/llminferenceservice, ray/service]
#   needs: [pods]
#   native: full
#   params: {}
#   fix: >-
#     Take host access and privilege away, and set runAsNonRoot and readOnlyRootFilesystem, with an emptyDir for /tmp and
#     the model cache. For shared memory mount an emptyDir of medium Memory at /dev/shm instead of hostIPC.
#   examples:
#     file: deployment.yaml
#     pass: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             securityContext: {runAsNonRoot: true, runAsUser: 1000}
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true}
#                 volumeMounts: [{name: scratch, mountPath: /tmp}]
#             volumes: [{name: scratch, emptyDir: {}}]
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             hostIPC: true
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#   frameworks:
#     eu_ai_act: ["Art. 15(5)"]
#     nist_ai_rmf: ["MEASURE 2.7"]
#     owasp_llm_2025: ["LLM03"]
package policylint.rules.runtime.pod_isolated

import data.policylint.facts
import data.policylint.lib.host_paths
import data.policylint.lib.listing
import data.policylint.lib.result

# Access to the node

_host := {
	"hostNetwork": "shares the node's network and passes by network policies; take it out",
	"hostPID": "sees and can stop every process of the node; take it out",
	"hostIPC": "shares memory with every process of the node; take it out, and mount an emptyDir of medium Memory at /dev/shm",
}

deny contains result.finding(msg, result.at(id, sprintf("%s/%s", [pod, key]))) if {
	some [id, pod] in facts.serving_pods.subject
	some key, harm in _host
	facts.pods.subject[id][pod][key] == true
	msg := sprintf("%s is true, so this model server %s.", [key, harm])
}

deny contains result.finding_with(msg, at, {"key": path}) if {
	some [id, pod] in facts.serving_pods.subject
	some i, volume in facts.pods.subject[id][pod].volumes
	is_object(volume.hostPath)
	path := object.get(volume.hostPath, "path", "")
	not _device(path)
	at := result.at(id, sprintf("%s/volumes/%d/hostPath", [pod, i]))
	msg := sprintf("The volume %s is the node's own folder %s, so this model server reaches the node's files; use a PersistentVolumeClaim or an emptyDir.", [object.get(volume, "name", "without a name"), path])
}

_device(path) if {
	is_string(path)
	host_paths.device(path)
}

# Privilege of a container

deny contains result.finding_with(msg, at, {"key": sprintf("%s privilege", [name])}) if {
	some found in facts.serving_containers.subject
	container := facts.serving_container("subject", found)
	context := container.securityContext
	faults := _privilege(context)
	count(faults) > 0
	name := facts.container_name(container, found)
	at := result.at(found.document, sprintf("%s/securityContext%s", [found.pointer, _place(faults)]))
	msg := sprintf("The container %s %s, so whoever breaks into it can take over the node; %s.", [
		name,
		listing.all([fault.says | some fault in faults]),
		listing.all([fault.fix | some fault in faults]),
	])
}

_privilege(context) := [fault |
	some fault in [
		{
			"holds": object.get(context, "privileged", false) == true,
			"says": "is privileged",
			"fix": "take privileged out",
			"at": "/privileged",
		},
		{
			"holds": object.get(context, "allowPrivilegeEscalation", false) == true,
			"says": "may gain privileges (allowPrivilegeEscalation is true)",
			"fix": "set allowPrivilegeEscalation: false",
			"at": "/allowPrivilegeEscalation",
		},
		{
			"holds": count(_added(context)) > 0,
			"says": sprintf("adds %s to its capabilities", [concat(", ", _added(context))]),
			"fix": "take them out",
			"at": "/capabilities/add",
		},
	]
	fault.holds
]

_added(context) := [name |
	some raw in context.capabilities.add
	is_string(raw)
	name := trim_prefix(upper(raw), "CAP_")
	not name in {"NET_BIND_SERVICE", "IPC_LOCK"} # RDMA pins memory
]

# Root and a writable filesystem

deny contains result.finding_with(msg, at, {"level": "warning", "key": name}) if {
	some found in facts.serving_containers.subject
	container := facts.serving_container("subject", found)
	faults := _loose(found, container)
	count(faults) > 0
	name := facts.container_name(container, found)
	at := result.at(found.document, sprintf("%s%s", [found.pointer, _where(container, faults)]))
	msg := sprintf("The container %s %s, so whoever breaks in %s; %s.", [
		name,
		listing.all([fault.says | some fault in faults]),
		listing.all([fault.so | some fault in faults]),
		_remedy(faults),
	])
}

_remedy(faults) := sprintf("set %s", [listing.all(array.concat(_in_context(faults), _in_pod(faults)))])

_in_context(faults) := [sprintf("%s under its securityContext", [listing.all(keys)]) |
	keys := [fault.fix | some fault in faults; fault.at != "/automountServiceAccountToken"]
	count(keys) > 0
]

_in_pod(faults) := [fault.fix | some fault in faults; fault.at == "/automountServiceAccountToken"]

_loose(found, container) := [fault |
	pod := facts.pods.subject[found.document][found.pod]
	context := _contexts(found, container)
	some fault in array.concat(array.concat(_root(found, pod, context), _writable(found, context)), _token(found, pod))
]

# What a container does not say its pod says; what a predictor does not say its runtime says, and the other way round.
_contexts(found, container) := object.union_n([
	object.get(facts.pods.subject[found.document][found.pod], "securityContext", {}),
	_context(_of_model(found)),
	_context(container),
])

_context(container) := context if {
	context := container.securityContext
	is_object(context)
} else := {}

_of_model(found) := object.union_n([container |
	input.subject.documents[found.document].kind == "kserve/servingruntime"
	found.first
	some other in facts.serving_containers.subject
	other.list == "model"
	container := facts.serving_container("subject", other)
])

_root(found, pod, context) := [{"says": says, "so": "acts as root", "fix": "runAsNonRoot: true", "at": at} |
	not _user(context)
	not pod.hostUsers == false # root of a user namespace is nobody on the node
	not _asked_elsewhere(found, context, {"runAsNonRoot", "runAsUser"})
	[says, at] := _root_because(context)
]

_user(context) if context.runAsNonRoot == true

_user(context) if is_string(context.runAsNonRoot) # a placeholder

_user(context) if {
	is_number(context.runAsUser)
	context.runAsUser > 0
}

_root_because(context) := ["runs as root (runAsUser is 0)", "/runAsUser"] if {
	context.runAsUser == 0
} else := ["may run as root (runAsNonRoot is false)", "/runAsNonRoot"] if {
	context.runAsNonRoot == false
} else := ["may run as root (runAsNonRoot is not set)", ""]

_writable(found, context) := [{"says": says, "so": "can change what it runs", "fix": "readOnlyRootFilesystem: true", "at": at} |
	not context.readOnlyRootFilesystem == true
	not is_string(object.get(context, "readOnlyRootFilesystem", null))
	not _asked_elsewhere(found, context, {"readOnlyRootFilesystem"})
	[says, at] := _writable_because(context)
]

_writable_because(context) := ["writes to its root filesystem (readOnlyRootFilesystem is false)", "/readOnlyRootFilesystem"] if {
	context.readOnlyRootFilesystem == false
} else := ["may write to its root filesystem (readOnlyRootFilesystem is not set)", ""]

# Only a pod of the default account surely has no use for the token that it asks for.
_token(found, pod) := [{
	"says": "holds a token of the cluster that it has no use for",
	"so": "can use that",
	"fix": "automountServiceAccountToken: false in its pod",
	"at": "/automountServiceAccountToken",
} |
	found.list == "containers"
	found.first
	pod.automountServiceAccountToken == true
	object.get(pod, "serviceAccountName", "default") == "default"
]

# A patch and what KServe fills in are judged for what they say only.
_asked_elsewhere(found, context, keys) if {
	_partial(found)
	count(object.keys(context) & keys) == 0
}

_partial(found) if facts.is_patch("subject", found.document)

_partial(found) if found.list == "model"

_partial(found) if {
	input.subject.documents[found.document].kind in {"kserve/llminferenceservice", "kserve/llminferenceserviceconfig"}
}

# The one offending key, if the container has it; else the nearest that it has.
_where(container, faults) := sprintf("/securityContext%s", [place]) if {
	place := _place(faults)
	place != ""
	substring(place, 1, -1) in object.keys(container.securityContext)
} else := "/securityContext" if {
	is_object(container.securityContext)
} else := ""

_place([fault]) := fault.at

_place(faults) := "" if count(faults) > 1
