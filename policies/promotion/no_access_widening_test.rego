package policylint.rules.promotion.no_access_widening_test

import data.policylint.rules.promotion.no_access_widening as rule

_doc(path, kind, content) := {"path": path, "kind": kind, "content": content, "pods": [], "servers": {}, "texts": {}, "refs": {}}

_side(prefix, documents) := {
	"primary": sprintf("%s%s#0", [prefix, documents[0].path]),
	"manifest": _manifest(prefix, documents),
	"documents": {sprintf("%s%s#0", [prefix, document.path]): document | some document in documents},
}

_manifest(prefix, documents) := sprintf("%s%s#0", [prefix, path]) if {
	some document in documents
	document.kind == "policylint/model-deployment"
	path := document.path
} else := null

_change(old, new) := {"promotion": true, "before": _side("1f0b8b7f6c2d:", old), "subject": _side("", new)}

_silent(old, new) if {
	count(rule.deny) == 0 with input as _change(old, new)
	count(rule.undecided) == 0 with input as _change(old, new)
}

_denied(old, new) := finding if {
	count(rule.undecided) == 0 with input as _change(old, new)
	count(rule.deny) == 1 with input as _change(old, new)
	some finding in rule.deny with input as _change(old, new)
	not finding.level
}

_warned(old, new) := finding if {
	count(rule.undecided) == 0 with input as _change(old, new)
	count(rule.deny) == 1 with input as _change(old, new)
	some finding in rule.deny with input as _change(old, new)
	finding.level == "warning"
}

_open(old, new) := finding if {
	count(rule.deny) == 0 with input as _change(old, new)
	count(rule.undecided) == 1 with input as _change(old, new)
	some finding in rule.undecided with input as _change(old, new)
}

# Endpoints

_endpoint(body) := [_doc("endpoint.yaml", "hf/endpoint", object.union({"model": {"repository": "acme/m"}}, body))]

_typed(type) := _endpoint({"type": type})

test_a_private_endpoint_that_becomes_public if {
	finding := _denied(_typed("private"), _typed("public"))
	finding.at == {"document": "endpoint.yaml#0", "pointer": "/type"}
	finding.related == [{"msg": `before: The endpoint has the type "private"`, "at": {"document": "1f0b8b7f6c2d:endpoint.yaml#0", "pointer": "/type"}}]
	finding.msg == `The endpoint has the type "public", before it was private: this promotion lets everybody in; change access in a change of its own.`
	_denied(_typed("private"), _typed("authenticated"))
	_denied(_typed("protected"), _typed("public"))
}

test_narrowing_and_staying_are_silent if {
	_silent(_typed("public"), _typed("private"))
	_silent(_typed("public"), _typed("public"))
	_silent(_endpoint({}), _endpoint({}))
	_silent(_endpoint({}), _typed("private"))
}

test_a_type_that_is_not_written_is_undecided if {
	finding := _open(_typed("private"), _endpoint({}))
	finding.at == {"document": "endpoint.yaml#0", "pointer": "", "missing": "type"}
	_open(_endpoint({}), _typed("public"))
	_open(_typed("private"), _typed("${TYPE}"))
}

test_a_first_deployment_has_no_before if {
	count(rule.deny) == 0 with input as object.remove(_change(_typed("public"), _typed("public")), ["before"])
}

test_from_replicate_to_an_endpoint if {
	replicate := [_doc("deploy/replicate.yaml", "replicate/deployment", {"model": "acme/m"})]
	_silent(replicate, _typed("private"))
	_denied(replicate, _typed("public"))
	_silent(_typed("public"), replicate)
}

test_another_account_of_the_private_link if {
	_warned([_doc("endpoint.yaml", "hf/endpoint", {"type": "private", "privateService": {"accountId": "123"}})], [_doc("endpoint.yaml", "hf/endpoint", {"type": "private", "privateService": {"accountId": "456"}})]).at.pointer == "/privateService/accountId"
}

# Kubernetes

_workload(args) := object.union(
	_doc("app.yaml", "k8s/workload", {
		"kind": "Deployment",
		"spec": {"template": {"spec": {"containers": [{"args": args}]}}},
	}),
	{"pods": ["/spec/template/spec"], "servers": {"/spec/template/spec/containers/0": "vllm"}},
)

_service(spec) := _doc("service.yaml", "k8s/service", {"kind": "Service", "metadata": {"name": "chat"}, "spec": spec})

_ingress(hosts, annotations) := _ingress_called("chat", hosts, annotations)

_ingress_called(name, hosts, annotations) := _doc("ingress.yaml", "k8s/ingress", {
	"kind": "Ingress",
	"metadata": {"name": name, "annotations": annotations},
	"spec": {"rules": [{"host": host, "http": {"paths": [{"backend": {"service": {"name": "chat"}}}]}} | some host in hosts]},
})

_policy(ingress) := _doc("policy.yaml", "k8s/networkpolicy", {
	"kind": "NetworkPolicy",
	"metadata": {"name": "chat"},
	"spec": {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": ingress},
})

_app(others) := array.concat([_workload(["--model=acme/m"])], others)

test_a_service_that_becomes_a_load_balancer if {
	finding := _denied(_app([_service({"type": "ClusterIP"})]), _app([_service({"type": "LoadBalancer"})]))
	finding.at == {"document": "service.yaml#0", "pointer": "/spec/type"}
	_silent(_app([_service({"type": "LoadBalancer"})]), _app([_service({"type": "ClusterIP"})]))
	_open(_app([_service({"type": "ClusterIP"})]), _app([_service({"type": "${TYPE}"})]))
}

test_a_route_that_was_not_there if {
	finding := _denied(_app([_service({})]), _app([_service({}), _ingress(["chat.example.com"], {})]))
	contains(finding.msg, "it lets everybody in")
}

test_a_route_under_another_name_is_for_a_reader if {
	old := _app([_service({}), _ingress_called("one", ["chat.example.com"], {})])
	new := _app([_service({}), _ingress_called("two", ["chat.example.com"], {})])
	_warned(old, new)
}

test_hosts if {
	one := _app([_service({}), _ingress(["chat.example.com"], {})])
	both := _app([_service({}), _ingress(["chat.example.com", "chat.example.org"], {})])
	other := _app([_service({}), _ingress(["chat.example.org"], {})])
	finding := _denied(one, both)
	finding.at == {"document": "ingress.yaml#0", "pointer": "/spec/rules/1/host"}
	_silent(both, one)
	_warned(one, other)
	_denied(one, _app([_service({}), _ingress([], {})]))
	_silent(_app([_service({}), _ingress(["*.example.com"], {})]), one)
}

test_authentication_that_goes_away if {
	auth := {"nginx.ingress.kubernetes.io/auth-url": "https://login.example.com"}
	old := _app([_service({}), _ingress(["chat.example.com"], auth)])
	finding := _denied(old, _app([_service({}), _ingress(["chat.example.com"], {})]))
	finding.at.document == "ingress.yaml#0"
	finding.related[0].at.pointer == "/metadata/annotations/nginx.ingress.kubernetes.io~1auth-url"
	_warned(old, _app([_service({}), _ingress(["chat.example.com"], {"nginx.ingress.kubernetes.io/auth-type": "basic"})]))
	_open(old, _app([_service({}), _ingress(["chat.example.com"], {"konghq.com/plugins": "acme-check"})]))
	_silent(old, old)
}

test_the_addresses_of_a_load_balancer if {
	old := _app([_service({"type": "LoadBalancer", "loadBalancerSourceRanges": ["203.0.113.0/24"]})])
	wider := _app([_service({"type": "LoadBalancer", "loadBalancerSourceRanges": ["203.0.112.0/20"]})])
	other := _app([_service({"type": "LoadBalancer", "loadBalancerSourceRanges": ["198.51.100.0/24"]})])
	_denied(old, wider)
	_silent(wider, old)
	_warned(old, other)
	_denied(old, _app([_service({"type": "LoadBalancer"})]))
}

test_peers_of_a_network_policy if {
	web := {"from": [{"podSelector": {"matchLabels": {"app": "web"}}}]}
	jobs := {"from": [{"podSelector": {"matchLabels": {"app": "jobs"}}}]}
	finding := _denied(_app([_policy([web])]), _app([_policy([web, jobs])]))
	finding.at == {"document": "policy.yaml#0", "pointer": "/spec/ingress/1"}
	_warned(_app([_policy([web])]), _app([_policy([jobs])]))
	_silent(_app([_policy([web, jobs])]), _app([_policy([web])]))
	_silent(_app([]), _app([_policy([web])]))
	_denied(_app([_policy([web])]), _app([_policy([{}])]))
}

test_a_network_policy_that_goes_away if {
	finding := _denied(_app([_policy([])]), _app([]))
	finding.at == {"document": "app.yaml#0", "pointer": ""}
}

test_the_engine_accepts_more_origins if {
	old := [_workload(["--allowed-origins", `["https://acme.example"]`])]
	finding := _denied(old, [_workload(["--allowed-origins", `["https://acme.example", "https://other.example"]`])])
	contains(finding.msg, "https://other.example")
	_denied(old, [_workload(["--model=acme/m"])])
	_silent([_workload([])], old)
}

test_the_key_of_the_engine if {
	old := [_workload(["--api-key=$(KEY)"])]
	finding := _denied(old, [_workload(["--model=acme/m"])])
	finding.related[0].at.document == "1f0b8b7f6c2d:app.yaml#0"
	_silent([_workload([])], old)
}

test_kserve_inside_the_cluster if {
	local := [_isvc({"networking.kserve.io/visibility": "cluster-local"})]
	_denied(local, [_isvc({})])
	_silent([_isvc({})], local)
	_silent([_isvc({})], [_isvc({})])
	_denied(local, [_isvc({"networking.kserve.io/visibility": "exposed"})])
	_warned([_isvc({})], [_isvc({"networking.kserve.io/visibility": "exposed"})])
}

_isvc(labels) := _doc("isvc.yaml", "kserve/inferenceservice", {
	"kind": "InferenceService",
	"metadata": {"name": "chat", "labels": labels},
	"spec": {"predictor": {}},
})

test_rules_of_the_mesh if {
	old := _app([_mesh("ALLOW", ["web"])])
	_denied(old, _app([_mesh("ALLOW", ["web", "jobs"])]))
	_silent(_app([_mesh("ALLOW", ["web", "jobs"])]), old)
	denial := _app([_mesh("DENY", ["web"])])
	contains(_denied(denial, _app([])).msg, "denies")
}

_mesh(action, principals) := _doc("mesh.yaml", "istio/authorizationpolicy", {
	"metadata": {"name": "chat"},
	"spec": {"action": action, "rules": [{"from": [{"source": {"principals": [principal]}}]} | some principal in principals]},
})

# Manifests

_stated(access) := [
	_doc("replicate.yaml", "replicate/deployment", {"model": "acme/m"}),
	_doc("deployment.yaml", "policylint/model-deployment", {"spec": {"access": access}}),
]

_credential(name, scopes) := {"name": name, "scopes": scopes}

test_scopes_of_credentials if {
	old := _stated({"credentials": [_credential("prod", ["predictions.create"])]})
	finding := _denied(old, _stated({"credentials": [_credential("prod", ["predictions.create", "models.write"])]}))
	finding.at == {"document": "deployment.yaml#0", "pointer": "/spec/access/credentials/0/scopes/1"}
	_warned(old, _stated({"credentials": [_credential("other", ["predictions.create"])]}))
	_silent(_stated({}), old)
	_silent(old, _stated({"credentials": []}))
}

test_what_the_manifest_says_of_the_network if {
	_denied(_stated({"network": {"exposure": "internal"}}), _stated({"network": {"exposure": "public"}}))
	_silent(_stated({"network": {"exposure": "public"}}), _stated({"network": {"exposure": "internal"}}))
}

test_authentication_that_the_manifest_states if {
	old := _stated({"authentication": {"method": "oidc"}})
	_denied(old, _stated({"authentication": {"method": "none"}}))
	_denied(old, _stated({})).at == {"document": "deployment.yaml#0", "pointer": "/spec/access"}
}

# Spaces

test_oauth_of_a_space if {
	old := [_doc("README.md", "hf/space", {"hf_oauth": true, "hf_oauth_authorized_org": "acme", "hf_oauth_scopes": ["email"]})]
	_denied(old, [_doc("README.md", "hf/space", {"hf_oauth": true, "hf_oauth_scopes": ["email"]})])
	_denied(old, [_doc("README.md", "hf/space", {"hf_oauth": true, "hf_oauth_authorized_org": "acme", "hf_oauth_scopes": ["email", "manage-repos"]})])
}
