# METADATA
# title: A restricted demo really is restricted
# description: >-
#   Signing in with Hugging Face lets in everybody who has an account, and a token with wide scopes lets the demo act as
#   its visitor: a demo meant for a few people has to name their organisation, and ask for no more than it uses.
# scope: package
# related_resources:
#   - ref: docs/rules/SPC002.md
# custom:
#   id: SPC002
#   severity: {space: warning}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30}
#   scope: subject
#   reads: [hf/space]
#   needs: [space, declared_exposure]
#   native: full
#   params: {max_minutes: 1440}
#   fix: >-
#     Add hf_oauth_authorized_org and disable_embedding: true; drop the scopes that the demo does not use and shorten
#     hf_oauth_expiration_minutes.
#   examples:
#     file: README.md
#     pass: |
#       ---
#       title: Summariser
#       sdk: gradio
#       hf_oauth: true
#       hf_oauth_scopes: [email]
#       hf_oauth_expiration_minutes: 480
#       ---
#     fail: |
#       ---
#       title: Summariser
#       sdk: gradio
#       hf_oauth: true
#       hf_oauth_scopes: [email, write-repos]
#       hf_oauth_expiration_minutes: 43200
#       ---
#   frameworks:
#     nist_ai_rmf: ["MEASURE 2.7"]
#     owasp_llm_2025: ["LLM02", "LLM06"]
package policylint.rules.space.audience_restricted

import data.policylint.facts
import data.policylint.lib.counts
import data.policylint.lib.result

# Scopes and sessions, whoever the visitors are

deny contains result.finding_with(msg, at, {"key": scope}) if {
	some id, front in facts.space.subject
	_signs_in(front)
	some [key, scope] in _scopes(front.hf_oauth_scopes)
	allows := _wide[scope]
	at := result.at(id, sprintf("/hf_oauth_scopes%s", [key]))
	msg := sprintf(
		"The scope %s lets this demo %s in the name of each visitor; leave it out unless the demo does just that.",
		[scope, allows],
	)
}

deny contains result.finding(msg, result.at(id, "/hf_oauth_expiration_minutes")) if {
	some id, front in facts.space.subject
	_signs_in(front)
	minutes := counts.number(front.hf_oauth_expiration_minutes)
	is_number(minutes)
	minutes > _max_minutes
	msg := sprintf(
		"hf_oauth_expiration_minutes is %v (%v days), so a token that leaks stays good for as long; set it to %v or less.",
		[minutes, round((minutes / 1440) * 10) / 10, _max_minutes],
	)
}

# An audience that somebody declared

deny contains result.finding_with(msg, _place(id, front, "disable_embedding"), _declared) if {
	_restricted
	some id, front in facts.space.subject
	not front.disable_embedding == true
	msg := sprintf(
		"The audience is %s, and any web site may show this Space inside its own pages; set disable_embedding: true.",
		[_audience],
	)
}

deny contains result.finding_with(msg, result.missing(id, "", "hf_oauth_authorized_org"), _declared) if {
	_restricted
	some id, front in facts.space.subject
	_signs_in(front)
	not _organisation(front)
	msg := sprintf(
		"The audience is %s, and hf_oauth lets in everybody with a Hugging Face account; name the organisation in hf_oauth_authorized_org.",
		[_audience],
	)
}

_max_minutes := object.get(input, ["params", "SPC002", "max_minutes"], 1440)

# The Hub reads the other keys only then.
_signs_in(front) if front.hf_oauth == true

_scopes(scopes) := [[sprintf("/%d", [i]), scope] | some i, scope in scopes; is_string(scope)] if is_array(scopes)

_scopes(scopes) := [["", scope] | some scope in split(scopes, " ")] if is_string(scopes)

_wide := {
	"write-repos": "create, change and delete files of repositories",
	"manage-repos": "change the settings of repositories and delete them",
	"write-endpoints": "start, change and delete paid inference endpoints",
	"write-collections": "create, change and delete collections",
	"jobs": "start paid jobs",
}

_audience := facts.declared_exposure.subject.exposure.audience

# A private Space is closed to all others already.
_restricted if {
	_audience in {"internal", "partner"}
	not facts.declared_exposure.subject.exposure.visibility == "private"
}

_organisation(front) if {
	is_string(front.hf_oauth_authorized_org)
	trim_space(front.hf_oauth_authorized_org) != ""
}

_organisation(front) if {
	is_array(front.hf_oauth_authorized_org)
	count(front.hf_oauth_authorized_org) > 0
}

_place(id, front, key) := result.at(id, sprintf("/%s", [key])) if {
	key in object.keys(front)
} else := result.missing(id, "", key)

_declared := {"related": [result.related("the audience is declared here", object.union(at, {"pointer": pointer}))]} if {
	at := facts.declared_exposure.subject.at
	pointer := sprintf("%s/audience", [at.pointer])
}
