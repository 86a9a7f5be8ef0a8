# METADATA
# title: Network controls limit who can reach the model
# description: >-
#   Without a network policy every pod of the cluster reaches the model server, past the gateway and its authentication:
#   one compromised container is enough.
# scope: package
# related_resources:
#   - ref: docs/rules/ACC003.md
# custom:
#   id: ACC003
#   severity: {staging: warning, production: error}
#   confidence: medium
#   default: true
#   effective_on: null
#   waivable: {max_days: 30, approver: platform}
#   scope: subject
#   reads:
#     - hf/endpoint
#     - k8s/workload
#     - kserve/inferenceservice
#     - kserve/llminferenceservice
#     - policylint/model-deployment
#     - ray/service
#     - vllm/runtime
#   needs: [network_policy, exposure]
#   native: partial
#   params: {}
#   fix: >-
#     Add a NetworkPolicy whose podSelector matches the pods and that allows only the namespace of the gateway to the
#     serving port. Where another repository holds it, name it in `access.network.control` of the ModelDeployment.
#   examples:
#     file: llm.yaml
#     pass: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         selector: {matchLabels: {app: summariser}}
#         template:
#           metadata: {labels: {app: summariser}}
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 args: [--model, acme/summariser]
#       ---
#       apiVersion: networking.k8s.io/v1
#       kind: NetworkPolicy
#       metadata: {name: summariser}
#       spec:
#         podSelector: {matchLabels: {app: summariser}}
#         policyTypes: [Ingress]
#         ingress:
#           - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gateway}}}]
#             ports: [{port: 8000}]
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         selector: {matchLabels: {app: summariser}}
#         template:
#           metadata: {labels: {app: summariser}}
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 args: [--model, acme/summariser]
#   frameworks:
#     eu_ai_act: ["Art. 15(5)"]
#     nist_ai_rmf: ["MEASURE 2.7"]
#     owasp_llm_2025: ["LLM10"]
package policylint.rules.access.network_restricted

import data.policylint.facts
import data.policylint.lib.placeholder
import data.policylint.lib.result

deny contains result.finding(msg, result.at(input.subject.primary, "")) if {
	_in_cluster
	not _controlled
	not facts.network_policy.subject
	msg := sprintf("No NetworkPolicy or policy of a mesh limits who connects to these pods, so %s; add a NetworkPolicy that lets in the gateway only.", [_reach])
}

deny contains result.finding_with(msg, policy.at, {"related": [related]}) if {
	_in_cluster
	not _controlled
	some policy in facts.network_policy.subject
	not policy.restricts
	related := result.related("it is the policy of these pods", result.at(input.subject.primary, ""))
	msg := sprintf("The %s keeps nobody out: %s; name the namespace of the gateway under `from`.", [policy.what, policy.open])
}

# What a manifest calls internal must be so on the platform.
deny contains result.finding_with(msg, door.at, {"related": [related]}) if {
	some door in facts.exposure.subject
	door.through == "platform"
	door.reach in {"accounts", "anyone"}
	some stated in facts.network_stated.subject
	stated.exposure == "internal"
	related := result.related("the exposure is called internal here", result.at(stated.document, "/spec/access/network/exposure"))
	msg := sprintf("%s and is reached from the internet, but the manifest calls its exposure internal; use the type \"private\".", [door.what])
}

undecided contains result.finding(msg, door.at) if {
	some door in facts.exposure.subject
	door.through == "platform"
	door.reach == "unknown"
	some stated in facts.network_stated.subject
	stated.exposure == "internal"
	msg := sprintf("%s that can be read, and the manifest calls its exposure internal; write type: private.", [door.what])
}

# Replicate and others have no network control of their own: a warning at most.
deny contains result.finding_with(msg, at, {"level": "warning"}) if {
	_elsewhere
	some [side, id] in facts.by_kind["policylint/model-deployment"]
	side == "subject"
	not _controlled
	at := _place(id)
	msg := sprintf("Nothing limits who reaches %s from your network: the platform has no control of its own; name yours, such as an egress proxy, as access.network.control.", [input.subject.name])
}

_in_cluster if {
	not input.subject.patch
	object.get(input.subject, "subject", "deployment") == "deployment"
	input.subject.documents[input.subject.primary].kind in {
		"k8s/workload", "kserve/inferenceservice", "kserve/llminferenceservice", "ray/service", "vllm/runtime",
	}
}

_elsewhere if {
	not _in_cluster
	not input.subject.platform in {"hf-endpoint", "hf-space", "kubernetes", "kserve"}
}

_controlled if {
	some stated in facts.network_stated.subject
	is_string(stated.control)
	trim_space(stated.control) != ""
	not placeholder.found(stated.control)
	not lower(stated.control) in {"none", "no", "n/a"}
}

_place(id) := result.missing(id, "/spec/access/network", "control") if {
	facts.content("subject", id).spec.access.network
} else := result.missing(id, "/spec/access", "network") if {
	facts.content("subject", id).spec.access
} else := result.missing(id, "/spec", "access")

# How far the pods are open, for the message.
_reach := sprintf("every pod of the cluster reaches them, and t%s", [substring(opens, 1, -1)]) if {
	opens := sort([door.what | some door in facts.exposure.subject; door.reach == "anyone"; startswith(door.what, "The ")])[0]
} else := "every pod of the cluster reaches them"
