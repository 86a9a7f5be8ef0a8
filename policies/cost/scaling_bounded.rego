# METADATA
# title: Scaling has an upper bound within the budget
# description: >-
#   Without a maximum the number of instances follows the load, and so does the bill: a retry loop or an attack can rent
#   every accelerator that the account may use before anybody looks.
# scope: package
# related_resources:
#   - ref: docs/rules/CST002.md
# custom:
#   id: CST002
#   severity: {space: note, staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 60}
#   scope: subject
#   reads: [replicate/deployment, hf/endpoint, kserve/inferenceservice, kserve/llminferenceservice, k8s/workload, vllm/runtime, vllm/helm-values]
#   needs: [capacity]
#   native: full
#   params: {monthly_budget: 0, prices: {}}
#   fix: Set the maximum that you would accept paying for a whole month.
#   examples:
#     file: service.yaml
#     pass: |
#       apiVersion: serving.kserve.io/v1beta1
#       kind: InferenceService
#       metadata:
#         name: summariser
#         annotations: {serving.kserve.io/deploymentMode: Knative}
#       spec:
#         predictor:
#           maxReplicas: 4
#           model: {modelFormat: {name: huggingface}, storageUri: s3://models/summariser}
#     fail: |
#       apiVersion: serving.kserve.io/v1beta1
#       kind: InferenceService
#       metadata:
#         name: summariser
#         annotations: {serving.kserve.io/deploymentMode: Knative}
#       spec:
#         predictor:
#           model: {modelFormat: {name: huggingface}, storageUri: s3://models/summariser}
#   frameworks:
#     nist_ai_rmf: ["MANAGE 2.1"]
#     iso_42001: ["A.4.5"]
#     owasp_llm_2025: ["LLM10"]
package policylint.rules.cost.scaling_bounded

import data.policylint.facts
import data.policylint.lib.placeholder
import data.policylint.lib.result

deny contains result.finding_with(msg, fact.at, _level(fact)) if {
	some fact in _most
	is_null(fact.value)
	_first(fact)
	msg := sprintf(_says(fact), [fact.key])
}

undecided contains result.finding(msg, fact.at) if {
	some fact in _most
	is_string(fact.value)
	placeholder.found(fact.value)
	_open(fact)
	msg := sprintf("%s is the placeholder %q; check the file in which it is filled in.", [fact.key, fact.value])
}

# A fixed number is a bound whatever it is: only its price is open.
_open(fact) if not fact.key in {"replicas", "replicaCount"}

_open(fact) if {
	_price(fact.document) > 0
	_budget > 0
}

# Prices are the reader's own: without any, no budget is judged.
deny contains result.finding(msg, fact.at) if {
	some fact in _most
	is_number(fact.value)
	price := _price(fact.document)
	_budget > 0
	month := (fact.value * price) * _hours
	month > _budget
	msg := sprintf(
		"%s is %v, which can cost %v a month (%v an hour each); the budget is %v. Lower %s or raise the budget.",
		[fact.key, fact.value, round(month), price, _budget, fact.key],
	)
}

_hours := 730

_most contains fact if {
	some fact in facts.capacity.subject
	fact.bound == "max"
}

# One finding a document, at the first component that has no maximum.
_first(fact) if {
	every other in _most {
		_behind(other, fact)
	}
}

_behind(other, fact) if other.document != fact.document

_behind(other, _) if not is_null(other.value)

_behind(other, fact) if _rank(other.component) >= _rank(fact.component)

_rank(component) := object.get({"/spec/predictor": 0, "/spec/transformer": 1, "/spec/explainer": 2}, component, 0)

# In Standard mode KServe runs as many as minReplicas says; in Knative mode as many as the load asks for.
_level(fact) := {"level": "note"} if {
	facts.scaling_mode.subject[fact.document] == "unknown"
} else := {}

_says(fact) := "%s is not set: where KServe runs this service on Knative, nothing limits the number of its pods, nor the bill; set it to the most that you would pay for." if {
	facts.scaling_mode.subject[fact.document] == "unknown"
} else := "%s is not set, and KEDA then starts up to 100 pods, which nobody chose; set it to the most that you would pay for." if {
	fact.key == "maxReplicaCount"
} else := "%s is 0, which is no limit for Knative: the number of pods follows the load, and so does the bill; set it to the most that you would pay for." if {
	fact.written
} else := "%s is not set, and Knative then starts as many pods as the load asks for, at whatever cost; set it to the most that you would pay for." if {
	facts.scaling_mode.subject[fact.document] == "knative"
} else := "%s is not set, so nothing limits how many instances are started, nor the bill; set it to the most that you would pay for."

_price(id) := [price |
	some hardware in facts.hardware.subject
	hardware.document == id
	some name in hardware.names
	price := input.params.CST002.prices[name]
	is_number(price)
][0]

_budget := facts.monthly_budget.subject if {
	is_number(facts.monthly_budget.subject)
} else := object.get(input, ["params", "CST002", "monthly_budget"], 0)
