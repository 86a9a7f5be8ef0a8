# METADATA
# title: The manifest does not contradict the files that it names
# description: >-
#   Two statements of one fact that differ mean that a release was checked against something that does not run. The
#   artefact wins, because it is what the platform reads.
# scope: package
# related_resources:
#   - ref: docs/rules/MAN002.md
# custom:
#   id: MAN002
#   severity: {space: warning, staging: error, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: false
#   scope: subject
#   reads: [policylint/model-deployment]
#   needs: [model_version, images, capacity]
#   native: none
#   params:
#     stage_labels: {staging: [stage, staging, stg, preprod], production: [prod, production, prd, live]}
#   fix: >-
#     Correct the statement that is wrong; where the manifest only repeats the file, delete it there. `policylint facts`
#     lists what `expect` may name.
#   examples:
#     file: deployment.yaml
#     pass: |
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelDeployment
#       metadata: {name: summariser-demo}
#       spec:
#         system: summariser
#         stage: space
#         platform: hf-endpoint
#         artefacts: {serving: [{path: deployment.yaml, index: 1}]}
#         expect: {hf_endpoint_type: private}
#       ---
#       name: summariser
#       type: private
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model: {repository: acme/summariser, revision: 6c0e6080953db56375760c0471a8c5f2929baf11}
#     fail: |
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelDeployment
#       metadata: {name: summariser-demo}
#       spec:
#         system: summariser
#         stage: space
#         platform: hf-endpoint
#         artefacts: {serving: [{path: deployment.yaml, index: 1}]}
#         expect: {hf_endpoint_type: private}
#       ---
#       name: summariser
#       type: public
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model: {repository: acme/summariser, revision: 6c0e6080953db56375760c0471a8c5f2929baf11}
#   frameworks:
#     nist_ai_rmf: ["GOVERN 4.2"]
#     iso_42001: ["A.6.2.7"]
package policylint.rules.manifest.fact_contradicts_artefact

import data.policylint.facts
import data.policylint.lib.nearest
import data.policylint.lib.placeholder
import data.policylint.lib.result

deny contains result.finding(msg, _at(name)) if {
	some name, _ in _expected
	not name in _names
	advice := nearest.advice(name, _names, "policylint facts lists what it may name.")
	msg := sprintf("expect names %s, which is no fact, so nothing compares it; %s", [name, advice])
}

deny contains result.finding_with(msg, _at(name), {"related": related}) if {
	some name, wanted in _expected
	others := [fact | some fact in _stated(name); not _agrees(name, wanted, fact.value); not placeholder.found(fact.value)]
	_contradicted(name, others)
	fact := others[0]
	related := [result.related("what runs is stated here", other.at) | some other in others]
	msg := sprintf("expect says %s: %v, and %s says %v, which is what runs; correct the one that is wrong.", [name, wanted, _path(fact.at), fact.value])
}

undecided contains result.finding(msg, _at(name)) if {
	some name, wanted in _expected
	name in _names
	count(_stated(name)) == 0
	msg := sprintf("expect says %s: %v, and no serving file says its %s, so nothing compares it; state it there, or delete it here.", [name, wanted, name])
}

undecided contains result.finding_with(msg, _at(name), {"related": [result.related("the placeholder stands here", fact.at)]}) if {
	some name, wanted in _expected
	some fact in _stated(name)
	placeholder.found(fact.value)
	msg := sprintf("expect says %s: %v, and %s says %q, which is filled in elsewhere; compare it there.", [name, wanted, _path(fact.at), fact.value])
}

deny contains result.finding_with(msg, result.at(_manifest, "/spec/stage"), {"related": related}) if {
	some other, hints in _other_stages
	hint := min(hints)
	related := [result.related("another stage is named here", each.at) | some each in hints]
	msg := sprintf("The manifest says stage %s, and %s has %s, which says %s; correct the one that is wrong.", [_spec.stage, _path(hint.at), hint.shown, other])
}

deny contains result.finding_with(msg, result.at(_manifest, "/spec/platform"), {"related": [result.related("this is what serves", fact.at)]}) if {
	every each in facts.scalars.subject.platform { each.value != _spec.platform }
	fact := min(facts.scalars.subject.platform)
	msg := sprintf("The manifest says platform %s, and %s is for %s, which is what runs; write platform: %s.", [_spec.platform, _path(fact.at), fact.value, fact.value])
}

# The first file that serves a model sets its version.
deny contains result.finding_with(msg, fact.at, {"related": [result.related("the other version is stated here", first.at)]}) if {
	some fact in facts.served_versions.subject
	first := _first[fact.model]
	first.at.document != fact.at.document
	first.value != fact.value
	every value in [first.value, fact.value] { not placeholder.found(value) }
	msg := sprintf("This serves %s at %s, and %s serves it at %s, so callers get either; pin both to one version.", [fact.model, _short(fact.value), _path(first.at), _short(first.value)])
}

_manifest := input.subject.manifest

_spec := facts.content("subject", _manifest).spec

_at(name) := result.at(_manifest, sprintf("/spec/expect/%s", [name]))

_expected := object.get(_spec, "expect", {})

_names := {"hf_endpoint_type", "image", "max_instances", "min_instances", "model_version", "platform", "region"}

_stated(name) := object.get(facts.scalars, ["subject", name], set())

_agrees("image", wanted, value) if startswith(value, sprintf("%s@", [wanted]))

_agrees(_, wanted, value) if sprintf("%v", [value]) == trim_prefix(sprintf("%v", [wanted]), "sha256:")

# A deployment has several models and images, of which one is meant; of all other facts every statement counts.
_contradicted(name, others) if {
	count(others) > 0
	not name in {"model_version", "image"}
}

_contradicted(name, others) if {
	count(others) > 0
	count(others) == count(_stated(name))
}

_path(at) := input.subject.documents[at.document].path

# By stage, what names another one than the manifest; a text that names two says neither.
_other_stages[other] contains hint if {
	some hint in facts.stage_hints.subject
	stages := _stages(hint)
	count(stages) == 1
	some other in stages
	other != _spec.stage
}

# The stages that a text names, by the words that stand for them.
_stages(hint) := {stage |
	words := _words(hint)
	some stage, labels in input.params.MAN002.stage_labels
	some i, word in words
	word in labels
	not _qualified(words, i)
	_counts(hint, words, i)
}

_words(hint) := [lower(hint.value)] if hint.by == "tag"

_words(hint) := regex.split(`[^a-z0-9]+`, lower(hint.value)) if hint.by != "tag"

# non-prod is not production, and stage-2 no stage.
_qualified(words, i) if words[i - 1] in {"non", "not", "pre", "multi", "two"}

_qualified(words, i) if regex.match(`^[0-9]+$`, words[i + 1])

# In a namespace `live` and `stage` may be what the model is about: live-captions.
_counts(hint, _, _) if hint.by != "namespace"

_counts(_, words, i) if not words[i] in {"live", "stage"}

_counts(_, words, i) if i == count(words) - 1

# The version of each model in the file that the manifest names first.
_first[model] := fact if {
	some model in {fact.model | some fact in facts.served_versions.subject}
	ranked := {[_rank(fact.at.document), fact.at.pointer, fact] | some fact in facts.served_versions.subject; fact.model == model}
	fact := min(ranked)[2]
}

_rank(id) := min({i | some i, reference in input.subject.references; id in reference.documents})

_short(value) := sprintf("%s...", [substring(value, 0, 12)]) if {
	regex.match(`^[0-9a-f:]{40,}$`, trim_prefix(value, "sha256:"))
} else := value
