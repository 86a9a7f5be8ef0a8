# METADATA
# title: The right people approved exactly this change
# description: >-
#   A promotion is a decision, and somebody answers for it. An approval counts for exactly what was looked at, from people
#   who may give it and who did not write the change: otherwise what comes into service was approved by nobody.
# scope: package
# related_resources:
#   - ref: docs/rules/PRO005.md
# custom:
#   id: PRO005
#   severity: {staging: note, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: false
#   scope: promotion
#   reads: [policylint/model-deployment]
#   needs: [approvals, subject_digest]
#   native: partial
#   params: {min: 2, min_high_impact: 3, roles: {}}
#   fix: >-
#     Ask those who own the manifest in CODEOWNERS, or the roles of `params.PRO005.roles`, and record each approval with
#     `policylint approve --deployment NAME --by HANDLE --role ROLE`, which writes the digest; reviews that CI passes with
#     `--approvals FILE` need no record.
#   frameworks:
#     eu_ai_act: ["Art. 17(1)", "Art. 26(2)"]
#     nist_ai_rmf: ["MANAGE 1.1", "GOVERN 2.1", "GOVERN 2.3"]
#     iso_42001: ["A.6.2.5", "A.3.2"]
package policylint.rules.promotion.approved

import data.policylint.facts
import data.policylint.lib.dates
import data.policylint.lib.listing
import data.policylint.lib.result

# Nobody approved

deny contains result.finding_with(msg, at, {"key": "none"}) if {
	_manifest
	count(_everybody) == 0
	at := _where
	msg := sprintf("Nobody has approved this promotion, and %d people have to; record each approval with `%s`, for the digest %s.", [_least, _command, facts.subject_digest])
}

deny contains result.finding_with(msg, at, {"key": "few"}) if {
	_manifest
	count(_everybody) > 0
	count(_everybody) < _least
	at := _where
	msg := sprintf("%s approved this promotion, and %d people have to; record who else does with `%s`, for the digest %s.", [listing.all(sort(_everybody)), _least, _command, facts.subject_digest])
}

# Something else was approved

deny contains result.finding_with(msg, result.at(facts.promotion_record.document, "/spec/subjectDigest"), {"key": "digest"}) if {
	_another
	msg := sprintf("What is promoted is not what was approved (%s): its digest is %s; look at the change again and approve it with `%s`.", [facts.evaluation_short(facts.promotion_record.spec.subjectDigest), facts.subject_digest, _command])
}

_another if {
	_manifest
	not facts.approvals_trusted
	facts.promotion_record.spec.subjectDigest != facts.subject_digest
}

deny contains result.finding_with(msg, result.at(facts.promotion_record.document, sprintf("/spec/%s", [key])), {"key": key}) if {
	_manifest
	not facts.approvals_trusted
	some key, ours in {"deployment": input.subject.name, "toStage": input.subject.stage}
	written := facts.promotion_record.spec[key]
	written != ours
	msg := sprintf("The approvals are for %s, and %s is promoted; approve this one, for the digest %s.", [written, ours, facts.subject_digest])
}

# By somebody who cannot

deny contains result.finding_with(msg, approval.place, {"key": approval.by}) if {
	_manifest
	some approval in facts.approvals
	facts.is_author(approval.by)
	msg := sprintf("%s wrote this change and approved it, too; ask somebody who did not write it.", [approval.written])
}

deny contains result.finding_with(msg, approval.place, {"key": approval.by}) if {
	_too_few_count
	_members
	some approval in facts.approvals
	not approval.by in _members
	not _by_role(approval)
	msg := sprintf("%s approved, but may not: %s. Ask one of them.", [approval.written, _who])
}

deny contains result.finding_with(msg, approval.at_place, {"key": approval.by, "related": [result.related("changed after that", result.at(touched.document, ""))]}) if {
	_too_few_count
	some approval in facts.approvals
	not facts.changed_since(approval.commit)
	_outdated(approval)
	touched := facts.last_touched
	msg := sprintf("%s approved on %s, before the last change of %s; look at the change again and approve it.", [approval.written, approval.at, touched.at])
}

deny contains result.finding_with(msg, approval.at_place, {"key": approval.by, "related": [result.related("changed after that", result.at(touched, ""))]}) if {
	_too_few_count
	some approval in facts.approvals
	touched := facts.changed_since(approval.commit)
	msg := sprintf("%s approved the commit %s, and what is promoted was changed after it; look at the change again and approve it.", [approval.written, substring(approval.commit, 0, 12)])
}

deny contains result.finding_with(msg, approval.at_place, {"key": approval.by}) if {
	_too_few_count
	some approval in facts.approvals
	_ahead(approval)
	msg := sprintf("The approval of %s is dated %s, which is still to come; write when it was given.", [approval.written, approval.at])
}

deny contains result.finding_with(msg, approval.at_place, {"key": approval.by}) if {
	_too_few_count
	some approval in facts.approvals
	not _placed(approval)
	msg := sprintf("%s approved, but nothing says when or which commit; pass `at` and `commit` of the review.", [approval.written])
}

# A role that has to approve

deny contains result.finding_with(msg, at, {"key": role}) if {
	_manifest
	not _another
	count(_everybody) >= _least
	some role, members in _roles
	count({approval | some approval in _valid; approval.by in _handles(members); _in_role(approval, role)}) == 0
	at := _where
	msg := sprintf("No %s approved this promotion; ask %s.", [role, _or([trim_prefix(member, "@") | some member in members])])
}

# Who may approve

deny contains result.finding_with(msg, result.at(input.subject.manifest, ""), {"key": "codeowners"}) if {
	_manifest
	not facts.manifest_owners
	msg := sprintf("No line of CODEOWNERS protects %s, so anybody who may write can change what is promoted; add a line for it and merge that first.", [_path])
}

# A team's members stand in no file.
undecided contains result.finding_with(msg, at, {"key": "teams"}) if {
	_undecidable
	at := _where
	msg := sprintf("%s is owned by %s alone, and %s.", [_path, listing.all(sort(facts.manifest_owners.teams)), _unknown])
}

_unknown := "nothing says whether those who approved are in it; pass the team of each as its role, or name the people in params.PRO005.roles" if {
	facts.approvals_trusted
} else := "no file says who is in a team; pass the reviews with `--approvals FILE`, or name the people in params.PRO005.roles"

_undecidable if {
	_manifest
	not _another
	count(_roles) == 0
	count(facts.manifest_owners.handles) == 0
	count(_everybody) >= _least
	count(_valid) < _least
}

# What counts

_manifest if is_string(input.subject.manifest)

_everybody := {approval.by | some approval in facts.approvals}

_too_few_count if {
	_manifest
	not _another
	count({approval.by | some approval in _valid}) < _least
}

_valid contains approval if {
	some approval in facts.approvals
	not facts.is_author(approval.by)
	_placed(approval)
	not _outdated(approval)
	not _ahead(approval)
	_may(approval)
}

_may(approval) if approval.by in _members

_may(approval) if _by_role(approval)

# Nobody says who may approve: PRO005 asks for the line, and judges the rest.
_may(_) if {
	count(_roles) == 0
	not facts.manifest_owners
}

# CI says of which team the reviewer is.
_by_role(approval) if {
	facts.approvals_trusted
	count(_roles) == 0
	is_string(approval.role)
	facts.approval_handle(approval.role) in facts.manifest_owners.teams
}

# _members: those who may approve; undefined where only teams may.
_members := {handle | some members in _roles; some handle in _handles(members)} if {
	count(_roles) > 0
} else := facts.manifest_owners.handles if {
	count(facts.manifest_owners.handles) > 0
}

_handles(members) := {facts.approval_handle(member) | some member in members}

# In a record the role is stated, and has to be the one of the person.
_in_role(_, _) if facts.approvals_trusted

_in_role(approval, role) if lower(approval.role) == lower(role)

# A review of the newest commit is a review of all; of an older one where that held the same.
_outdated(approval) if facts.changed_since(approval.commit)

_outdated(approval) if {
	not facts.compared_with(approval.commit)
	not approval.commit == object.get(input.change, "head", "")
	dates.stated(approval.at)
	dates.end(approval.at) < dates.start(facts.last_touched.at)
}

_placed(approval) if dates.stated(approval.at)

_placed(approval) if approval.commit == input.change.head

_ahead(approval) if {
	dates.stated(approval.at)
	dates.days(input.now, approval.at) > 0
}

_who := sprintf("%s may", [_or(sort(_members))])

_or(names) := "nobody" if {
	count(names) == 0
} else := names[0] if {
	count(names) == 1
} else := sprintf("%s or %s", [concat(", ", array.slice(names, 0, count(names) - 1)), names[count(names) - 1]])

# At the record; where there is none, where the manifest would name it.
_where := result.at(facts.promotion_record.document, "/spec/approvals") if {
	not facts.approvals_trusted
	facts.promotion_record
} else := result.at(input.subject.manifest, "/spec/artefacts/approval") if {
	facts.content("subject", input.subject.manifest).spec.artefacts.approval
} else := result.missing(input.subject.manifest, "/spec/artefacts", "approval")

_path := input.subject.documents[input.subject.manifest].path

_command := sprintf("policylint approve --deployment %s --by HANDLE --role ROLE", [input.subject.name])

_least := input.params.PRO005.min_high_impact if {
	facts.content("subject", input.subject.system).spec.decision.impact == "high"
} else := input.params.PRO005.min

_roles := input.params.PRO005.roles
