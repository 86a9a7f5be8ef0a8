package policylint.rules.release.rollout_strategy_test

import data.policylint.rules.release.rollout_strategy as rule

_input(document) := {"subject": {"primary": "a#0", "patch": false, "documents": {"a#0": object.union(
	{"path": "a", "pods": [], "servers": {}, "texts": {}, "refs": {}},
	document,
)}}}

_workload(engine, spec, pod) := _input({
	"kind": "k8s/workload",
	"content": {"kind": "Deployment", "metadata": {"name": "llm"}, "spec": object.union(spec, {"template": {"spec": pod}})},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": engine},
})

_rolled(spec) := _workload("vllm", spec, {"containers": [{"name": "c"}]})

_drained(engine, container, pod) := _workload(engine, {}, object.union(pod, {"containers": [container]}))

_promise := {"subject": {{"class": "availability", "target": 0.99, "at": {"document": "s#0", "pointer": "/spec"}}}}

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

_denied_for(given) := finding if {
	count(rule.deny) == 1 with input as given with data.policylint.facts.objectives as _promise
	some finding in rule.deny with input as given with data.policylint.facts.objectives as _promise
}

_silent(given) if count(rule.deny) == 0 with input as given

test_recreate_is_a_note_until_availability_is_promised if {
	every replicas in [1, 2] {
		recreate := _rolled({"replicas": replicas, "strategy": {"type": "Recreate"}})
		finding := _denied(recreate)
		finding.level == "note"
		finding.at.pointer == "/spec/strategy/type"
		promised := _denied_for(recreate)
		not promised.level
		promised.related[0].at.document == "s#0"
	}
}

test_rolling_updates_pass if {
	every strategy in [
		{"type": "RollingUpdate"},
		{"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
		{"rollingUpdate": {"maxUnavailable": "25%"}},
		{"type": "OnDelete"},
	] {
		_silent(_rolled({"replicas": 2, "strategy": strategy}))
	}
	_silent(_rolled({"replicas": 2}))
	_silent(_rolled({"replicas": 1, "strategy": {"rollingUpdate": {"maxUnavailable": "50%"}}}))
}

test_all_at_once_is_denied if {
	every unavailable in ["100%", 2, "2", 3] {
		finding := _denied(_rolled({"replicas": 2, "strategy": {"rollingUpdate": {"maxUnavailable": unavailable}}}))
		finding.at.pointer == "/spec/strategy/rollingUpdate/maxUnavailable"
		not finding.level
	}
	_denied(_rolled({"replicas": 1, "strategy": {"rollingUpdate": {"maxUnavailable": 1}}})).level == "note"
	_denied(_rolled({"replicas": 4, "strategy": {"canary": {"maxUnavailable": "100%"}}})).at.pointer == "/spec/strategy/canary/maxUnavailable"
	_denied(_rolled({"updateStrategy": {"rollingUpdate": {"maxUnavailable": "100%"}}}))
}

test_an_autoscaler_tells_how_many_there_are if {
	hpa := {
		"path": "h",
		"kind": "k8s/hpa",
		"content": {"spec": {"scaleTargetRef": {"name": "llm"}, "minReplicas": 3, "maxReplicas": 6}},
	}
	scaled := object.union(
		_rolled({"strategy": {"rollingUpdate": {"maxUnavailable": 1}}}),
		{"subject": {"documents": {"h#0": hpa}}},
	)
	_silent(scaled)
}

test_tgi_drains_ninety_seconds if {
	finding := _denied(_drained("tgi", {}, {}))
	finding.at == {"document": "a#0", "pointer": "/spec/template/spec", "missing": "terminationGracePeriodSeconds"}
	contains(finding.msg, "90 s")
	short := _denied(_drained("tgi", {}, {"terminationGracePeriodSeconds": 60}))
	short.at.pointer == "/spec/template/spec/terminationGracePeriodSeconds"
	_silent(_drained("tgi", {}, {"terminationGracePeriodSeconds": 90}))
	_silent(_drained("tgi", {"args": ["--graceful-termination-timeout", "20"]}, {}))
	_silent(_drained("tgi", {"env": [{"name": "GRACEFUL_TERMINATION_TIMEOUT", "value": "20"}]}, {}))
	_denied(_drained("tgi", {"args": ["--graceful-termination-timeout=200"]}, {"terminationGracePeriodSeconds": 120}))
}

test_other_engines_drain_for_as_long_as_they_are_told if {
	_silent(_drained("vllm", {}, {}))
	_silent(_drained("triton", {}, {}))
	_silent(_drained("tei", {}, {}))
	_denied(_drained("vllm", {"args": ["--shutdown-timeout=120"]}, {}))
	_denied(_drained("triton", {"args": ["--exit-timeout-secs=60"]}, {}))
	_denied(_drained("triton", {}, {"terminationGracePeriodSeconds": 5}))
}

test_a_patch_is_judged_for_what_it_sets if {
	_silent(object.union(_drained("tgi", {}, {}), {"subject": {"patch": true}}))
	_denied(object.union(_drained("tgi", {}, {"terminationGracePeriodSeconds": 10}), {"subject": {"patch": true}}))
	_denied(object.union(_rolled({"strategy": {"type": "Recreate"}}), {"subject": {"patch": true}}))
}

_isvc(annotations, predictor) := _input({
	"kind": "kserve/inferenceservice",
	"content": {"metadata": {"annotations": annotations}, "spec": {"predictor": predictor}},
	"pods": ["/spec/predictor"],
	"servers": {"/spec/predictor/containers/0": "tgi"},
})

test_kserve_reads_a_strategy_in_standard_mode_only if {
	strategy := {"deploymentStrategy": {"type": "Recreate"}, "terminationGracePeriodSeconds": 120}
	_denied(_isvc({"serving.kserve.io/deploymentMode": "Standard"}, strategy)).at.pointer == "/spec/predictor/deploymentStrategy/type"
	_silent(_isvc({"serving.kserve.io/deploymentMode": "Knative"}, strategy))
}

test_the_grace_period_of_kserve_is_known_in_standard_mode_only if {
	pod := {"containers": [{"name": "c"}]}
	_denied(_isvc({"serving.kserve.io/deploymentMode": "Standard"}, pod)).at.missing == "terminationGracePeriodSeconds"
	_silent(_isvc({}, pod))
	_denied(_isvc({}, object.union(pod, {"terminationGracePeriodSeconds": 30})))
}

test_llm_inference_services_and_vllm_runtimes if {
	llm := _input({"kind": "kserve/llminferenceservice", "content": {"spec": {
		"replicas": 2,
		"rolloutStrategy": {"maxUnavailable": "100%"},
	}}})
	_denied(llm).at.pointer == "/spec/rolloutStrategy/maxUnavailable"
	runtime := _input({"kind": "vllm/runtime", "content": {"spec": {"deploymentConfig": {
		"replicas": 2,
		"deploymentStrategy": "Recreate",
	}}}})
	_denied(runtime).at.pointer == "/spec/deploymentConfig/deploymentStrategy"
}
