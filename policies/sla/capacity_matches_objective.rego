# METADATA
# title: Replicas, cold starts and probes can meet the objectives
# description: >-
#   An objective that the deployment cannot meet is a promise on paper: with no instance running the first caller waits
#   minutes for a model to load, with one instance every restart is an outage, and without a readiness probe callers are
#   sent to a server that is still loading its weights.
# scope: package
# related_resources:
#   - ref: docs/rules/SLA005.md
# custom:
#   id: SLA005
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30}
#   scope: subject
#   reads: [replicate/deployment, hf/endpoint, kserve/inferenceservice, kserve/llminferenceservice, k8s/workload, ray/service, vllm/runtime, vllm/helm-values]
#   needs: [capacity, probes, objectives]
#   native: full
#   params: {single_replica_max: 0.995}
#   fix: >-
#     Set the minimum to 1 instance, to 2 for an availability above 99.5 %, and give the serving container a readiness
#     probe; or take the deployment out of the objective.
#   examples:
#     file: replicate.yaml
#     pass: |
#       name: summariser
#       model: acme/summariser
#       version: da77bc59ee60423279fd632efb4795ab731d9e3ca9705ef3341091fb989b7eaf
#       hardware: gpu-l40s
#       min_instances: 1
#       max_instances: 4
#     fail: |
#       name: summariser
#       model: acme/summariser
#       version: da77bc59ee60423279fd632efb4795ab731d9e3ca9705ef3341091fb989b7eaf
#       hardware: gpu-l40s
#       min_instances: 0
#       max_instances: 4
#   frameworks:
#     eu_ai_act: ["Art. 15(4)"]
#     nist_ai_rmf: ["MEASURE 2.6"]
#     iso_42001: ["A.4.5"]
package policylint.rules.sla.capacity_matches_objective

import data.policylint.facts
import data.policylint.lib.placeholder
import data.policylint.lib.result

# Nothing runs

deny contains result.finding_with(msg, fact.at, _promised) if {
	_answers
	some fact in _least
	fact.value == 0
	msg := sprintf(
		"%s, so nothing may be running when a request comes, and it waits while the model loads%s; %s.",
		[_stated(fact), _against, _raise(fact, 1)],
	)
}

undecided contains result.finding(msg, fact.at) if {
	_answers
	some fact in _least
	is_string(fact.value)
	placeholder.found(fact.value)
	msg := sprintf("%s is the placeholder %q; check the file in which it is filled in.", [fact.key, fact.value])
}

# One runs, and more is promised

deny contains result.finding_with(msg, fact.at, _related(promised.at)) if {
	_answers
	promised := _availability
	some fact in _least
	fact.value == 1
	_first(fact)
	msg := sprintf(
		"%s, and an availability of %s is promised: with one instance each restart is an outage; %s.",
		[_stated(fact), _percent(promised.target), _raise(fact, 2)],
	)
}

# Callers reach a server that is not ready

deny contains result.finding(msg, result.missing(id, at, "readinessProbe")) if {
	some id, servers in facts.probes.subject
	some at, states in servers
	states.readiness == "absent"
	msg := sprintf(
		"The container %s has no readinessProbe, so requests are sent to it while the model still loads; add one on the server's health path%s.",
		[_name(id, at), _health(id, at)],
	)
}

# An endpoint that is never to sleep, and is told when

deny contains result.finding(msg, sleep.at) if {
	some sleep in facts.sleeps.subject
	sleep.min > 0
	msg := sprintf(
		"scaleToZeroTimeout is %v minutes while minReplica is %v: an endpoint that falls asleep answers 503 until it is up again; set scaleToZeroTimeout to null.",
		[sleep.minutes, sleep.min],
	)
}

_least contains fact if {
	some fact in facts.capacity.subject
	fact.bound == "min"
}

# One finding a document, at its main part.
_first(fact) if {
	every other in _least {
		_behind(other, fact)
	}
}

_behind(other, fact) if other.document != fact.document

_behind(other, _) if other.value != 1

_behind(other, fact) if _rank(other.component) >= _rank(fact.component)

_rank(component) := object.get({"/spec/predictor": 0, "/spec/transformer": 1, "/spec/explainer": 2}, component, 0)

# Somebody waits for each answer, at a stage or with an objective that makes it matter. An unknown stage may be production.
_answers if {
	not _later
	input.subject.stage != "staging"
}

_answers if {
	not _later
	_objective
}

_later if facts.serving_mode.subject in {"async", "batch"}

_objective := [objective | some objective in facts.objectives.subject; objective.class in {"availability", "latency"}][0]

# The highest target above what one instance can give.
_availability := [objective |
	highest := max({objective.target |
		some objective in facts.objectives.subject
		objective.class == "availability"
		is_number(objective.target)
	})
	highest > object.get(input, ["params", "SLA005", "single_replica_max"], 0.995) + 0.000000001
	some objective in facts.objectives.subject
	objective.target == highest
	objective.class == "availability"
][0]

_promised := _related(_objective.at)

default _promised := {}

_related(at) := {"related": [result.related("the objective is here", at)]}

_against := sprintf(", although there is an objective for %s", [_objective.class])

default _against := ""

_stated(fact) := "A Pod is one instance" if {
	fact.key == "kind"
} else := sprintf("%s is %v", [fact.key, fact.value]) if {
	fact.written
} else := sprintf("%s is not set and defaults to %v", [fact.key, fact.value])

_raise(fact, least) := sprintf("use a Deployment with replicas: %d", [least]) if {
	fact.key == "kind"
} else := sprintf("set %s to at least %d", [fact.key, least])

_percent(target) := sprintf("%v %%", [round(target * 1000000) / 10000])

_name(id, at) := object.get(facts.containers.subject[id][at], "name", "of this pod")

# Where the engine tells that it is ready.
_health(id, at) := sprintf(", for this engine %s", [path]) if {
	path := _paths[facts.engines.subject[id][at]]
} else := ""

_paths := {
	"vllm": "/health", "tgi": "/health", "tei": "/health", "sglang": "/health", "llama.cpp": "/health",
	"triton": "/v2/health/ready", "mlserver": "/v2/health/ready", "openvino": "/v2/health/ready", "nim": "/v1/health/ready",
	"torchserve": "/ping", "ollama": "/",
}
