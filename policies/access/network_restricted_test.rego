package policylint.rules.access.network_restricted_test

import data.policylint.rules.access.network_restricted as rule

_workload := {
	"kind": "k8s/workload",
	"path": "llm.yaml",
	"content": {"metadata": {"name": "llm"}, "spec": {"template": {"spec": {"containers": [{
		"name": "vllm", "image": "vllm/vllm-openai:v0.10.0",
		"ports": [{"name": "http", "containerPort": 8000}],
	}]}}}},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": "vllm"},
}

_document(kind, content) := {"kind": kind, "path": "f.yaml", "content": content, "pods": [], "servers": {}}

_served(others) := _given("kubernetes", "llm.yaml#0", object.union({"llm.yaml#0": _workload}, others))

_given(platform, primary, documents) := {"subject": {
	"name": "llm", "stage": "production", "platform": platform, "subject": "deployment",
	"primary": primary, "patch": false, "documents": documents,
}}

_policy(kind, spec) := {"policy.yaml#0": _document(kind, {"kind": "NetworkPolicy", "metadata": {"name": "llm"}, "spec": spec})}

_allowing(rule_) := _served(_policy("k8s/networkpolicy", {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [rule_]}))

_manifest(network) := {"deploy.yaml#0": _document("policylint/model-deployment", {"spec": {"access": {"network": network}}})}

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.undecided) == 0 with input as given
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

_absent(given) if _denied(given).at == {"document": given.subject.primary, "pointer": ""}

_open(given) if _denied(given).at.document == "policy.yaml#0"

test_pods_without_a_policy_are_denied_at_the_root if {
	_absent(_served({}))
	_absent(_served(_policy("k8s/networkpolicy", {"podSelector": {}, "policyTypes": ["Egress"]})))
	every kind in ["kserve/inferenceservice", "kserve/llminferenceservice", "ray/service", "vllm/runtime"] {
		_absent(_given("kserve", "x.yaml#0", {"x.yaml#0": _document(kind, {"metadata": {"name": "llm"}, "spec": {}})}))
	}
}

test_the_message_tells_what_opens_the_pods if {
	service := {"svc.yaml#0": _document("k8s/service", {"metadata": {"name": "front"}, "spec": {"type": "LoadBalancer"}})}
	contains(_denied(_served(service)).msg, ", and the Service front is of type LoadBalancer")
}

test_a_policy_that_names_callers_passes if {
	_silent(_allowing({"from": [{"namespaceSelector": {"matchLabels": {"name": "gateway"}}}], "ports": [{"port": 8000}]}))
	_silent(_allowing({"from": [{"podSelector": {}}]}))
	_silent(_allowing({"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}))
	_silent(_served(_policy("k8s/networkpolicy", {"podSelector": {}})))
	_silent(_served(_policy("k8s/networkpolicy", {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})))
}

test_a_policy_that_lets_everybody_in_is_denied_at_its_rule if {
	finding := _denied(_allowing({}))
	finding.at == {"document": "policy.yaml#0", "pointer": "/spec/ingress/0"}
	_open(_allowing({"ports": [{"port": 8000}]}))
	_open(_allowing({"ports": [{"port": "http"}]}))
	_open(_allowing({"ports": [{"protocol": "TCP"}]}))
	_open(_allowing({"from": []}))
	_open(_allowing({"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}, {"ipBlock": {"cidr": "::/0"}}]}))
	_open(_allowing({"from": null}))
	_open(_allowing({"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}))
}

test_a_rule_for_the_metrics_opens_nothing_else if {
	_silent(_allowing({"ports": [{"port": 9090}]}))
	_silent(_allowing({"ports": [{"protocol": "UDP"}]}))
}

test_policies_of_cilium if {
	every ingress in [[], [{}], [{"fromEndpoints": [{"matchLabels": {"app": "gateway"}}], "toPorts": []}], [{"fromCIDRSet": [{"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}]}]] {
		_silent(_served(_policy("cilium/networkpolicy", {"endpointSelector": {}, "ingress": ingress})))
	}
	every ingress in [[{"fromEntities": ["all"]}], [{"fromEntities": ["world", "all"]}], [{"toPorts": [{"ports": [{"port": "8000"}]}]}], [{"fromCIDR": ["0.0.0.0/0"]}]] {
		_open(_served(_policy("cilium/networkpolicy", {"endpointSelector": {}, "ingress": ingress})))
	}
	_absent(_served(_policy("cilium/networkpolicy", {"endpointSelector": {}, "egress": [{}]})))
	_absent(_served(_policy("cilium/networkpolicy", {"endpointSelector": {}, "ingress": [{}], "enableDefaultDeny": {"ingress": false}})))
	listed := {"policy.yaml#0": _document("cilium/networkpolicy", {"kind": "CiliumNetworkPolicy", "metadata": {"name": "llm"}, "specs": [{"ingress": [{"fromEntities": ["cluster"]}]}]})}
	_silent(_served(listed))
}

test_a_mesh_counts if {
	_silent(_served(_policy("istio/authorizationpolicy", {})))
	_silent(_served(_policy("istio/authorizationpolicy", {"rules": [{"from": [{"source": {"namespaces": ["gateway"]}}]}]})))
	_silent(_served(_policy("istio/authorizationpolicy", {"action": "DENY", "rules": [{"from": [{"source": {"notNamespaces": ["gateway"]}}]}]})))
	_silent(_served(_policy("istio/peerauthentication", {"mtls": {"mode": "STRICT"}})))
	_open(_served(_policy("istio/authorizationpolicy", {"rules": [{}]})))
	_absent(_served(_policy("istio/authorizationpolicy", {"rules": [{"to": [{"operation": {"methods": ["GET"]}}]}]})))
	_absent(_served(_policy("istio/peerauthentication", {"mtls": {"mode": "PERMISSIVE"}})))
	_absent(_served(_policy("istio/requestauthentication", {"jwtRules": []})))
}

test_kuberay_makes_a_policy_where_it_is_told_to if {
	_silent(_given("kubernetes", "r.yaml#0", {"r.yaml#0": _document("ray/service", {"spec": {"rayClusterConfig": {"networkPolicy": {"mode": "DenyAll"}}}})}))
}

test_absence_is_not_asked_of_a_patch_or_of_a_lone_card if {
	_silent(json.patch(_served({}), [{"op": "replace", "path": "/subject/patch", "value": true}]))
	_silent(json.patch(_served({}), [{"op": "replace", "path": "/subject/subject", "value": "model"}]))
}

test_a_control_named_in_a_manifest_counts if {
	_silent(_served(_manifest({"exposure": "internal", "control": "calico/default-deny"})))
	_absent(_served(_manifest({"exposure": "internal", "control": "none"})))
	_absent(_served(_manifest({"exposure": "internal"})))
}

_endpoint(type, network) := _given("hf-endpoint", "e.yaml#0", object.union(
	{"e.yaml#0": _document("hf/endpoint", type)},
	network,
))

test_endpoints_are_asked_only_where_a_manifest_calls_them_internal if {
	_silent(_endpoint({"type": "public"}, {}))
	_silent(_endpoint({"type": "public"}, _manifest({"exposure": "external"})))
	_silent(_endpoint({"type": "private"}, _manifest({"exposure": "internal"})))
	_denied(_endpoint({"type": "public"}, _manifest({"exposure": "internal"}))).at.pointer == "/type"
	_denied(_endpoint({"type": "authenticated"}, _manifest({"exposure": "internal"}))).at.pointer == "/type"
	count(rule.undecided) == 1 with input as _endpoint({}, _manifest({"exposure": "internal"}))
}

_replicate(others) := _given("replicate", "r.yaml#0", object.union({"r.yaml#0": _document("replicate/deployment", {"name": "llm"})}, others))

test_other_platforms_are_asked_for_a_control_in_the_manifest if {
	_silent(_replicate({}))
	_silent(_replicate(_manifest({"exposure": "internal", "control": "egress-proxy/replicate"})))
	finding := _denied(_replicate(_manifest({"exposure": "internal"})))
	finding.level == "warning"
	finding.at == {"document": "deploy.yaml#0", "pointer": "/spec/access/network", "missing": "control"}
	without := _denied(_replicate({"deploy.yaml#0": _document("policylint/model-deployment", {"spec": {"platform": "replicate"}})}))
	without.at == {"document": "deploy.yaml#0", "pointer": "/spec", "missing": "access"}
}
