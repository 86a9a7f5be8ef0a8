package policylint.rules.release.canary_test

import data.policylint.rules.release.canary as rule

_one := "1f0b8b7f6c2d4e5a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a"

_two := "da77bc59ee60423279fd632efb4795ab731d9e3ca9705ef3341091fb989b7eaf"

_doc(path, kind, content) := {"path": path, "kind": kind, "content": content, "pods": [], "servers": {}, "texts": {}, "refs": {}}

_side(prefix, documents) := {
	"primary": sprintf("%s%s#0", [prefix, documents[0].path]),
	"manifest": _manifest_of(prefix, documents),
	"stage": "production",
	"documents": {sprintf("%s%s#0", [prefix, document.path]): document | some document in documents},
}

_manifest_of(prefix, documents) := sprintf("%sdeployment.yaml#0", [prefix]) if {
	some document in documents
	document.kind == "policylint/model-deployment"
} else := null

_change(old, new) := {
	"promotion": true,
	"params": {"REL003": {"max_first_step": 10, "min_minutes": 30}},
	"before": _side("1f0b8b7f6c2d:", old),
	"subject": _side("", new),
}

_silent(old, new) if {
	count(rule.deny) == 0 with input as _change(old, new)
	count(rule.undecided) == 0 with input as _change(old, new)
}

_denied(old, new) := finding if {
	count(rule.undecided) == 0 with input as _change(old, new)
	count(rule.deny) == 1 with input as _change(old, new)
	some finding in rule.deny with input as _change(old, new)
}

# Platforms that split nothing

_replicate(version, release) := [
	_doc("replicate.yaml", "replicate/deployment", {"model": "acme/m", "version": version}),
	_doc("deployment.yaml", "policylint/model-deployment", {"spec": {"release": release}}),
]

_good := {"router": "gateway/m", "steps": [5, 25, 100], "minMinutes": 60, "metrics": ["error_rate"], "abortOn": ["High"]}

test_a_canary_that_the_manifest_states if {
	_silent(_replicate(_one, {}), _replicate(_two, {"canary": _good}))
}

test_without_a_canary if {
	finding := _denied(_replicate(_one, {}), _replicate(_two, {}))
	finding.at == {"document": "deployment.yaml#0", "pointer": "/spec/release", "missing": "canary"}
	startswith(finding.msg, "The version da77bc59ee60… comes into service for every caller at once")
}

test_each_part_of_a_stated_canary if {
	every part, pointer in {
		"steps": "/spec/release/canary/steps/0", "minMinutes": "/spec/release/canary",
		"metrics": "/spec/release/canary", "abortOn": "/spec/release/canary",
	} {
		wrong := {"steps": [50, 100], "minMinutes": 5, "metrics": [], "abortOn": []}[part]
		_denied(_replicate(_one, {}), _replicate(_two, {"canary": object.union(_good, {part: wrong})})).at.pointer == pointer
	}
	_denied(_replicate(_one, {}), _replicate(_two, {"canary": object.remove(_good, ["steps"])})).at.pointer == "/spec/release/canary"
}

test_nothing_new_and_first_deployments_are_not_asked if {
	_silent(_replicate(_one, {}), _replicate(_one, {}))
	first := object.remove(_change(_replicate(_two, {}), _replicate(_two, {})), ["before"])
	count(rule.deny) == 0 with input as first
}

test_the_stage_before_is_another_deployment if {
	raised := object.union(_change(_replicate(_one, {}), _replicate(_two, {})), {"before": {"stage": "staging"}})
	count(rule.deny) == 0 with input as raised
}

test_a_rollback_is_a_note if {
	back := object.union(_change(_replicate(_two, {}), _replicate(_one, {})), {"before~1": _side("0a1b2c3d4e5f:", _replicate(_one, {}))})
	some finding in rule.deny with input as back with data.policylint.facts.sides as {"subject", "before", "before~1"}
	finding.level == "note"
}

# KServe

_isvc(sha, predictor, rest) := [_doc("isvc.yaml", "kserve/inferenceservice", object.union(
	{"metadata": {"name": "m"}, "spec": {"predictor": object.union({"model": {"storageUri": sprintf("hf://acme/m:%s", [sha])}}, predictor)}},
	rest,
))]

_sha1 := "6c0e6080953db56375760c0471a8c5f2929baf11"

_sha2 := "0f4c7b1a8d9e2f3a4b5c6d7e8f9a0b1c2d3e4f5a"

test_revisions_of_knative if {
	_silent(_isvc(_sha1, {}, {}), _isvc(_sha2, {"canaryTrafficPercent": 10}, {}))
	_denied(_isvc(_sha1, {}, {}), _isvc(_sha2, {"canaryTrafficPercent": 100}, {})).at.pointer == "/spec/predictor/canaryTrafficPercent"
	_denied(_isvc(_sha1, {}, {}), _isvc(_sha2, {}, {})).at == {"document": "isvc.yaml#0", "pointer": "/spec/predictor", "missing": "canaryTrafficPercent"}
	_silent(_isvc(_sha1, {}, {}), _isvc(_sha1, {"labels": {"team": "ml"}}, {}))
}

test_standard_mode_does_not_read_the_percentage if {
	standard := {"metadata": {"annotations": {"serving.kserve.io/deploymentMode": "RawDeployment"}}}
	finding := _denied(_isvc(_sha1, {}, standard), _isvc(_sha2, {"canaryTrafficPercent": 10}, standard))
	contains(finding.msg, "in Knative mode only")
}

test_predictors_beside_the_first if {
	canary := {"spec": {"canary": [{"trafficPercent": 5, "predictor": {"name": "next", "model": {"storageUri": sprintf("hf://acme/m:%s", [_sha2])}}}]}}
	_silent(_isvc(_sha1, {}, {}), _isvc(_sha1, {}, canary))
	_silent(_isvc(_sha1, {}, canary), _isvc(_sha2, {}, {}))
	_denied(_isvc(_sha1, {}, {}), _isvc("1111aaaa1111aaaa1111aaaa1111aaaa1111aaaa", {}, {"spec": {"canary": [{"trafficPercent": 5, "predictor": {"name": "next", "model": {"storageUri": sprintf("hf://acme/m:%s", [_sha1])}}}]}}))
}

test_a_placeholder_is_undecided if {
	change := _change(_isvc(_sha1, {}, {}), _isvc(_sha2, {"canaryTrafficPercent": "${PERCENT}"}, {}))
	count(rule.deny) == 0 with input as change
	count(rule.undecided) == 1 with input as change
}

_llm(sha, route) := [_doc("llm.yaml", "kserve/llminferenceservice", {
	"metadata": {"name": "m"},
	"spec": {"model": {"uri": sprintf("hf://acme/m:%s", [sha])}, "router": {"route": route}},
})]

test_groups_of_llm_services if {
	_silent(_llm(_sha1, {}), _llm(_sha2, {"group": "m", "weight": 10}))
	_denied(_llm(_sha1, {}), _llm(_sha2, {"group": "m", "weight": 90})).at.pointer == "/spec/router/route/weight"
	_denied(_llm(_sha1, {}), _llm(_sha2, {}))
}

# Workloads

_pod(image) := {"spec": {"containers": [{"image": image, "args": ["--model=acme/m", "--revision=6c0e6080953db56375760c0471a8c5f2929baf11"]}]}}

_workload(kind, image, spec) := [object.union(
	_doc("app.yaml", "k8s/workload", {"kind": kind, "metadata": {"name": "m"}, "spec": object.union({"template": _pod(image)}, spec)}),
	{"pods": ["/spec/template/spec"], "servers": {"/spec/template/spec/containers/0": "vllm"}},
)]

_rollout(steps) := _workload("Rollout", "vllm/vllm-openai:v0.11.0", {"strategy": {"canary": {"steps": steps}}})

_old := _workload("Rollout", "vllm/vllm-openai:v0.10.0", {})

_analysis := {"analysis": {"templates": [{"templateName": "errors"}]}}

test_steps_of_a_rollout if {
	_silent(_old, _rollout([{"setWeight": 5}, {"pause": {"duration": "1h"}}, _analysis, {"setWeight": 50}]))
	_silent(_old, _rollout([{"setWeight": 5}, {"pause": {}}, {"setWeight": 50}]))
	_denied(_old, _rollout([{"setWeight": 50}, {"pause": {"duration": "1h"}}, _analysis])).at.pointer == "/spec/strategy/canary/steps/0/setWeight"
	contains(_denied(_old, _rollout([{"setWeight": 5}, {"pause": {"duration": "1h"}}])).msg, "Nothing is measured")
	_denied(_old, _workload("Rollout", "vllm/vllm-openai:v0.11.0", {"strategy": {"blueGreen": {"activeService": "m"}}})).at.pointer == "/spec/strategy/blueGreen"
}

test_a_rollout_that_is_over_in_a_minute if {
	watched := {"strategy": {"canary": {"analysis": {"templates": [{"templateName": "errors"}]}, "steps": [{"setWeight": 5}, {"pause": {"duration": 30}}]}}}
	contains(_denied(_old, _workload("Rollout", "vllm/vllm-openai:v0.11.0", watched)).msg, "within 0.5 minutes")
}

test_a_deployment_without_a_canary if {
	finding := _denied(_workload("Deployment", "vllm/vllm-openai:v0.10.0", {}), _workload("Deployment", "vllm/vllm-openai:v0.11.0", {}))
	contains(finding.msg, "Argo Rollout or Flagger")
	finding.at.pointer == ""
}

_flagger(spec) := array.concat(
	_workload("Deployment", "vllm/vllm-openai:v0.11.0", {}),
	[_doc("canary.yaml", "flagger/canary", {"metadata": {"name": "m"}, "spec": spec})],
)

_deployment := _workload("Deployment", "vllm/vllm-openai:v0.10.0", {})

_steps := {"interval": "5m", "threshold": 5, "stepWeight": 5, "maxWeight": 50, "metrics": [{"name": "request-success-rate"}]}

test_flagger if {
	_silent(_deployment, _flagger({"analysis": _steps}))
	_denied(_deployment, _flagger({"analysis": object.union(_steps, {"stepWeight": 25, "interval": "1h"})})).at.pointer == "/spec/analysis/stepWeight"
	_denied(_deployment, _flagger({"analysis": object.union(_steps, {"metrics": []})})).at.pointer == "/spec/analysis"
	contains(_denied(_deployment, _flagger({"analysis": object.remove(_steps, ["threshold"])})).msg, "Nothing stops")
	contains(_denied(_deployment, _flagger({"analysis": object.union(_steps, {"interval": "10s"})})).msg, "too short")
	contains(_denied(_deployment, _flagger({"skipAnalysis": true, "analysis": _steps})).msg, "skipAnalysis is true")
}

test_weights_of_a_route if {
	_silent(_deployment, array.concat(_workload("Deployment", "vllm/vllm-openai:v0.11.0", {}), _route({"stable": 95, "next": 5})))
	_denied(_deployment, array.concat(_workload("Deployment", "vllm/vllm-openai:v0.11.0", {}), _route({"stable": 50, "next": 50})))
}

_route(weights) := [_doc("route.yaml", "k8s/httproute", {"spec": {"rules": [{"backendRefs": [{"name": name, "weight": weight} | some name, weight in weights]}]}})]

_ray(image, strategy) := [object.union(
	_doc("ray.yaml", "ray/service", {"metadata": {"name": "m"}, "spec": {
		"upgradeStrategy": strategy,
		"rayClusterConfig": {"headGroupSpec": {"template": {"spec": {"containers": [{"image": image}]}}}},
	}}),
	{"pods": ["/spec/rayClusterConfig/headGroupSpec/template/spec"]},
)]

test_incremental_upgrades_of_ray if {
	old := _ray("rayproject/ray:2.50.0", {})
	_silent(old, _ray("rayproject/ray:2.51.0", {"type": "NewClusterWithIncrementalUpgrade", "clusterUpgradeOptions": {"stepSizePercent": 5, "intervalSeconds": 120}}))
	_denied(old, _ray("rayproject/ray:2.51.0", {"type": "NewClusterWithIncrementalUpgrade", "clusterUpgradeOptions": {"stepSizePercent": 50, "intervalSeconds": 1200}})).at.pointer == "/spec/upgradeStrategy/clusterUpgradeOptions/stepSizePercent"
	contains(_denied(old, _ray("rayproject/ray:2.51.0", {"type": "NewCluster"})).msg, "split its traffic before it")
}
