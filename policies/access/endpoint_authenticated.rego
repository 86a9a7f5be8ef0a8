# METADATA
# title: The endpoint requires authentication
# description: >-
#   Whoever finds an open endpoint runs the model at your cost, with your data behind it; and engines have routes that
#   pause them or replace their weights.
# scope: package
# related_resources:
#   - ref: docs/rules/ACC001.md
# custom:
#   id: ACC001
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: false
#   scope: subject
#   reads:
#     - hf/endpoint
#     - k8s/workload
#     - kserve/inferenceservice
#     - kserve/llminferenceservice
#     - ray/service
#     - vllm/runtime
#     - vllm/helm-values
#     - policylint/model-deployment
#   needs: [exposure, authentication]
#   native: partial
#   params: {}
#   fix: >-
#     Put a gateway with authentication and a list of allowed paths in front and make the Service ClusterIP; give an
#     Inference Endpoint the type `private`. Where another repository does it, say so: `access.authentication` of the
#     ModelDeployment names the method and, under `at`, what enforces it.
#   examples:
#     file: endpoint.yaml
#     pass: |
#       name: summariser
#       type: private
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model: {repository: acme/summariser, revision: 6c0e6080953db56375760c0471a8c5f2929baf11}
#     fail: |
#       name: summariser
#       type: public
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model: {repository: acme/summariser, revision: 6c0e6080953db56375760c0471a8c5f2929baf11}
#   frameworks:
#     eu_ai_act: ["Art. 15(5)"]
#     nist_ai_rmf: ["MEASURE 2.7"]
#     iso_42001: ["A.6.2.6"]
#     owasp_llm_2025: ["LLM02", "LLM10"]
package policylint.rules.access.endpoint_authenticated

import data.policylint.facts
import data.policylint.lib.placeholder
import data.policylint.lib.result

deny contains result.finding(msg, door.at) if {
	some door in _doors
	door.through == "platform"
	door.reach == "anyone"
	msg := sprintf("%s: anybody who knows its address can call the model; use the type \"private\".", [door.what])
}

# A note at production; more where there is personal data to be had.
deny contains result.finding_with(msg, door.at, {"level": level}) if {
	some door in _doors
	door.reach == "accounts"
	level := _level_for_accounts
	msg := sprintf("%s, which lets in everybody with a Hugging Face account%s; use the type \"private\".", [door.what, _stakes])
}

deny contains result.finding_with(msg, door.at, {"related": _related(door)}) if {
	some door in _open
	not _in_doubt[door.document]
	msg := sprintf("%s, and nothing in these files asks callers who they are%s; %s.", [door.what, _key, _remedy(door)])
}

deny contains result.finding(msg, stated.at) if {
	some stated in facts.authentication_stated.subject
	stated.method == "none"
	msg := "The method of authentication is \"none\": anybody who reaches the model can call it; name what asks callers who they are."
}

undecided contains result.finding(msg, doubt.at) if {
	some door in _open
	some doubt in _in_doubt[door.document]
	msg := sprintf("%s, and only %s can ask callers who they are; check the file that defines it.", [door.what, doubt.what])
}

undecided contains result.finding(msg, door.at) if {
	some door in _doors
	door.reach == "unknown"
	not facts.guarded.subject[door.document]
	not _vouched
	count(_open) == 0
	msg := sprintf("%s, so %s.", [door.what, _unknown(door)])
}

# The manifest vouches for what no file at hand shows.
deny contains result.finding_with(msg, stated.at, {"level": "note"}) if {
	some stated in _stated
	count(_vouched_for) > 0
	not _control_at_hand(stated)
	msg := sprintf("The method %q is said to be enforced at %s, which is not in this repository; nothing here can show that it is.", [stated.method, stated.control])
}

# A patch sets a part of what stands elsewhere, and so do the values of a chart: of these only what they open counts.
_doors contains door if {
	not input.subject.patch
	some door in facts.exposure.subject
}

_doors contains door if {
	input.subject.patch
	some door in facts.exposure.subject
	door.document == input.subject.primary
}

# What no document at hand guards; a manifest may vouch for it.
_vouched_for contains door if {
	some door in _doors
	door.through != "platform"
	door.reach in {"anyone", "unknown"}
	not facts.guarded.subject[door.document]
}

_open contains door if {
	some door in _vouched_for
	door.reach == "anyone"
	not _vouched
}

_in_doubt[id] contains doubt if {
	some doubt in facts.doubtful.subject
	id := doubt.guards
}

_vouched if count(_stated) > 0

_stated contains stated if {
	some stated in facts.authentication_stated.subject
	stated.method != "none"
	is_string(stated.control)
	not placeholder.found(stated.control)
}

_control_at_hand(stated) if {
	some reference in input.subject.references
	reference.document == stated.document
	reference.pointer == "/spec/access/authentication/at"
	not reference.state in {"absent", "outside", "no_match", "too_many"}
}

_level_for_accounts := "warning" if {
	_personal
} else := "note" if {
	object.get(input.subject, "stage", null) != "staging"
}

_personal if {
	some [side, id] in facts.by_kind["policylint/model-system"]
	side == "subject"
	some class in input[side].documents[id].content.spec.data.classes
	class in {"personal", "special-category"}
}

_stakes := " while the system handles personal data" if {
	_personal
} else := ""

_key := " (the API key of vLLM guards /v1, /v2 and /inference only; /invocations, /pause and others stay open)" if {
	count(facts.engine_key.subject) > 0
} else := ""

_remedy(door) := "make it ClusterIP and put a gateway with authentication in front" if {
	door.through == "service"
} else := "add authentication to it, such as OIDC or a key at the gateway"

_related(door) := [result.related("this serves the model", result.at(input.subject.primary, ""))] if {
	door.document != input.subject.primary
} else := []

_unknown(door) := "the platform chooses it; write type: private" if {
	door.value == null
} else := "check the file in which it is filled in" if {
	door.through in {"platform", "service"}
} else := "whether it asks callers who they are is settled at the gateway of the cluster; name it in access.authentication of a ModelDeployment"
