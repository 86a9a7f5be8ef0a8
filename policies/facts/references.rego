package policylint.facts

import data.policylint.lib.pointer
import data.policylint.lib.result

# references[side]: what the manifest and its system name, as docs/input.md describes it, with `at` and `role`: "serving",
# "modelCard", "procedure", ... A path that a document names again is left out: one cause, one finding.
references[side] contains object.union(reference, {
	"role": _reference_role(reference.pointer),
	"artefact": startswith(reference.pointer, "/spec/artefacts/"),
	"at": result.at(reference.document, reference.pointer),
}) if {
	some side in sides
	some i, reference in input[side].references
	not _reference_before(input[side].references, i)
}

_reference_before(all, i) if {
	some earlier in array.slice(all, 0, i)
	earlier.path == all[i].path
	earlier.state == all[i].state
	not startswith(all[i].pointer, "/spec/artefacts/")
}

# /spec/artefacts/serving/0/path is "serving", /spec/oversight/stop/procedure is "procedure".
_reference_role(at) := split(at, "/")[3] if {
	startswith(at, "/spec/artefacts/")
} else := regex.replace(at, `^.*/`, "")

# named_in_text[side]: what stands beside a path and has to be in that file: {"name", "what", "at", "reference"}.
named_in_text[side] contains {"name": name, "what": what, "at": result.at(reference.document, at), "reference": reference} if {
	some side in sides
	some reference in input[side].references
	some ending, beside in {"/pipeline/path": ["job", "job"], "/featureFlag/file": ["key", "flag"], "/dashboard": ["panel", "panel"]}
	endswith(reference.pointer, ending)
	[key, what] := beside
	at := sprintf("%s/%s", [regex.replace(reference.pointer, `/[^/]*$`, ""), key])
	name := pointer.get(content(side, reference.document), at, null)
	is_string(name)
	not name == "none"
}

# jobs[side][document]: the jobs of a workflow. What GitLab's files say beside jobs is a fixed list; a dot hides a job.
jobs[side][id] := object.keys(input[side].documents[id].content.jobs) if {
	some [side, id] in by_kind["github/workflow"]
}

jobs[side][id] := {name |
	some name, job in input[side].documents[id].content
	is_object(job)
	not startswith(name, ".")
	not name in {"default", "variables", "workflow", "include", "image", "cache", "spec", "stages", "services"}
} if {
	some [side, id] in by_kind["gitlab/ci"]
}

# alert_names[side]: every alert that files of the deployment define, whatever it is about.
alert_names[side] contains rule.alert if {
	some [side, _, _, _, rule] in _prometheus_rules
	is_string(rule.alert)
}

alert_names[side] contains input[side].documents[id].content.metadata.name if {
	some [side, id] in by_kind["slo/openslo"]
	input[side].documents[id].content.kind in {"AlertPolicy", "AlertCondition"}
}

# Sloth makes an alert for each objective, and calls it as it is told.
alert_names[side] contains name if {
	some [side, id] in by_kind["slo/sloth"]
	some slo in array.concat(
		object.get(input[side].documents[id].content, "slos", []),
		object.get(input[side].documents[id].content, ["spec", "slos"], []),
	)
	name := slo.alerting.name
	is_string(name)
}

# Pyrra makes alerts, too, all by one name.
alert_names[side] contains object.get(spec, ["alerting", "name"], "ErrorBudgetBurn") if {
	some [side, id] in by_kind["slo/pyrra"]
	spec := input[side].documents[id].content.spec
	not object.get(spec, ["alerting", "disabled"], false) == true
}

# A file of alerts that no reader knows is searched as text.
alert_names[side] contains name if {
	some side in sides
	some reference in input[side].references
	startswith(reference.pointer, "/spec/artefacts/alerts/")
	reference.state == "not_ours"
	some name in reference.holds
}

# relied_alerts[side]: the alerts that the manifest and its system count on: {"name", "for", "at"}. `human` is none.
relied_alerts[side] contains {"name": name, "for": "trigger", "at": result.at(id, at)} if {
	some [side, id] in by_kind["policylint/model-deployment"]
	some i, name in input[side].documents[id].content.spec.release.rollback.triggers
	at := sprintf("/spec/release/rollback/triggers/%d", [i])
	_reference_alert(name)
}

relied_alerts[side] contains {"name": name, "for": "drift", "at": result.at(id, at)} if {
	some [side, id] in by_kind["policylint/model-deployment"]
	some i, monitor in input[side].documents[id].content.spec.observability.drift
	name := monitor.alert
	at := sprintf("/spec/observability/drift/%d/alert", [i])
	_reference_alert(name)
}

relied_alerts[side] contains {"name": name, "for": "failure", "at": result.at(id, at)} if {
	some [side, id] in by_kind["policylint/model-system"]
	some i, mode in input[side].documents[id].content.spec.failureModes
	some j, name in mode.detectedBy
	at := sprintf("/spec/failureModes/%d/detectedBy/%d", [i, j])
	_reference_alert(name)
}

relied_alerts[side] contains {"name": name, "for": "kpi", "at": result.at(id, at)} if {
	some [side, id] in by_kind["policylint/model-system"]
	some i, kpi in input[side].documents[id].content.spec.kpis
	name := kpi.alert
	at := sprintf("/spec/kpis/%d/alert", [i])
	_reference_alert(name)
}

_reference_alert(name) if {
	is_string(name)
	not lower(name) == "human"
}
