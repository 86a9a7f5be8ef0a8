package policylint.rules.design.hosting_strategy_test

import data.policylint.rules.design.hosting_strategy as rule

_space := "https://acme-summariser.hf.space/run/predict"

_document(kind, content) := {"kind": kind, "path": "f.yaml", "content": content, "pods": [], "servers": {}}

_given(kind, content) := _all({"f.yaml#0": _document(kind, content)})

_all(documents) := {"subject": {
	"name": "api", "stage": null, "platform": "kubernetes", "subject": "document", "primary": "f.yaml#0", "patch": false,
	"documents": documents,
}}

_pod(container) := _all({"f.yaml#0": {
	"kind": "k8s/workload", "path": "f.yaml", "pods": ["/spec/template/spec"], "servers": {},
	"content": {"spec": {"template": {"spec": {"containers": [container]}}}},
}})

_env(name, value) := _pod({"name": "api", "env": [{"name": "A", "value": "b"}, {"name": name, "value": value}]})

_silent(given) if count(rule.deny) == 0 with input as given

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

test_a_variable_that_leads_to_a_space if {
	finding := _denied(_env("SUMMARISER_URL", _space))
	finding.at.pointer == "/spec/template/spec/containers/0/env/1/value"
	contains(finding.msg, "acme-summariser.hf.space")
	_denied(_env("SUMMARISER_HOST", "acme-summariser.hf.space"))
	_denied(_env("BACKEND", "https://huggingface.co/spaces/acme/summariser"))
}

test_other_hosts_and_lists_for_cors_are_fine if {
	_silent(_env("SUMMARISER_URL", "http://summariser.models.svc:8000/v1"))
	_silent(_env("CORS_ALLOWED_ORIGINS", "https://acme-summariser.hf.space"))
	_silent(_env("ALLOWED_ORIGINS", "https://acme-summariser.hf.space,https://acme.example.com"))
	_silent(_env("DOCS_URL", "https://huggingface.co/spaces/acme/summariser"))
	_silent(_env("MODEL_ID", "acme/summariser"))
	_silent(_env("COUNT", 3))
}

test_arguments if {
	_denied(_pod({"args": ["--upstream", _space]})).at.pointer == "/spec/template/spec/containers/0/args/1"
	_denied(_pod({"args": [sprintf("--upstream=%s", [_space])]})).at.pointer == "/spec/template/spec/containers/0/args/0"
	_denied(_pod({"command": ["sh", "-c", sprintf("serve --to %s", [_space])]})).at.pointer == "/spec/template/spec/containers/0/command/2"
	_silent(_pod({"args": ["--allowed-origins", _space]}))
	_silent(_pod({"args": [sprintf("--cors-allow-origin=%s", [_space])]}))
}

test_config_maps if {
	_denied(_given("k8s/configmap", {"data": {"MODEL_URL": _space}})).at.pointer == "/data/MODEL_URL"
	_denied(_given("k8s/configmap", {"data": {"app.yaml": sprintf("model:\n  url: %s\n", [_space])}})).at.pointer == "/data/app.yaml"
	_silent(_given("k8s/configmap", {"data": {"app.yaml": sprintf("# demo: %s\ncors_origins: [%s]\n", [_space, _space])}}))
	_silent(_given("k8s/configmap", {"data": {"README.md": sprintf("See %s\n", [_space])}}))
}

test_names_of_services_and_backends if {
	_denied(_given("k8s/service", {"spec": {"type": "ExternalName", "externalName": "acme-summariser.hf.space"}})).at.pointer == "/spec/externalName"
	_denied(_given("istio/virtualservice", {"spec": {"http": [{"route": [{"destination": {"host": "acme-summariser.hf.space"}}]}]}})).at.pointer == "/spec/http/0/route/0/destination/host"
	_denied(_given("k8s/httproute", {"spec": {"rules": [{"backendRefs": [{"kind": "Hostname", "name": "acme-summariser.hf.space"}]}]}})).at.pointer == "/spec/rules/0/backendRefs/0"
	_silent(_given("k8s/httproute", {"spec": {"rules": [{"backendRefs": [{"name": "llm"}]}]}}))
}

test_endpoints_and_builds if {
	_denied(_given("hf/endpoint", {"model": {"env": {"RERANKER": _space}}})).at.pointer == "/model/env/RERANKER"
	_denied(_given("cog", {"environment": ["A=b", sprintf("RERANKER=%s", [_space])]})).at.pointer == "/environment/1"
	_silent(_given("cog", {"build": {"run": [sprintf("curl %s", [_space])]}}))
}

test_a_stage_above_space_on_a_space if {
	_denied(_given("policylint/model-deployment", {"spec": {"platform": "hf-space", "stage": "production"}})).at.pointer == "/spec/platform"
	_silent(_given("policylint/model-deployment", {"spec": {"platform": "hf-space", "stage": "space"}}))
	_silent(_given("policylint/model-deployment", {"spec": {"platform": "replicate", "stage": "production"}}))
}

_hosting(hosting) := _given("policylint/model-system", {"spec": {"hosting": hosting}})

test_a_hybrid_strategy_with_one_deployment_or_host if {
	_denied(_hosting({"strategy": "hybrid", "demo": "summariser", "production": "summariser"})).at.pointer == "/spec/hosting/production"
	_denied(_hosting({"strategy": "hybrid", "demo": "https://a.example.com/demo", "production": "https://a.example.com/v1"}))
	_silent(_hosting({"strategy": "hybrid", "demo": "summariser-space", "production": "summariser-production"}))
	_silent(_hosting({"strategy": "api-only", "production": "summariser"}))
	_silent(_hosting({"strategy": "hybrid"}))
}
