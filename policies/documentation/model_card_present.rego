# METADATA
# title: The deployed model has a model card about that model
# description: >-
#   The card is where a user, an auditor and the next engineer learn what the model is for and where it fails. Without
#   one, or with that of another model, they rely on guesses.
# scope: package
# related_resources:
#   - ref: docs/rules/DOC001.md
# custom:
#   id: DOC001
#   severity: {space: warning, staging: error, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 14, approver: platform}
#   scope: subject
#   reads: [policylint/model-deployment, hf/space]
#   needs: [card, card_sections, model_version]
#   native: partial
#   params: {}
#   fix: >-
#     Write the card of the model that is served (`ModelCard.from_template` of huggingface_hub makes a draft) and name it
#     in spec.artefacts.modelCard.
#   examples:
#     file: deployment.yaml
#     pass: |
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelDeployment
#       metadata: {name: summariser-production}
#       spec:
#         system: summariser
#         stage: production
#         platform: hf-endpoint
#         promotedFrom: summariser-staging
#         artefacts:
#           serving: [{path: deploy/endpoint.yaml}]
#           modelCard: {path: model/README.md}
#     fail: |
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelDeployment
#       metadata: {name: summariser-production}
#       spec:
#         system: summariser
#         stage: production
#         platform: hf-endpoint
#         promotedFrom: summariser-staging
#         artefacts:
#           serving: [{path: deploy/endpoint.yaml}]
#   frameworks:
#     eu_ai_act: ["Art. 11", "Art. 13", "Annex IV"]
#     nist_ai_rmf: ["MEASURE 2.9", "GOVERN 4.2"]
#     iso_42001: ["A.6.2.7", "A.8.2"]
package policylint.rules.documentation.model_card_present

import data.policylint.facts
import data.policylint.lib.placeholder
import data.policylint.lib.result

# Whether a card that is named is there is for MAN001 to say.
deny contains result.finding(msg, result.missing(input.subject.manifest, "/spec/artefacts", "modelCard")) if {
	_manifested
	count(_cards) == 0
	count(_named) == 0
	msg := sprintf(
		"No model card is named for %s, so nobody who uses it can read what it is for and where it fails; add modelCard: {path: model/README.md}.",
		[input.subject.name],
	)
}

deny contains result.finding_with(msg, claim.at, {"key": claim.name, "related": [result.related("this is what is served", served.named)]}) if {
	_manifested
	count(_served) > 0
	every id in _cards { not _about_it(id) }
	some id in _cards
	claim := _claims(id)[0]
	served := min(_served)
	msg := sprintf(
		"This card is about %s, and %s is served, so it says nothing about the model that answers; name the card of that model, or state it as base_model.",
		[claim.name, served.model],
	)
}

# Of a Space that only lists models, the card lies beside the weights.
undecided contains result.finding_with(msg, model.at, {"level": "note"}) if {
	not _manifested
	count(_cards) == 0
	model := _listed[0]
	msg := sprintf(
		"The card of %s lies on the Hub, which was not read; commit a copy and name it in spec.artefacts.modelCard of a ModelDeployment to have it judged.",
		[model.name],
	)
}

_manifested if is_string(input.subject.manifest)

_named := [reference | some reference in facts.references.subject; reference.role == "modelCard"]

# The cards that the manifest names; where it names none, those that lie above what serves.
_cards := {id | some reference in _named; some id in reference.documents; facts.card.subject[id]} if {
	count(_named) > 0
} else := object.keys(object.get(facts.card, "subject", {}))

_served := {fact |
	some fact in facts.model_version.subject
	fact.scheme in {"hf", "replicate"}
	is_string(fact.model)
	not placeholder.found(fact.model)
}

# What the card says it is about, if it says so by an id: a title in words may be any name of the same model.
_claims(id) := array.concat(
	[{"name": name, "at": facts.card_at(id, "model_name")} |
		name := facts.card.subject[id].model_name
		is_string(name)
		regex.match(`^[\w.-]+(?:/[\w.-]+)?$`, name)
		not placeholder.found(name)
	],
	[{"name": name, "at": result.at(id, sprintf("/$body/sections/%d", [i]))} |
		some i, section in facts.card_sections.subject[id]
		section.level == 1
		name := regex.find_all_string_submatch_n(`(?i)^(?:model card (?:for|of):? +)?([\w.-]+/[\w.-]+)$`, trim_space(section.title), 1)[0][1]
	],
)

_about_it(id) if count(_claims(id)) == 0

_about_it(id) if {
	some name in _card_names(id)
	some other in _names
	_alike(_normal(name), _normal(other))
}

_card_names(id) := {claim.name | some claim in _claims(id)} | _base_models(facts.card.subject[id])

_base_models(front) := {front.base_model} if {
	is_string(front.base_model)
} else := {name | some name in front.base_model; is_string(name)}

_names := {fact.model | some fact in _served} | {name | some name in object.get(input.subject, "names", [])}

# A quantised copy has a longer name than what it was made from.
_alike(one, other) if {
	count(one) > 2
	contains(other, one)
}

_alike(one, other) if {
	count(other) > 2
	contains(one, other)
}

_normal(name) := regex.replace(lower(regex.replace(name, `^.*/`, "")), `[^\p{L}\p{N}]`, "")

_listed := [{"name": name, "at": result.at(id, sprintf("/models/%d", [i]))} |
	some id, front in facts.space.subject
	is_array(front.models)
	some i, name in front.models
	is_string(name)
	not placeholder.found(name)
]
