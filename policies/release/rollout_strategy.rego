# METADATA
# title: The platform replaces instances without an outage
# description: >-
#   Every new version, node upgrade and change of settings replaces all instances. A strategy that takes them away first
#   makes each of these an outage, and a grace period that ends before the server has drained cuts off the answers that
#   callers are waiting for.
# scope: package
# related_resources:
#   - ref: docs/rules/REL006.md
# custom:
#   id: REL006
#   severity: {staging: note, production: warning}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 60}
#   scope: subject
#   reads: [kserve/inferenceservice, kserve/llminferenceservice, k8s/workload, vllm/runtime, vllm/helm-values]
#   needs: [rollout, drain, objectives]
#   native: full
#   params: {}
#   fix: Use RollingUpdate with maxUnavailable 0 and a terminationGracePeriodSeconds above the drain time of the server.
#   examples:
#     file: deployment.yaml
#     pass: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         replicas: 2
#         strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 0}}
#         template:
#           spec:
#             terminationGracePeriodSeconds: 120
#             containers:
#               - name: tgi
#                 image: ghcr.io/huggingface/text-generation-inference:3.3.5
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         replicas: 2
#         strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: "100%"}}
#         template:
#           spec:
#             containers:
#               - name: tgi
#                 image: ghcr.io/huggingface/text-generation-inference:3.3.5
#   frameworks:
#     eu_ai_act: ["Art. 15(4)"]
#     nist_ai_rmf: ["MEASURE 2.6"]
package policylint.rules.release.rollout_strategy

import data.policylint.facts
import data.policylint.lib.counts
import data.policylint.lib.result

# Taken away before anything new is there. A cluster with one accelerator cannot do otherwise: a note, until somebody
# promises an availability.
deny contains result.finding_with(msg, rollout.type_at, _weight) if {
	some rollout in facts.rollout.subject
	rollout.type == "Recreate"
	msg := sprintf(
		"The strategy is Recreate: each update stops every instance before a new one has loaded the model%s; use RollingUpdate with maxUnavailable: 0%s.",
		[_promise, _spare],
	)
}

deny contains result.finding_with(msg, rollout.unavailable_at, _weight_of(rollout)) if {
	some rollout in facts.rollout.subject
	rollout.type != "Recreate"
	_all(rollout)
	msg := sprintf(
		"maxUnavailable is %v%s, so an update may take away every instance at once%s; set it to 0.",
		[rollout.unavailable, _of(rollout), _promise],
	)
}

deny contains result.finding(msg, drain.at) if {
	some drain in facts.drain.subject
	drain.grace < drain.seconds
	msg := sprintf(
		"%s takes up to %v s to finish its answers%s, and the pod is killed after %v s%s; set terminationGracePeriodSeconds above %v.",
		[_engines[drain.engine], drain.seconds, _told(drain), drain.grace, _default(drain), drain.seconds],
	)
}

_all(rollout) if {
	counts.percentage(rollout.unavailable)
	counts.part(rollout.unavailable, 100) >= 100
}

_all(rollout) if {
	unavailable := counts.number(rollout.unavailable)
	is_number(unavailable)
	unavailable > 0
	unavailable >= rollout.replicas
}

_of(rollout) := sprintf(" of %v", [rollout.replicas]) if {
	not counts.percentage(rollout.unavailable)
} else := ""

_weight_of(rollout) := _weight if {
	rollout.replicas == 1
} else := {}

_weight := {"related": [result.related("the objective is here", _availability.at)]}

default _weight := {"level": "note"}

_promise := ", although there is an objective for availability" if _availability

default _promise := ""

# The new pod waits for the accelerator that the old one holds.
_spare := "" if _availability

default _spare := " where there is an accelerator to spare"

_availability := [objective | some objective in facts.objectives.subject; objective.class == "availability"][0]

_engines := {"tgi": "TGI", "triton": "Triton", "vllm": "vLLM"}

_told(drain) := "" if {
	drain.said
} else := " (its default)"

_default(drain) := " (the default of Kubernetes)" if {
	drain.at.missing
} else := ""
