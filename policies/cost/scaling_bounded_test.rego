package policylint.rules.cost.scaling_bounded_test

import data.policylint.rules.cost.scaling_bounded as rule

_input(documents) := {"subject": {
	"primary": "a#0",
	"patch": false,
	"documents": {id: object.union({"path": "a", "pods": [], "servers": {}, "texts": {}, "refs": {}}, document) |
		some id, document in documents
	},
}}

_isvc(annotations, spec) := _input({"a#0": {
	"kind": "kserve/inferenceservice",
	"content": {"metadata": {"annotations": annotations}, "spec": spec},
}})

_mode(name) := {"serving.kserve.io/deploymentMode": name}

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	count(rule.undecided) == 0 with input as given
	some finding in rule.deny with input as given
}

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

test_knative_without_a_maximum_is_denied_at_the_predictor if {
	finding := _denied(_isvc(_mode("Knative"), {"predictor": {}}))
	finding.at == {"document": "a#0", "pointer": "/spec/predictor", "missing": "maxReplicas"}
	not finding.level
	_denied(_isvc({}, {"predictor": {"canaryTrafficPercent": 10}}))
	_denied(_isvc({"autoscaling.knative.dev/target": "1"}, {"predictor": {}}))
}

test_where_nothing_shows_the_mode_it_is_a_note if {
	_denied(_isvc({}, {"predictor": {}})).level == "note"
}

test_zero_is_no_limit_for_knative if {
	finding := _denied(_isvc(_mode("Knative"), {"predictor": {"maxReplicas": 0}}))
	finding.at.pointer == "/spec/predictor/maxReplicas"
	contains(finding.msg, "maxReplicas is 0")
	_denied(_isvc({"autoscaling.knative.dev/max-scale": "0"}, {"predictor": {}})).at.pointer == "/metadata/annotations/autoscaling.knative.dev~1max-scale"
}

test_a_maximum_in_either_form_passes if {
	_silent(_isvc(_mode("Knative"), {"predictor": {"maxReplicas": 3}}))
	_silent(_isvc({"autoscaling.knative.dev/maxScale": "5"}, {"predictor": {}}))
}

test_standard_mode_and_modelmesh_are_silent if {
	_silent(_isvc(_mode("Standard"), {"predictor": {}}))
	_silent(_isvc(_mode("RawDeployment"), {"predictor": {}}))
	_silent(_isvc(_mode("ModelMesh"), {"predictor": {}}))
}

test_one_finding_a_service_at_the_first_part_without_a_maximum if {
	_denied(_isvc({}, {"predictor": {}, "transformer": {}})).at.pointer == "/spec/predictor"
	_denied(_isvc({}, {"predictor": {"maxReplicas": 2}, "transformer": {}})).at.pointer == "/spec/transformer"
}

test_bodies_of_apis if {
	replicate := {"kind": "replicate/deployment", "content": {"min_instances": 1}}
	_denied(_input({"a#0": replicate})).at == {"document": "a#0", "pointer": "", "missing": "max_instances"}
	endpoint := {"kind": "hf/endpoint", "content": {"compute": {"scaling": {"minReplica": 1}}}}
	_denied(_input({"a#0": endpoint})).at == {"document": "a#0", "pointer": "/compute/scaling", "missing": "maxReplica"}
	_silent(_input({"a#0": {"kind": "hf/endpoint", "content": {"compute": {"instanceType": "x"}}}}))
}

_workload := {
	"kind": "k8s/workload",
	"content": {"kind": "Deployment", "metadata": {"name": "llm"}, "spec": {}},
	"servers": {"/spec/template/spec/containers/0": "vllm"},
}

test_a_fixed_number_of_pods_is_bounded if {
	_silent(_input({"a#0": _workload}))
}

test_keda_without_a_maximum_says_what_its_default_is if {
	scaler := {"kind": "keda/scaledobject", "content": {"spec": {"scaleTargetRef": {"name": "llm"}}}}
	finding := _denied(_input({"a#0": _workload, "k#0": scaler}))
	finding.at == {"document": "k#0", "pointer": "/spec", "missing": "maxReplicaCount"}
	contains(finding.msg, "100 pods")
}

test_a_placeholder_is_undecided if {
	given := _isvc(_mode("Knative"), {"predictor": {"maxReplicas": "${MAX}"}})
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 1 with input as given
}

test_a_fixed_number_is_a_bound_even_while_it_is_a_placeholder if {
	_silent(_input({"a#0": {"kind": "k8s/workload", "content": {"kind": "Deployment", "spec": {"replicas": "${REPLICAS}"}}}}))
}

_priced(budget) := object.union(
	_input({"a#0": {"kind": "hf/endpoint", "content": {"compute": {
		"instanceType": "nvidia-l4",
		"instanceSize": "x1",
		"scaling": {"minReplica": 1, "maxReplica": 4},
	}}}}),
	{"params": {"CST002": {"monthly_budget": budget, "prices": {"nvidia-l4 x1": 0.8}}}},
)

test_a_maximum_beyond_the_budget if {
	finding := _denied(_priced(2000))
	finding.at.pointer == "/compute/scaling/maxReplica"
	contains(finding.msg, "2336 a month")
	_silent(_priced(2400))
	_silent(_priced(0))
}

test_the_budget_of_a_manifest_wins if {
	manifest := {"path": "m", "kind": "policylint/model-deployment", "content": {"spec": {"cost": {"monthlyBudget": 2400}}}}
	_silent(object.union(_priced(2000), {"subject": {"documents": {"m#0": manifest}}}))
}
