package policylint.rules.privacy.payload_retention_test

import data.policylint.rules.privacy.payload_retention as rule

_document(document) := object.union({"path": "f.yaml", "pods": [], "servers": {}, "texts": {}, "refs": {}}, document)

_one(document) := {"subject": {"patch": false, "primary": "f.yaml#0", "documents": {"f.yaml#0": _document(document)}}}

_pod(engine, container) := _one({
	"kind": "k8s/workload",
	"content": {"kind": "Deployment", "spec": {"template": {"spec": {"containers": [container]}}}},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": engine},
})

_at(rest) := sprintf("/spec/template/spec/containers/0%s", [rest])

_endpoint(more) := _one({"kind": "hf/endpoint", "content": object.union({"model": {"repository": "acme/m"}}, more)})

_cached := _endpoint({"cacheHttpResponses": true})

_of_system(given, classes) := object.union(given, {"subject": {"documents": {"s.yaml#0": _document({
	"kind": "policylint/model-system",
	"content": {"spec": {"data": {"classes": classes}}},
})}}})

_stating(given, payloads) := object.union(given, {"subject": {"documents": {"d.yaml#0": _document({
	"kind": "policylint/model-deployment",
	"content": {"spec": {"observability": {"payloads": payloads}}},
})}}})

_silent(given) if {
	count(rule.deny) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

# What keeps payloads

test_a_cache_of_answers if {
	finding := _denied(_cached)
	finding.at.pointer == "/cacheHttpResponses"
	finding.level == "warning"
	contains(finding.msg, "nothing says whether that data is personal")
	_silent(_endpoint({"cacheHttpResponses": false}))
	_silent(_endpoint({}))
}

_isvc(logger) := _one({"kind": "kserve/inferenceservice", "content": {"spec": {"predictor": {"model": {}, "logger": logger}}}})

test_a_payload_logger if {
	_denied(_isvc({"mode": "request", "url": "http://sink"})).at.pointer == "/spec/predictor/logger/mode"
	_denied(_isvc({"url": "http://sink"})).at.pointer == "/spec/predictor/logger"
	startswith(_denied(_isvc({"mode": "all"})).msg, "The payload logger's mode is all, so requests")
}

test_request_logging if {
	_denied(_pod("vllm", {"args": ["--enable-log-requests"]})).at.pointer == _at("/args/0")
	_denied(_pod("vllm", {"args": ["--enable-log-requests=true"]}))
	_denied(_pod("sglang", {"args": ["--log-requests", "--log-requests-level", "2"]}))
	_silent(_pod("sglang", {"args": ["--log-requests", "--log-requests-level", "1"]}))
	_silent(_pod("vllm", {"args": ["--no-enable-log-requests"]}))
	_silent(_pod("vllm", {"args": ["--enable-log-requests", "--max-log-len=0"]}))
	_silent(_pod("triton", {"args": ["--log-verbose=1"]}))
}

test_old_versions_log_by_default if {
	finding := _denied(_pod("vllm", {"image": "vllm/vllm-openai:v0.8.5"}))
	finding.at.pointer == _at("/image")
	startswith(finding.msg, "vLLM 0.8.5 logs requests unless --disable-log-requests is given")
	_denied(_endpoint({"model": {"image": {"vLLM": {"url": "vllm/vllm-openai:v0.9.0"}}}})).at.pointer == "/model/image/vLLM/url"
}

test_old_versions_that_were_told if {
	_silent(_pod("vllm", {"image": "vllm/vllm-openai:v0.8.5", "args": ["--disable-log-requests"]}))
	_silent(_pod("vllm", {"image": "vllm/vllm-openai:v0.8.5", "args": ["--max-log-len", "0"]}))
	_silent(_pod("vllm", {"image": "vllm/vllm-openai:v0.8.5", "env": [{"name": "VLLM_LOGGING_LEVEL", "value": "WARNING"}]}))
}

test_other_versions_say_nothing if {
	every image in ["vllm/vllm-openai:v0.10.1", "vllm/vllm-openai:latest", "acme/llm:v0.8.5", "vllm/vllm-openai"] {
		_silent(_pod("vllm", {"image": image}))
	}
}

test_debug_alone_is_a_note if {
	finding := _denied(_pod("vllm", {"env": [{"name": "VLLM_LOGGING_LEVEL", "value": "DEBUG"}]}))
	finding.level == "note"
	finding.at.pointer == _at("/env/0/value")
	_silent(_pod("vllm", {"env": [{"name": "VLLM_LOGGING_LEVEL", "value": "INFO"}]}))
	_silent(_pod("vllm", {"env": [{"name": "LOG_LEVEL", "value": "DEBUG"}]}))
}

# What is kept

test_sensitive_data_has_the_full_level if {
	every class in ["personal", "special-category", "confidential"] {
		finding := _denied(_of_system(_cached, ["internal", class]))
		not finding.level
		contains(finding.msg, sprintf("the system's data is %s;", [class]))
	}
}

test_other_data_may_be_kept if {
	_silent(_of_system(_cached, ["public", "internal"]))
	_silent(_of_system(_pod("vllm", {"env": [{"name": "VLLM_LOGGING_LEVEL", "value": "DEBUG"}]}), ["public"]))
}

test_a_system_that_does_not_classify if {
	_denied(_of_system(_cached, [])).level == "warning"
}

test_redaction_and_retention_together_are_enough if {
	personal := _of_system(_cached, ["personal"])
	_silent(_stating(personal, {"redaction": "presidio", "retentionDays": 7}))
	contains(_denied(_stating(personal, {"redaction": "presidio"})).msg, "state retentionDays under")
	contains(_denied(_stating(personal, {"redaction": "none", "retentionDays": 7})).msg, "state redaction under")
}
