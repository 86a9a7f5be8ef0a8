# METADATA
# title: The model's licence permits this use
# description: >-
#   A model may only be served to customers under a licence that allows it: one for research or for non-commercial use
#   does not, and of a licence that nobody can name no lawyer can say what it allows.
# scope: package
# related_resources:
#   - ref: docs/rules/DOC003.md
# custom:
#   id: DOC003
#   severity: {space: note, staging: warning, production: error}
#   confidence: medium
#   default: true
#   effective_on: null
#   waivable: {max_days: 365, approver: legal}
#   scope: subject
#   reads: [hf/model-card, hf/space]
#   needs: [licence]
#   native: full
#   params:
#     commercial: true
#     denied: [non-commercial, research-only, unknown]
#     allowed: []
#     review: []
#   fix: Use a model whose licence permits production, or record legal's approval as a waiver that names the licence.
#   examples:
#     file: README.md
#     pass: |
#       ---
#       license: apache-2.0
#       datasets: [acme/contracts]
#       ---
#       # Summariser
#     fail: |
#       ---
#       license: cc-by-nc-4.0
#       datasets: [acme/contracts]
#       ---
#       # Summariser
#   frameworks:
#     nist_ai_rmf: ["GOVERN 6.1", "MAP 4.1"]
#     iso_42001: ["A.10.3"]
#     owasp_llm_2025: ["LLM03"]
package policylint.rules.documentation.license_permits_use

import data.policylint.facts
import data.policylint.lib.licences
import data.policylint.lib.placeholder
import data.policylint.lib.result

deny contains result.finding(msg, licence.at) if {
	some licence in facts.licence.subject
	term := _denied_as(licence)
	msg := sprintf(
		"The licence of this %s is %s, %s; use one that permits production, or ask legal for a waiver that names it.",
		[licence.of, _shown(licence), _because(term)],
	)
}

deny contains result.finding(msg, licence.at) if {
	some licence in facts.licence.subject
	licence.id == "other"
	not _denied_as(licence)
	count(_left_out(licence)) > 0
	msg := sprintf(
		"The licence of this %s is other without %s, so nobody can tell what it allows; add %s.",
		[licence.of, concat(" and ", _left_out(licence)), concat(" and ", [_wanted[key] | some key in _left_out(licence)])],
	)
}

deny contains result.finding(msg, licence.at) if {
	some licence in facts.licence.subject
	count(_allowed) > 0
	not _denied_as(licence)
	not _unreadable(licence)
	_complete(licence)
	not licences.term(_judged(licence), array.concat(_allowed, _review))
	msg := sprintf(
		"The licence of this %s is %s, which is not among those allowed here (%s); use one of them, or ask legal for a waiver that names it.",
		[licence.of, _shown(licence), concat(", ", _allowed)],
	)
}

deny contains result.finding_with(msg, licence.at, {"level": "note"}) if {
	some licence in facts.licence.subject
	not _denied_as(licence)
	not licences.term(_judged(licence), _allowed)
	licences.term(_judged(licence), _review)
	msg := sprintf("The licence of this %s is %s, which legal reviews case by case; record their approval as a waiver.", [licence.of, _shown(licence)])
}

# Two places, two licences: nobody knows which one holds.
deny contains result.finding_with(msg, licence.at, {"key": "body"}) if {
	some licence in facts.licence.subject
	stated := facts.card_body_license.subject[licence.document]
	licences.contradicted(licence.id, stated)
	msg := sprintf(
		"The front matter says %s and the text of the card says %q; nobody can tell which of the two holds: make them one.",
		[licence.text, _cut(stated)],
	)
}

undecided contains result.finding(msg, licence.at) if {
	some licence in facts.licence.subject
	_unreadable(licence)
	not _denied_as(licence)
	msg := sprintf(
		"The licence of this %s is %q, which is no licence id of the Hub; write its id, or other with license_name and license_link.",
		[licence.of, _cut(licence.text)],
	)
}

_unreadable(licence) if not licences.known(licence.id)

_unreadable(licence) if placeholder.found(licence.text)

_complete(licence) if licence.id != "other"

_complete(licence) if count(_left_out(licence)) == 0

_left_out(licence) := [key | some key in ["license_name", "license_link"]; is_null(licence[trim_prefix(key, "license_")])]

_wanted := {"license_name": "its name", "license_link": "a link to its text"}

# The name says more than `other`.
_denied_as(licence) := licences.term(_judged(licence), _denied)

_judged(licence) := licences.normal(licence.name) if {
	licence.id == "other"
	is_string(licence.name)
} else := licence.id

_shown(licence) := sprintf("%s (other)", [licence.name]) if {
	licence.id == "other"
	is_string(licence.name)
} else := licence.text

_because(term) := _reasons[term] if {
	_reasons[term]
} else := sprintf("which %s in the list of denied licences takes in", [term])

_reasons := {
	"non-commercial": "which forbids commercial use",
	"research-only": "which permits research only",
	"unknown": "which says that nobody knows what is allowed",
}

_params := object.union(
	{"commercial": true, "denied": ["non-commercial", "research-only", "unknown"], "allowed": [], "review": []},
	object.get(input, ["params", "DOC003"], {}),
)

# Who earns nothing with a model may use it under a licence that forbids just that.
_denied := [term | some term in _params.denied; _applies(term)]

_applies(term) if term != "non-commercial"

_applies("non-commercial") if _params.commercial

_allowed := _params.allowed

_review := _params.review

_cut(text) := text if count(text) <= 60

_cut(text) := sprintf("%s...", [substring(text, 0, 57)]) if count(text) > 60
