# METADATA
# title: Every file, job and alert that the manifest names is there, and is what it says
# description: >-
#   Facts are read from the files that a manifest names. A name that leads nowhere looks like a control and is none: no
#   rule judges the file, no alert starts the rollback, no job evaluates the model.
# scope: package
# related_resources:
#   - ref: docs/rules/MAN001.md
# custom:
#   id: MAN001
#   severity: {space: error, staging: error, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: false
#   scope: subject
#   reads: [policylint/model-deployment]
#   needs: []
#   native: none
#   params: {}
#   fix: >-
#     Commit the file, or correct the name; paths start at the root of the repository. A file of a kind that policylint
#     does not read is named with `kind: other` and a `reason`, a file that the release makes with `generated: true`.
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
#         artefacts: {serving: [{path: deployment.yaml, index: 2}]}
#       ---
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelSystem
#       metadata: {name: summariser}
#       spec: {}
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
#         artefacts: {serving: [{path: deploy/endpoint.yaml}]}
#       ---
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelSystem
#       metadata: {name: summariser}
#       spec: {}
#   frameworks:
#     nist_ai_rmf: ["GOVERN 1.6"]
#     iso_42001: ["A.6.2.7"]
package policylint.rules.manifest.reference_resolves

import data.policylint.facts
import data.policylint.lib.nearest
import data.policylint.lib.placeholder
import data.policylint.lib.pointer
import data.policylint.lib.result

# The path leads to nothing that can be read.
deny contains result.finding(msg, reference.at) if {
	some reference in _judged
	not _open(reference)
	[seen, advice] := _state(reference)
	msg := sprintf("%s %s, %s; %s", [_called(reference), seen, _loss(reference), advice])
}

# It leads to a file of another kind than it should.
deny contains result.finding(msg, reference.at) if {
	some reference in _judged
	not _open(reference)
	[seen, advice] := _kind(reference)
	msg := sprintf("%s %s; %s", [_called(reference), seen, advice])
}

deny contains result.finding(msg, reference.at) if {
	some reference in facts.references.subject
	reference.pointer == "/spec/system"
	reference.state == "absent"
	advice := _did_you_mean(reference, "add one, or correct the name.")
	msg := sprintf("No ModelSystem is called %s, so purpose, thresholds and owner of this model were judged by no rule; %s", [reference.path, advice])
}

deny contains result.finding(msg, job.at) if {
	some job in _absent_jobs
	not job.included
	known := sprintf("its jobs are %s.", [nearest.list(job.jobs)])
	advice := nearest.advice(job.name, job.jobs, known)
	msg := sprintf("%s has no job %s, so nothing shows that it ran before a release; %s", [job.path, job.name, advice])
}

undecided contains result.finding(msg, job.at) if {
	some job in _absent_jobs
	job.included
	msg := sprintf("%s has no job %s and includes other files, which were not followed; name the file that defines the job.", [job.path, job.name])
}

# A job, flag or panel in a file that no reader knows: it is not even in the text.
deny contains result.finding(msg, named.at) if {
	some named in facts.named_in_text.subject
	not named.what == "job"
	_text_read(named)
	not named.name in named.reference.holds
	loss := {"flag": "it switches nothing", "panel": "nobody sees the KPI there"}[named.what]
	msg := sprintf("The %s %s is not in %s, so %s; correct the name, or add it.", [named.what, named.name, named.reference.path, loss])
}

deny contains result.finding(msg, named.at) if {
	some named in facts.named_in_text.subject
	named.what == "job"
	named.reference.state == "not_ours"
	not named.name in named.reference.holds
	msg := sprintf("The job %s is not in %s, so nothing shows that it ran before a release; correct the name.", [named.name, named.reference.path])
}

deny contains result.finding(msg, alert.at) if {
	some alert in facts.relied_alerts.subject
	_asked(alert)
	not alert.name in _defined_alerts
	not placeholder.found(alert.name)
	advice := nearest.advice(alert.name, _defined_alerts, "define it, or name the file that does in spec.artefacts.alerts.")
	msg := sprintf("%s defines the alert %s, so %s; %s", [_where, alert.name, _for_nothing[alert.for], advice])
}

undecided contains result.finding(msg, reference.at) if {
	some reference in _judged
	msg := _open(reference)
}

# Where callers are authenticated is for ACC001 to say.
_judged contains reference if {
	some reference in facts.references.subject
	not reference.pointer in {"/spec/system", "/spec/access/authentication/at"}
	not _for_people(reference)
}

# A text with something like front matter on top can be read all the same.
_for_people(reference) if {
	not reference.artefact
	reference.state in {"unreadable", "template"}
	regex.match(`(?i)\.(?:md|markdown)(?:#.*)?$`, reference.path)
}

# What cannot be told from this tree.
_open(reference) := sprintf("%s has a placeholder in its path, so what is deployed was not judged; name the file itself.", [_called(reference)]) if {
	reference.state in {"absent", "no_match"}
	placeholder.found(reference.path)
} else := sprintf("%s is in another repository, which was not read; commit a copy to have it judged.", [_called(reference)]) if {
	reference.state == "elsewhere"
} else := sprintf("%s is generated and not there yet, so what will run was not judged; generate it and pass it: policylint check --rendered %s", [_called(reference), reference.path]) if {
	reference.state in {"absent", "no_match"}
	_beside(reference, "generated") == true
} else := sprintf("%s is a template that was not rendered, so what will run was not judged; render it, name the result with generated: true, and pass it with --rendered.", [_called(reference)]) if {
	reference.state == "template"
}

_state(reference) := ["is not in the repository", _did_you_mean(reference, "commit it, or correct the path.")] if {
	reference.state == "absent"
} else := ["matches no file", _did_you_mean(reference, "correct the pattern.")] if {
	reference.state == "no_match"
} else := ["matches more than 1,000 files", "write a pattern for those of this deployment alone."] if {
	reference.state == "too_many"
} else := ["leads out of the repository", "commit the file itself, and write its path from the root."] if {
	reference.state == "outside"
} else := ["is a Git LFS pointer, not the file", sprintf("take it out of LFS (git lfs untrack %s) and commit it.", [reference.path])] if {
	reference.state == "lfs"
} else := ["cannot be read", sprintf("policylint check %s says where it breaks.", [reference.path])] if {
	reference.state == "unreadable"
} else := ["is a folder", sprintf("name the files in it, as in %s/*.yaml.", [trim_right(reference.path, "/")])] if {
	reference.state == "folder"
} else := [sprintf("has no document %v", [_beside(reference, "index")]), "count the documents of the file from 0."] if {
	reference.state == "read"
	reference.artefact
	count(reference.documents) == 0
}

_kind(reference) := [
	sprintf("is said to be of kind %s and is of kind %s", [reference.kind, nearest.list(reference.kinds)]),
	"correct the path or the kind.",
] if {
	not reference.kind in {null, "other"}
	count(reference.kinds) > 0
	not reference.kind in reference.kinds
} else := [
	sprintf("is said to be of kind other and is of kind %s, which policylint judges", [nearest.list(reference.kinds)]),
	"leave kind and reason out.",
] if {
	reference.kind == "other"
	count(reference.kinds) > 0
} else := [
	sprintf("is said to be of kind %s, and nothing in it is, so no rule judged it", [reference.kind]),
	"correct the path or the kind (policylint kinds lists them).",
] if {
	not reference.kind in {null, "other"}
	reference.state == "not_ours"
} else := [
	"is of no kind that policylint reads, so no rule judged it",
	"correct the path, or say kind: other and the reason.",
] if {
	reference.kind == null
	reference.state == "not_ours"
	reference.artefact
	_read_by_rules[reference.role]
} else := [
	sprintf("is of kind %s, so no rule judged it as one", [nearest.list(reference.kinds)]),
	sprintf("name a file of kind %s.", [concat(" or ", _read_by_rules[reference.role])]),
] if {
	reference.kind == null
	reference.artefact
	count(_read_by_rules[reference.role]) > 0
	reference.state == "read"
	count(reference.kinds) > 0
	count({kind | some kind in reference.kinds; kind in _read_by_rules[reference.role]}) == 0
}

# The roles whose files rules read; where only some kinds will do, these.
_read_by_rules := {
	"serving": [],
	"network": [],
	"rollout": [],
	"objectives": [],
	"alerts": [],
	"modelCard": ["hf/model-card"],
	"evaluation": ["policylint/evaluation-report"],
	"approval": ["policylint/promotion-record"],
	"pipeline": ["github/workflow", "gitlab/ci"],
}

_called(reference) := sprintf("The %s %s", [object.get(nouns, reference.role, "file"), reference.path]) if {
	nouns := {true: _nouns, false: _texts}[reference.artefact]
}

_nouns := {
	"serving": "serving file",
	"build": "build file",
	"network": "network file",
	"rollout": "rollout file",
	"objectives": "SLO file",
	"alerts": "alert file",
	"dashboards": "dashboard",
	"evaluation": "evaluation report",
	"modelCard": "model card",
	"approval": "promotion record",
	"pipeline": "workflow",
	"sbom": "SBOM",
	"provenance": "provenance",
}

_texts := {
	"dashboard": "dashboard",
	"approval": "approval",
	"procedure": "procedure",
	"runbook": "runbook",
	"rationale": "rationale",
	"input": "input contract",
	"output": "output contract",
	"impactAssessment": "impact assessment",
}

_loss(reference) := "so no rule judged it" if reference.artefact

_loss(reference) := "so nobody can read it" if not reference.artefact

_did_you_mean(reference, otherwise) := sprintf("did you mean %s?", [reference.near[0]]) if {
	count(reference.near) > 0
} else := otherwise

# The value of a key beside the path.
_beside(reference, key) := pointer.get(facts.content("subject", reference.document), at, null) if {
	at := sprintf("%s/%s", [trim_suffix(reference.pointer, "/path"), key])
}

_absent_jobs contains {"name": named.name, "at": named.at, "path": named.reference.path, "jobs": jobs, "included": included} if {
	some named in facts.named_in_text.subject
	named.what == "job"
	some id in named.reference.documents
	jobs := facts.jobs.subject[id]
	not named.name in jobs
	included := object.get(facts.content("subject", id), "include", null) != null
}

_text_read(named) if named.reference.state in {"read", "not_ours"}

# A demo has no alerts, and staging may do without some of them; what the system counts on is there in production.
_asked(alert) if {
	alert.for in {"trigger", "drift"}
	not _alerts_unread
}

_asked(_) if {
	input.subject.stage == "production"
	not _alerts_unread
}

_defined_alerts := object.get(facts.alert_names, "subject", set())

# The alert file itself is the finding.
_alerts_unread if {
	some reference in facts.references.subject
	reference.role == "alerts"
	not reference.state in {"read", "not_ours"}
}

_where := sprintf("Nothing in %s", [nearest.list(paths)]) if {
	paths := {reference.path | some reference in facts.references.subject; reference.role == "alerts"}
	count(paths) > 0
} else := "No file of this deployment"

_for_nothing := {
	"trigger": "it starts no rollback",
	"drift": "nobody hears of the drift",
	"failure": "this failure goes unnoticed",
	"kpi": "nobody hears when the target is missed",
}
