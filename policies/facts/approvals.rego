package policylint.facts

import data.policylint.lib.codeowners
import data.policylint.lib.dates
import data.policylint.lib.given
import data.policylint.lib.result

# promotion_record: the record that approves this deployment, where the manifest names one: {"document", "spec"}
promotion_record := {"document": id, "spec": given.mapping(content("subject", id), "spec")} if {
	id := min(_approval_ours)
} else := {"document": id, "spec": given.mapping(content("subject", id), "spec")} if {
	id := min(_approval_records)
}

_approval_records contains id if {
	some [side, id] in by_kind["policylint/promotion-record"]
	side == "subject"
}

_approval_ours contains id if {
	some id in _approval_records
	content("subject", id).spec.deployment == input.subject.name
}

# approvals_trusted: the approvals come from CI, which asked the platform; else from a record that anybody can write.
approvals_trusted if is_array(input.change.approvals)

# approvals: who approved: {"by": handle, "written", "role", "at": text or null, "commit", "place", "at_place"}
approvals contains {
	"by": approval_handle(approval.by),
	"written": approval.by,
	"role": object.get(approval, "role", null),
	"at": object.get(approval, "at", null),
	"commit": object.get(approval, "commit", null),
	"place": _approval_manifest,
	"at_place": _approval_manifest,
} if {
	approvals_trusted
	some approval in input.change.approvals
	is_string(approval.by)
}

approvals contains {
	"by": approval_handle(approval.by),
	"written": approval.by,
	"role": object.get(approval, "role", null),
	"at": object.get(approval, "at", null),
	"commit": null,
	"place": result.at(promotion_record.document, sprintf("/spec/approvals/%d/by", [i])),
	"at_place": result.at(promotion_record.document, sprintf("/spec/approvals/%d/at", [i])),
} if {
	not approvals_trusted
	some i, approval in given.list(promotion_record.spec, "approvals")
	is_string(approval.by)
}

_approval_manifest := result.at(input.subject.manifest, "")

approval_handle(text) := trim_prefix(lower(trim_space(text)), "@")

# is_author: whether somebody wrote one of the commits of the change, by any name that a commit gives them.
is_author(handle) if handle in _approval_authors

_approval_authors contains name if {
	some author in input.change.authors
	some key in ["name", "login", "email"]
	text := author[key]
	is_string(text)
	some name in _approval_names(approval_handle(text))
}

# ingrid@example.com is ingrid; 4711+ingrid@users.noreply.github.com as well.
_approval_names(text) := {text, part, regex.replace(part, `^\d+\+`, "")} if {
	contains(text, "@")
	part := split(text, "@")[0]
} else := {text}

# manifest_owners: who owns the manifest by the CODEOWNERS of the base: {"handles", "teams", "line"}; undefined where no
# line protects it.
manifest_owners := {
	"handles": {approval_handle(owner) | some owner in line.owners; not contains(owner, "/")},
	"teams": {approval_handle(owner) | some owner in line.owners; contains(owner, "/")},
	"line": line,
} if {
	line := codeowners.line(input.change.codeowners, input.subject.documents[input.subject.manifest].path)
	count(line.owners) > 0
}

# last_touched: when a document that the digest speaks about was last changed: {"document", "at", "commit"}
last_touched := max([[dates.start(touched.at), {"document": id, "at": touched.at, "commit": touched.commit}] |
	some id, touched in input.change.touched
	not input.subject.documents[id].kind in _approval_undigested
	not _approval_with_record(touched)
	dates.stated(touched.at)
])[1]

# compared_with(commit): whether the gate knows which documents the commit of a review held just so.
compared_with(commit) if {
	is_string(commit)
	commit != input.change.head
	some touched in input.change.touched
	regex.match(`^[0-9a-f]{40,64}$`, commit)
	is_array(touched.same)
}

# changed_since(commit): the first document that the digest speaks about and that the reviewed commit held otherwise.
changed_since(commit) := min(changed) if {
	compared_with(commit)
	changed := {id |
		some id, touched in input.change.touched
		not input.subject.documents[id].kind in _approval_undigested
		not commit in touched.same
	}
	count(changed) > 0
}

# The record came in the same commit, and its digest is of what that commit holds.
_approval_with_record(touched) if input.change.touched[promotion_record.document].commit == touched.commit

_approval_undigested := {
	"policylint/promotion-record", "policylint/waiver-list", "hf/model-card", "hf/dataset-card", "github/workflow",
	"gitlab/ci", "cyclonedx/bom", "croissant/dataset", "prometheus/rules", "prometheus/servicemonitor",
	"prometheus/podmonitor", "gke/podmonitoring", "python/requirements", "docker/dockerfile", "cog", "dvc/pointer",
}
