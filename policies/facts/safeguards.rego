package policylint.facts

import data.policylint.lib.counts
import data.policylint.lib.given
import data.policylint.lib.promql
import data.policylint.lib.result

# safeguards[side]: what protects people from a model that is wrong, as capabilities, so that one can stand for another:
# {"capability": [sort, what of that sort], "what": words, "at", "section": where a manifest names it, "passing": whether it is
# there for one version only}. The list is closed.

safeguards[side] contains {
	"capability": ["canary"],
	"what": sprintf("the canary (%s)", [found.form]),
	"at": found.at,
	"section": "/spec/release/canary",
	"passing": not_standing,
} if {
	some side
	some found in canary[side]
	found.acts
	not found.first == 100
	not_standing := found.standing == false
}

safeguards[side] contains _safeguard("rollback", "the rollback", id, "/spec/release/rollback") if {
	some [side, id] in _manifest
	rollback := input[side].documents[id].content.spec.release.rollback
	some key in ["to", "procedure"]
	_safeguard_said(rollback, key)
}

safeguards[side] contains _safeguard("feature flag", sprintf("the feature flag %s", [flag.key]), id, "/spec/release/featureFlag") if {
	some [side, id] in _manifest
	flag := input[side].documents[id].content.spec.release.featureFlag
	is_string(flag.key)
	flag.key != "none"
}

safeguards[side] contains {
	"capability": ["drift monitor", _safeguard_word(monitor.signal)],
	"what": sprintf("the drift monitor for %s", [monitor.signal]),
	"at": result.at(id, sprintf("/spec/observability/drift/%d", [i])),
	"section": "/spec/observability/drift",
} if {
	some [side, id] in _manifest
	some i, monitor in input[side].documents[id].content.spec.observability.drift
	is_string(monitor.signal)
}

# By what it looks at: another alert on the same metric stands for it.
safeguards[side] contains {
	"capability": ["alert", alert.name],
	"what": sprintf("the alert %s", [alert.name]),
	"at": alert.at,
	"section": "/spec/artefacts/alerts",
	"metrics": {promql.family(metric) | some metric in alert.metrics},
	"severity": _promise_severity(alert).value,
} if {
	some side
	some alert in alerts[side]
	count(alert.tied) > 0
	not alert.foreign
}

# What an objective has without an alert in a file: alerts that a generator makes, or policies.
safeguards[side] contains {
	"capability": ["alerting", slo.name],
	"what": sprintf("whatever pages somebody when the objective %s is missed", [slo.name]),
	"at": slo.alerting.at,
	"section": "/spec/artefacts/alerts",
} if {
	some side
	some slo in slos[side]
	slo.alerting.state in {"generated", "policies"}
}

safeguards[side] contains {
	"capability": ["objective", objective.class],
	"what": sprintf("every objective for %s", [objective.class]),
	"at": objective.at,
	"section": "/spec/artefacts/objectives",
} if {
	some side
	some objective in objectives[side]
	objective.class in {"availability", "latency", "throughput"}
}

safeguards[side] contains _safeguard("audit trail", "the audit trail", id, "/spec/access/audit") if {
	some [side, id] in _manifest
	_safeguard_said(input[side].documents[id].content.spec.access.audit, "sink")
}

safeguards[side] contains _safeguard("redaction", "the redaction of payloads", id, "/spec/observability/payloads/redaction") if {
	some [side, id] in _manifest
	"redaction" in payload_safeguards[side]
}

safeguards[side] contains _safeguard("stop procedure", "the stop procedure", id, "/spec/oversight/stop") if {
	some [side, id] in by_kind["policylint/model-system"]
	_safeguard_said(input[side].documents[id].content.spec.oversight.stop, "procedure")
}

safeguards[side] contains {
	"capability": ["network policy"],
	"what": sprintf("the last policy that limits who may connect (%s)", [found.what]),
	"at": found.at,
	"section": "/spec/artefacts/network",
} if {
	some side
	some found in network_policy[side]
	found.restricts
}

safeguards[side] contains _safeguard("network control", "the network control that the manifest names", id, "/spec/access/network/control") if {
	some [side, id] in _manifest
	_safeguard_said(input[side].documents[id].content.spec.access.network, "control")
}

safeguards[side] contains {
	"capability": ["disruption budget"],
	"what": "the disruption budget",
	"at": result.at(id, ""),
	"section": "/spec/artefacts/serving",
} if {
	some [side, id] in by_kind["k8s/pdb"]
	spec := input[side].documents[id].content.spec
	not _safeguard_void(spec)
}

_safeguard_void(spec) if counts.part(spec.minAvailable, 100) == 0

_safeguard_void(spec) if {
	counts.percentage(spec.maxUnavailable)
	counts.part(spec.maxUnavailable, 100) >= 100
}

_safeguard_void(spec) if {
	not spec.minAvailable
	not spec.maxUnavailable
}

safeguards[side] contains _safeguard("rate limit", "the rate limit", id, "/spec/access/rateLimits") if {
	some [side, id] in _manifest
	count(given.list(input[side].documents[id].content.spec.access, "rateLimits")) > 0
}

safeguards[side] contains {
	"capability": ["rate limit"],
	"what": sprintf("the rate limit %s", [key]),
	"at": result.at(id, sprintf("/metadata/annotations/%s", [replace(key, "/", "~1")])),
	"section": "/spec/artefacts/network",
} if {
	some [side, id] in by_kind["k8s/ingress"]
	some key, _ in annotations_of(side, id)
	regex.match(`^(?:nginx\.ingress\.kubernetes\.io/limit-(?:rps|rpm|connections)|haproxy-ingress\.github\.io/limit-(?:rps|connections)|nginx\.org/limit-req-rate)$`, key)
}

# Pods: what every container that serves has, by itself or from its pod.
safeguards[side] contains {
	"capability": ["pod security", setting],
	"what": sprintf("%s of the pods that serve", [setting]),
	"at": result.at(found.document, found.pointer),
	"section": "/spec/artefacts/serving",
} if {
	some side, all in serving_containers
	not input[side].patch
	found := min([each | some each in all; each.list != "initContainers"])
	some setting, _ in _safeguard_settings
	every each in all { _safeguard_set(side, each, setting) }
}

_safeguard_set(side, found, setting) if {
	rule := _safeguard_settings[setting]
	container := serving_container(side, found)
	pod := pods[side][found.document][found.pod]
	context := object.union(_safeguard_inherited(pod), given.mapping(container, "securityContext"))
	object.get(context, rule.path, object.get(pod, rule.pod, null)) in rule.values
}

_safeguard_set(side, found, "dropped capabilities") if {
	container := serving_container(side, found)
	some name in container.securityContext.capabilities.drop
	upper(name) == "ALL"
}

_safeguard_inherited(pod) := object.filter(given.mapping(pod, "securityContext"), ["runAsNonRoot", "seccompProfile"])

_safeguard_settings := {
	"runAsNonRoot": {"path": ["runAsNonRoot"], "pod": ["-"], "values": {true}},
	"readOnlyRootFilesystem": {"path": ["readOnlyRootFilesystem"], "pod": ["-"], "values": {true}},
	"allowPrivilegeEscalation: false": {"path": ["allowPrivilegeEscalation"], "pod": ["-"], "values": {false}},
	"the seccomp profile": {"path": ["seccompProfile", "type"], "pod": ["-"], "values": {"RuntimeDefault", "Localhost"}},
	"dropped capabilities": {"path": ["-"], "pod": ["-"], "values": set()},
	"automountServiceAccountToken: false": {"path": ["-"], "pod": ["automountServiceAccountToken"], "values": {false}},
	"hostUsers: false": {"path": ["-"], "pod": ["hostUsers"], "values": {false}},
}

# Classes of data: a graver one asks for all that a milder one does.
safeguards[side] contains {
	"capability": ["data class", class],
	"what": sprintf("the data class %s", [class]),
	"at": result.at(id, "/spec/data/classes"),
	"section": "/spec/data/classes",
} if {
	some [side, id] in by_kind["policylint/model-system"]
	some class in data_classes[side]
	class != "public"
}

data_class_rank := {"public": 0, "internal": 1, "confidential": 2, "personal": 3, "special-category": 4}

_safeguard(capability, what, id, at) := {"capability": [capability], "what": what, "at": result.at(id, at), "section": at}

_safeguard_said(holder, key) if {
	value := holder[key]
	not is_null(value)
	not lower(sprintf("%v", [value])) in {"", "none", "off", "disabled"}
}

_safeguard_word(text) := regex.replace(lower(text), `[^a-z0-9]+`, "")

# care[side]: how much care is asked for, as a rank: {"capability", "rank", "value", "what", "at", "section"}.
care[side] contains {"capability": "oversight", "rank": rank, "value": mode, "what": "Oversight", "at": result.at(id, "/spec/oversight/mode"), "section": "/spec/oversight"} if {
	some [side, id] in by_kind["policylint/model-system"]
	mode := input[side].documents[id].content.spec.oversight.mode
	rank := {"human-in-the-loop": 2, "human-on-the-loop": 1, "none": 0}[mode]
}

care[side] contains {"capability": "impact", "rank": rank, "value": impact, "what": "The impact of its decisions", "at": result.at(id, "/spec/decision/impact"), "section": "/spec/decision"} if {
	some [side, id] in by_kind["policylint/model-system"]
	impact := input[side].documents[id].content.spec.decision.impact
	rank := {"high": 2, "medium": 1, "low": 0}[impact]
}

care[side] contains {"capability": "serving", "rank": rank, "value": mode, "what": "Serving", "at": _safeguard_serving(side, id), "section": "/spec"} if {
	some [side, id] in _manifest
	mode := object.get(input[side].documents[id].content, ["spec", "serving"], "online")
	rank := {"online": 2, "async": 1, "batch": 0}[mode]
}

_safeguard_serving(side, id) := result.at(id, "/spec/serving") if {
	input[side].documents[id].content.spec.serving
} else := result.at(id, "/spec")
