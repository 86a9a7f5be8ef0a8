# METADATA
# title: The model version is pinned to an immutable identifier
# description: >-
#   A branch, a tag, an abbreviated commit or no revision at all lets the weights change under a running deployment: the
#   version that was evaluated, approved and documented is then not the version that answers customers, and there is
#   nothing exact to roll back to.
# scope: package
# related_resources:
#   - ref: docs/rules/REL001.md
# custom:
#   id: REL001
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30, approver: platform}
#   scope: subject
#   reads:
#     - replicate/deployment
#     - hf/endpoint
#     - kserve/inferenceservice
#     - kserve/llminferenceservice
#     - k8s/workload
#     - ray/service
#     - vllm/runtime
#     - vllm/helm-values
#   needs: [model_version]
#   native: full
#   params: {}
#   fix: >-
#     Write the full identifier: the 64-hex Replicate version id, the 40-hex commit of the model repository
#     (`hf models info OWNER/NAME` shows it as `sha`), or the sha256 digest of the model image.
#   examples:
#     file: endpoint.yaml
#     pass: |
#       name: summariser
#       type: private
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model: {repository: acme/summariser, revision: 6c0e6080953db56375760c0471a8c5f2929baf11}
#     fail: |
#       name: summariser
#       type: private
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model: {repository: acme/summariser, revision: main}
#   frameworks:
#     eu_ai_act: ["Art. 12(2)", "Annex IV(1)"]
#     nist_ai_rmf: ["MANAGE 2.4", "GOVERN 6.1"]
#     iso_42001: ["A.6.2.5", "A.6.2.7"]
#     owasp_llm_2025: ["LLM03", "LLM04"]
#     ml_test_score: ["Infra 7"]
package policylint.rules.release.model_version_pinned

import data.policylint.facts
import data.policylint.lib.placeholder
import data.policylint.lib.result

deny contains result.finding_with(msg, fact.at, _more(fact)) if {
	some fact in facts.model_version.subject
	_absent(fact)
	not placeholder.found(fact.model)
	not fact.cannot
	msg := sprintf("%s has no %s; add %s.", [fact.model, _unpinned[fact.scheme], _addition(fact)])
}

# What loads it has no way to name a revision.
deny contains result.finding_with(msg, fact.at, {"key": fact.model}) if {
	some fact in facts.model_version.subject
	_absent(fact)
	not placeholder.found(fact.model)
	fact.cannot
	msg := sprintf("%s has no revision, and %s cannot name one; download it at a commit and give its path.", [fact.model, fact.cannot])
}

# Tags are all that Ollama's registry has.
deny contains result.finding_with(msg, fact.at, {"key": fact.model}) if {
	some fact in facts.model_version.subject
	fact.scheme == "ollama"
	not placeholder.found(fact.model)
	msg := sprintf("%s is a tag of the Ollama registry, which can change; serve weights whose digest you keep.", [fact.model])
}

deny contains result.finding_with(msg, fact.at, _more(fact)) if {
	some fact in facts.model_version.subject
	_mutable(fact)
	msg := sprintf("%s is pinned to %q, %s; use %s.", [fact.model, fact.value, _why(fact.value), _wanted[fact.scheme]])
}

undecided contains result.finding(msg, fact.named) if {
	some fact in facts.model_version.subject
	_unnamed(fact)
	placeholder.found(fact.model)
	msg := sprintf("The model is the placeholder %q; check the file in which it is filled in.", [fact.model])
}

undecided contains result.finding(msg, fact.at) if {
	some fact in facts.model_version.subject
	fact.scheme in object.keys(_wanted)
	_hole(fact.value)
	msg := sprintf("The version of %s is the placeholder %q; check the file in which it is filled in.", [fact.model, fact.value])
}

undecided contains result.finding(msg, fact.at) if {
	some fact in facts.model_version.subject
	fact.scheme in object.keys(_unseen)
	not facts.model_digest.subject
	msg := sprintf(_unseen[fact.scheme], [fact.value])
}

_absent(fact) if {
	is_null(fact.value)
	fact.scheme in object.keys(_wanted)
}

_unnamed(fact) if _absent(fact)

_unnamed(fact) if fact.scheme == "ollama"

_mutable(fact) if {
	is_string(fact.value)
	fact.scheme in object.keys(_wanted)
	not _hole(fact.value)
	not _immutable(fact)
}

_immutable(fact) if {
	fact.scheme == "hf"
	facts.immutable_commit(fact.value)
}

_immutable(fact) if {
	fact.scheme in {"replicate", "oci"}
	facts.immutable_digest(fact.value)
}

_hole(value) if placeholder.found(value)

_hole(value) if facts.digest_placeholder(value)

_why(value) := "which is only part of a commit" if {
	regex.match(`^[0-9a-f]{7,39}$`, value)
	regex.match(`[0-9]`, value)
} else := "which can change"

# The version is not where the model is named: show both.
_more(fact) := {"key": fact.model, "related": [result.related("the model is named here", fact.named)]} if {
	fact.at != fact.named
	fact.at.missing
} else := {"key": fact.model}

_wanted := {
	"hf": "the 40-hex commit of the repository",
	"oci": "the sha256 digest of the image",
	"replicate": "the 64-hex version id",
}

_unpinned := {
	"hf": "revision, so the newest commit of its default branch is served",
	"oci": "tag and no digest, so the newest image is served",
	"replicate": "version, so the newest one is served",
}

# Under which key, where there is one; a URI takes the version at its end.
_addition(fact) := sprintf("%s with %s", [fact.at.missing, _wanted[fact.scheme]]) if {
	fact.at.missing
} else := sprintf("%s: %s", [_wanted[fact.scheme], fact.form]) if {
	fact.scheme == "hf"
} else := _wanted[fact.scheme]

_unseen := {
	"local": "The model is the path %s, and nothing here says which weights lie there; name a Hub commit or an image digest.",
	"opaque": "%s does not say whether its content can change; name a Hub commit or an image digest.",
}
