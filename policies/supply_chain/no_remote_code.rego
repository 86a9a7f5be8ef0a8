# METADATA
# title: Model repositories do not run their own code in production
# description: >-
#   With remote code on, loading a model runs Python files that lie in its repository, with every right of the pod: whoever
#   can push there, or take over its owner's account, decides what runs here.
# scope: package
# related_resources:
#   - ref: docs/rules/SUP002.md
# custom:
#   id: SUP002
#   severity: {space: note, staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30}
#   scope: subject
#   reads: [hf/endpoint, kserve/inferenceservice, kserve/llminferenceservice, k8s/workload, ray/service, vllm/runtime, vllm/helm-values]
#   needs: [engine_flags, model_version]
#   native: full
#   params: {trusted_owners: []}
#   fix: >-
#     Use a model that the engine supports itself; or review the code, keep it in a repository of your own and pin it with
#     --revision and --code-revision, each a 40-hex commit.
#   examples:
#     file: deployment.yaml
#     pass: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 args: [--model=acme/summariser, --no-trust-remote-code]
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 args: [--model=acme/summariser, --trust-remote-code]
#   frameworks:
#     eu_ai_act: ["Art. 15(5)"]
#     nist_ai_rmf: ["MAP 4.2", "MEASURE 2.7"]
#     owasp_llm_2025: ["LLM03"]
package policylint.rules.supply_chain.no_remote_code

import data.policylint.facts
import data.policylint.lib.placeholder
import data.policylint.lib.result
import data.policylint.lib.switches

_switches := {"--trust-remote-code", "HF_TRUST_REMOTE_CODE"}

deny contains result.finding(msg, flag.at) if {
	some flag in _on
	not _vouched_for(flag)
	msg := sprintf("%s is on, so %s runs with every right of this server; use a model that the engine supports itself, or review the code and pin %s.", [
		flag.written,
		_code(flag),
		_pins(flag),
	])
}

deny contains result.finding_with(msg, flag.at, {"level": "warning"}) if {
	some flag in _on
	_vouched_for(flag)
	msg := sprintf("%s is on, so %s runs with every right of this server; it is pinned and its owner is trusted, but use a model that the engine supports itself where there is one.", [flag.written, _code(flag)])
}

undecided contains result.finding(msg, flag.at) if {
	some flag in facts.engine_flags.subject
	flag.name in _switches
	placeholder.found(flag.value)
	msg := sprintf("%s is the placeholder %q, and code from the model's repository would run if it were on; check the file in which it is filled in.", [flag.written, flag.value])
}

_on contains flag if {
	some flag in facts.engine_flags.subject
	flag.name in _switches
	switches.on(flag.value)
}

_code(flag) := sprintf("the Python code in the repository of %s", [concat(" and ", names)]) if {
	names := sort({model.model | some model in _models(flag); model.scheme == "hf"; not placeholder.found(model.model)})
	count(names) > 0
} else := "the Python code that comes with the model"

_pins(flag) := "--revision and --code-revision to commits" if {
	_has_code_revision(flag)
} else := "its revision to a commit"

# In other engines the code has the revision of the model.
_has_code_revision(flag) if flag.engine in {"vllm", "kserve", "ray-serve", "aphrodite", "unknown"}

_vouched_for(flag) if {
	models := _models(flag)
	count(models) > 0
	every model in models {
		model.scheme == "hf"
		facts.immutable_commit(model.value)
		lower(split(model.model, "/")[0]) in _trusted
	}
	_code_pinned(flag)
}

_trusted := {lower(owner) | some owner in object.get(input, ["params", "SUP002", "trusted_owners"], [])}

_code_pinned(flag) if not _has_code_revision(flag)

_code_pinned(flag) if {
	some other in facts.engine_flags.subject
	other.name == "--code-revision"
	other.document == flag.document
	other.container == flag.container
	facts.immutable_commit(other.value)
}

# The models of the same container; those of the document where its container names none.
_models(flag) := here if {
	here := {model | some model in _models_of[flag.document]; startswith(model.named.pointer, sprintf("%s/", [flag.container]))}
	count(here) > 0
} else := _models_of[flag.document]

_models_of[document] contains model if {
	some model in facts.model_version.subject
	document := model.named.document
}
