package policylint.rules.access.endpoint_authenticated_test

import data.policylint.rules.access.endpoint_authenticated as rule

_workload := {
	"kind": "k8s/workload",
	"path": "llm.yaml",
	"content": {
		"kind": "Deployment",
		"metadata": {"name": "llm"},
		"spec": {"template": {"spec": {"containers": [{
			"name": "vllm", "image": "vllm/vllm-openai:v0.10.0", "args": ["--model", "acme/m"],
			"ports": [{"name": "http", "containerPort": 8000}],
		}]}}},
	},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": "vllm"},
}

_served(others) := _given("llm.yaml#0", object.union({"llm.yaml#0": _workload}, others))

_given(primary, documents) := {"subject": {
	"name": "llm", "stage": "production", "platform": "kubernetes", "subject": "deployment",
	"primary": primary, "patch": false, "documents": documents,
}}

_document(kind, content) := {"kind": kind, "path": "f.yaml", "content": content, "pods": [], "servers": {}}

_service(spec) := _annotated(spec, {})

_annotated(spec, annotations) := {"svc.yaml#0": _document("k8s/service", {
	"kind": "Service",
	"metadata": {"name": "llm", "annotations": annotations},
	"spec": spec,
})}

_ingress(annotations) := object.union(_service({}), {"ing.yaml#0": _document("k8s/ingress", {
	"kind": "Ingress",
	"metadata": {"name": "llm", "annotations": annotations},
	"spec": {"ingressClassName": "nginx", "rules": [{"host": "llm.example.com", "http": {"paths": [
		{"path": "/ui", "backend": {"service": {"name": "ui", "port": {"number": 80}}}},
		{"path": "/", "backend": {"service": {"name": "llm", "port": {"number": 80}}}},
	]}}]},
})})

_route(filters, others) := object.union_n([_service({}), others, {"route.yaml#0": _document("k8s/httproute", {
	"kind": "HTTPRoute",
	"metadata": {"name": "llm"},
	"spec": {"parentRefs": [{"name": "edge"}], "rules": [{"filters": filters, "backendRefs": [{"name": "llm", "port": 80}]}]},
})}])

_policy(kind, spec) := {"policy.yaml#0": _document(kind, {"metadata": {"name": "guard"}, "spec": spec})}

_manifest(access) := {"deploy.yaml#0": _document("policylint/model-deployment", {"spec": {"access": access}})}

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.undecided) == 0 with input as given
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

_undecided(given) := finding if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 1 with input as given
	some finding in rule.undecided with input as given
}

test_pods_that_nothing_exposes_are_fine if {
	_silent(_served({}))
	_silent(_served(_service({"type": "ClusterIP"})))
	_silent(_served(_service({"clusterIP": "None"})))
	_silent(_served(_service({"type": "ExternalName", "externalName": "llm.example.com"})))
}

test_a_service_for_the_outside_is_denied_at_its_type if {
	finding := _denied(_served(_service({"type": "LoadBalancer"})))
	finding.at == {"document": "svc.yaml#0", "pointer": "/spec/type"}
	contains(finding.msg, "of type LoadBalancer")
	_denied(_served(_service({"type": "NodePort"}))).at.pointer == "/spec/type"
	_denied(_served(_service({"externalIPs": ["203.0.113.7"]}))).at.pointer == "/spec/externalIPs"
}

test_an_internal_balancer_is_not_the_outside if {
	_silent(_served(_annotated({"type": "LoadBalancer"}, {"networking.gke.io/load-balancer-type": "Internal"})))
	_silent(_served(_service({"type": "LoadBalancer", "loadBalancerSourceRanges": ["10.0.0.0/8"]})))
	_denied(_served(_service({"type": "LoadBalancer", "loadBalancerSourceRanges": ["203.0.113.0/24"]})))
}

test_a_type_that_is_filled_in_later_is_undecided if {
	_undecided(_served(_service({"type": "${SERVICE_TYPE}"}))).at.pointer == "/spec/type"
}

test_a_patch_is_not_asked if _silent(json.patch(_served(_service({"type": "LoadBalancer"})), [{"op": "replace", "path": "/subject/patch", "value": true}]))

test_the_key_of_vllm_does_not_count_and_the_message_says_so if {
	with_key := json.patch(_workload, [{"op": "add", "path": "/content/spec/template/spec/containers/0/args/-", "value": "--api-key=$(KEY)"}])
	finding := _denied(_served(object.union(_service({"type": "LoadBalancer"}), {"llm.yaml#0": with_key})))
	contains(finding.msg, "/invocations")
}

test_the_key_of_other_engines_counts if {
	every engine in ["tgi", "sglang", "tei"] {
		with_key := json.patch(_workload, [
			{"op": "add", "path": "/content/spec/template/spec/containers/0/args/-", "value": "--api-key=$(KEY)"},
			{"op": "replace", "path": "/servers", "value": {"/spec/template/spec/containers/0": engine}},
		])
		_silent(_served(object.union(_service({"type": "LoadBalancer"}), {"llm.yaml#0": with_key})))
	}
	from_secret := json.patch(_workload, [
		{"op": "add", "path": "/content/spec/template/spec/containers/0/env", "value": [{"name": "API_KEY", "valueFrom": {"secretKeyRef": {"name": "k", "key": "k"}}}]},
		{"op": "replace", "path": "/servers", "value": {"/spec/template/spec/containers/0": "tgi"}},
	])
	_silent(_served(object.union(_service({"type": "LoadBalancer"}), {"llm.yaml#0": from_secret})))
}

test_an_open_ingress_is_denied_where_it_names_the_service if {
	finding := _denied(_served(_ingress({})))
	finding.at == {"document": "ing.yaml#0", "pointer": "/spec/rules/0/http/paths/1/backend/service/name"}
}

test_an_ingress_that_asks_callers_or_is_internal_is_fine if {
	_silent(_served(_ingress({"nginx.ingress.kubernetes.io/auth-url": "https://auth.example.com"})))
	_silent(_served(_ingress({"nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8"})))
}

test_a_middleware_elsewhere_is_undecided if {
	finding := _undecided(_served(_ingress({"traefik.ingress.kubernetes.io/router.middlewares": "models-edge@kubernetescrd"})))
	finding.at == {"document": "ing.yaml#0", "pointer": "/metadata/annotations/traefik.ingress.kubernetes.io~1router.middlewares"}
}

test_a_node_port_behind_an_ingress_is_plumbing if {
	guarded := object.union(
		_ingress({"nginx.ingress.kubernetes.io/auth-url": "https://auth.example.com"}),
		_service({"type": "NodePort"}),
	)
	_silent(_served(guarded))
}

test_a_balancer_beside_a_guarded_ingress_is_still_open if {
	guarded := object.union(
		_ingress({"nginx.ingress.kubernetes.io/auth-url": "https://auth.example.com"}),
		_service({"type": "LoadBalancer"}),
	)
	_denied(_served(guarded)).at.document == "svc.yaml#0"
}

test_routes_of_gateways if {
	finding := _denied(_served(_route([], {})))
	finding.at == {"document": "route.yaml#0", "pointer": "/spec/rules/0/backendRefs/0"}
	_silent(_served(_route([{"type": "ExternalAuth"}], {})))
	_undecided(_served(_route([{"type": "ExtensionRef", "extensionRef": {"kind": "Middleware", "name": "edge"}}], {})))
}

_gateway(class) := {"gw.yaml#0": _document("k8s/gateway", {"metadata": {"name": "edge"}, "spec": {"gatewayClassName": class}})}

test_an_internal_gateway_is_not_the_outside if {
	_silent(_served(_route([], _gateway("gke-l7-rilb"))))
	_denied(_served(_route([], _gateway("gke-l7-global-external-managed"))))
}

test_a_gateway_of_kuadrant_is_undecided if {
	labelled := {"gw.yaml#0": _document("k8s/gateway", {"metadata": {"name": "edge", "labels": {"kuadrant.io/gateway": "true"}}, "spec": {}})}
	_undecided(_served(_route([], labelled))).at == {"document": "gw.yaml#0", "pointer": "/metadata"}
}

test_names_that_only_a_private_network_knows if {
	named := [{"op": "add", "path": "/subject/documents/route.yaml#0/content/spec/hostnames", "value": ["chat.internal.example.com"]}]
	_silent(json.patch(_served(_route([], {})), named))
	gateway := [{"op": "replace", "path": "/subject/documents/route.yaml#0/content/spec/parentRefs", "value": [{"name": "internal-edge"}]}]
	_silent(json.patch(_served(_route([], {})), gateway))
}

test_a_security_policy_for_the_route_or_its_gateway if {
	_silent(_served(_route([], _policy("envoy/securitypolicy", {"targetRefs": [{"kind": "HTTPRoute", "name": "llm"}], "oidc": {"provider": {}}}))))
	_silent(_served(_route([], _policy("envoy/securitypolicy", {"targetRef": {"kind": "Gateway", "name": "edge"}, "jwt": {"providers": [{}]}}))))
	_denied(_served(_route([], _policy("envoy/securitypolicy", {"targetRefs": [{"kind": "HTTPRoute", "name": "llm"}], "cors": {}}))))
	_denied(_served(_route([], _policy("envoy/securitypolicy", {"targetRefs": [{"kind": "HTTPRoute", "name": "other"}], "oidc": {}}))))
	_denied(_served(_route([], _policy("envoy/securitypolicy", {"targetRefs": [{"kind": "HTTPRoute", "name": "llm"}], "jwt": {"optional": true, "providers": [{}]}}))))
}

test_policies_of_istio_that_ask_who_calls if {
	open := _service({"type": "LoadBalancer"})
	every spec in [
		{},
		{"action": "CUSTOM", "provider": {"name": "oauth2"}, "rules": [{}]},
		{"rules": [{"from": [{"source": {"requestPrincipals": ["*"]}}]}]},
		{"rules": [{"from": [{"source": {"principals": ["cluster.local/ns/gw/sa/gw"]}}], "to": [{"operation": {"paths": ["/v1/*"]}}]}]},
		{"rules": [{"when": [{"key": "request.auth.claims[groups]", "values": ["ml"]}]}]},
		{"action": "DENY", "rules": [{"from": [{"source": {"notRequestPrincipals": ["*"]}}]}]},
	] {
		_silent(_served(object.union(open, _policy("istio/authorizationpolicy", spec))))
	}
}

test_policies_of_istio_that_let_strangers_in if {
	open := _service({"type": "LoadBalancer"})
	every spec in [
		{"rules": [{}]},
		{"rules": [{"to": [{"operation": {"paths": ["/v1/*"]}}]}]},
		{"rules": [{"from": [{"source": {"ipBlocks": ["203.0.113.0/24"]}}]}]},
		{"action": "AUDIT", "rules": [{"from": [{"source": {"principals": ["*"]}}]}]},
		{"action": "DENY", "rules": [{"to": [{"operation": {"paths": ["/pause"]}}]}]},
	] {
		_denied(_served(object.union(open, _policy("istio/authorizationpolicy", spec))))
	}
	_denied(_served(object.union(open, _policy("istio/requestauthentication", {"jwtRules": [{"issuer": "https://id.example.com"}]}))))
}

test_a_policy_for_a_gateway_does_not_guard_a_balancer if {
	spec := {"targetRefs": [{"kind": "Gateway", "name": "edge"}], "action": "CUSTOM", "rules": [{}]}
	_silent(_served(_route([], _policy("istio/authorizationpolicy", spec))))
	_denied(_served(object.union(_service({"type": "LoadBalancer"}), _policy("istio/authorizationpolicy", spec))))
}

test_strict_mutual_tls_guards_a_balancer_but_no_gateway if {
	strict := _policy("istio/peerauthentication", {"mtls": {"mode": "STRICT"}})
	_silent(_served(object.union(_service({"type": "LoadBalancer"}), strict)))
	_denied(_served(_route([], strict)))
	_denied(_served(object.union(_service({"type": "LoadBalancer"}), _policy("istio/peerauthentication", {"mtls": {"mode": "PERMISSIVE"}}))))
}

_virtual(gateways) := {"vs.yaml#0": _document("istio/virtualservice", {"metadata": {"name": "llm"}, "spec": {
	"gateways": gateways, "hosts": ["llm.example.com"], "http": [{"route": [{"destination": {"host": "llm.models.svc.cluster.local"}}]}],
}})}

test_routes_of_openshift_and_of_a_mesh if {
	route := {"route.yaml#0": _document("openshift/route", {"metadata": {"name": "llm"}, "spec": {"to": {"kind": "Service", "name": "llm"}}})}
	_denied(_served(object.union(_service({}), route))).at.pointer == "/spec/to/name"
	_denied(_served(object.union(_service({}), _virtual(["istio-system/edge"])))).at.pointer == "/spec/http/0/route/0/destination/host"
	_silent(_served(object.union(_service({}), _virtual(["mesh"]))))
}

_with_sidecar(image, target) := _served(object.union(
	_service({"type": "LoadBalancer", "ports": [{"port": 443, "targetPort": target}]}),
	{"llm.yaml#0": json.patch(_workload, [{"op": "add", "path": "/content/spec/template/spec/containers/-", "value": {
		"name": "front", "image": image, "ports": [{"name": "proxy", "containerPort": 8443}],
	}}])},
))

test_a_proxy_in_the_pod_counts_where_the_service_leads_to_it if {
	_silent(_with_sidecar("quay.io/oauth2-proxy/oauth2-proxy:v7.6.0", "proxy"))
	_denied(_with_sidecar("quay.io/oauth2-proxy/oauth2-proxy:v7.6.0", 8000))
	_denied(_with_sidecar("quay.io/oauth2-proxy/oauth2-proxy:v7.6.0", 9999))
	_undecided(_with_sidecar("registry.example.com/front:1.0.0", 8443)).at.pointer == "/spec/ports"
}

_inference(metadata) := _given("isvc.yaml#0", {"isvc.yaml#0": _document("kserve/inferenceservice", {
	"metadata": object.union({"name": "llm"}, metadata), "spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
})})

test_kserve_decides_elsewhere if {
	_undecided(_inference({})).at.pointer == "/spec/predictor"
	_silent(_inference({"labels": {"networking.knative.dev/visibility": "cluster-local"}}))
	_silent(_inference({"annotations": {"networking.kserve.io/visibility": "cluster-local"}}))
	_silent(_inference({"annotations": {"serving.kserve.io/deploymentMode": "ModelMesh"}}))
	_silent(_inference({"annotations": {"security.opendatahub.io/enable-auth": "true"}}))
	_denied(_inference({"labels": {"networking.kserve.io/visibility": "exposed"}})).at.pointer == "/metadata/labels/networking.kserve.io~1visibility"
	_silent(_inference({
		"labels": {"networking.kserve.io/visibility": "exposed"},
		"annotations": {"security.opendatahub.io/enable-auth": "true"},
	}))
}

test_a_route_in_the_tree_shows_that_kserve_is_exposed if {
	given := json.patch(_inference({}), [{"op": "add", "path": "/subject/documents/ing.yaml#0", "value": _document("k8s/ingress", {
		"metadata": {"name": "edge"}, "spec": {"rules": [{"http": {"paths": [{"backend": {"service": {"name": "llm-predictor"}}}]}}]},
	})}])
	_denied(given).at.document == "ing.yaml#0"
}

_llm(spec, others) := _given("llm.yaml#0", object.union(others, {"llm.yaml#0": _document("kserve/llminferenceservice", {
	"metadata": {"name": "llm"}, "spec": spec,
})}))

test_an_llm_behind_a_gateway_is_undecided if {
	_undecided(_llm({"router": {"gateway": {}, "route": {}}}, {})).at.pointer == "/spec/router/gateway"
	_undecided(_llm({"router": {"route": {}}}, {})).at.pointer == "/spec/router/route"
	_silent(_llm({}, {}))
	_silent(_llm({"baseRefs": [{"name": "base"}]}, {}))
	_denied(_llm({"router": {"gateway": {}}}, _manifest({"authentication": {"method": "oidc", "at": "gateways/edge"}}))).level == "note"
}

test_an_llm_whose_router_is_in_a_configuration if {
	config := {"config.yaml#0": _document("kserve/llminferenceserviceconfig", {"metadata": {"name": "base"}, "spec": {"router": {"gateway": {}}}})}
	_undecided(_llm({"baseRefs": [{"name": "base"}]}, config)).at.document == "config.yaml#0"
}

_endpoint(content, stage) := {"subject": {
	"name": "e", "stage": stage, "platform": "hf-endpoint", "subject": "deployment", "primary": "e.yaml#0", "patch": false,
	"documents": {"e.yaml#0": _document("hf/endpoint", content)},
}}

test_types_of_endpoints if {
	_silent(_endpoint({"type": "private"}, "production"))
	public := _denied(_endpoint({"type": "public"}, "production"))
	not public.level
	public.at.pointer == "/type"
	_denied(_endpoint({"type": "authenticated"}, "production")).level == "note"
	_denied(_endpoint({"type": "protected"}, null)).level == "note"
	_silent(_endpoint({"type": "authenticated"}, "staging"))
	_undecided(_endpoint({}, "production")).at.missing == "type"
	_undecided(_endpoint({"type": "${TYPE}"}, "production")).at.pointer == "/type"
}

test_any_account_is_a_warning_where_there_is_personal_data if {
	given := json.patch(_endpoint({"type": "authenticated"}, "production"), [{
		"op": "add", "path": "/subject/documents/s.yaml#0",
		"value": _document("policylint/model-system", {"spec": {"data": {"classes": ["internal", "personal"]}}}),
	}])
	_denied(given).level == "warning"
}

_vouched(access) := _served(object.union(_service({"type": "LoadBalancer"}), _manifest(access)))

test_a_manifest_vouches_for_what_stands_elsewhere if {
	finding := _denied(_vouched({"authentication": {"method": "external", "at": "edge-gateway"}}))
	finding.level == "note"
	finding.at.pointer == "/spec/access/authentication/method"
	there := json.patch(_vouched({"authentication": {"method": "oidc", "at": "edge/gateway.yaml"}}), [{
		"op": "add", "path": "/subject/references",
		"value": [{"document": "deploy.yaml#0", "pointer": "/spec/access/authentication/at", "state": "read"}],
	}])
	_silent(there)
	_denied(_vouched({"authentication": {"method": "oidc"}})).at.document == "svc.yaml#0"
	_silent(_served(_manifest({"authentication": {"method": "oidc", "at": "edge-gateway"}})))
}

test_the_method_none_is_denied_wherever_it_stands if {
	_denied(_served(_manifest({"authentication": {"method": "none"}}))).at.document == "deploy.yaml#0"
	count(rule.deny) == 2 with input as _served(object.union(_service({"type": "LoadBalancer"}), _manifest({"authentication": {"method": "none"}})))
}

test_a_public_endpoint_is_open_whatever_a_manifest_says if {
	given := json.patch(_endpoint({"type": "public"}, "production"), [{
		"op": "add", "path": "/subject/documents/d.yaml#0",
		"value": _document("policylint/model-deployment", {"spec": {"access": {"authentication": {"method": "oidc", "at": "x"}}}}),
	}])
	_denied(given).at.pointer == "/type"
}

_ray(spec) := _given("r.yaml#0", {"r.yaml#0": _document("ray/service", {"metadata": {"name": "r"}, "spec": spec})})

test_services_that_kuberay_makes if {
	_silent(_ray({}))
	_denied(_ray({"serveService": {"spec": {"type": "LoadBalancer"}}})).at.pointer == "/spec/serveService/spec/type"
	_denied(_ray({"rayClusterConfig": {"headGroupSpec": {"serviceType": "NodePort"}}})).at.pointer == "/spec/rayClusterConfig/headGroupSpec/serviceType"
	_silent(_ray({"rayClusterConfig": {"headGroupSpec": {"serviceType": "ClusterIP"}}}))
}

_values(router) := _given("v.yaml#0", {"v.yaml#0": _document("vllm/helm-values", {"servingEngineSpec": {}, "routerSpec": router})})

test_the_router_of_the_vllm_chart if {
	_denied(_values({"serviceType": "LoadBalancer"})).at.pointer == "/routerSpec/serviceType"
	_silent(_values({"serviceType": "ClusterIP"}))
	_silent(_values({}))
	_denied(_values({"ingress": {"enabled": true}})).at.pointer == "/routerSpec/ingress/enabled"
	_silent(_values({"ingress": {"enabled": true, "annotations": {"nginx.ingress.kubernetes.io/auth-type": "basic"}}}))
	_silent(_values({"ingress": {"enabled": false}}))
}

_canary(service) := {"c.yaml#0": _document("flagger/canary", {"metadata": {"name": "llm"}, "spec": {"service": service}})}

test_a_canary_of_flagger_with_a_gateway if {
	_denied(_served(_canary({"gateways": ["mesh", "istio-system/edge"]}))).at.pointer == "/spec/service/gateways/1"
	_silent(_served(_canary({"port": 80})))
}
