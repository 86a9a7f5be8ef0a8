# METADATA
# title: Customers are not served by a demo surface
# description: >-
#   A Space is rebuilt at every push, sleeps when it is not used, has no objective and may be changed by whoever works on
#   the demo; a product that calls it goes down with it.
# scope: package
# related_resources:
#   - ref: docs/rules/DSG005.md
# custom:
#   id: DSG005
#   severity: {staging: error, production: error}
#   uncapped: true
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30, approver: platform}
#   scope: repository
#   reads:
#     - cog
#     - hf/endpoint
#     - istio/virtualservice
#     - k8s/configmap
#     - k8s/httproute
#     - k8s/ingress
#     - k8s/service
#     - k8s/workload
#     - kserve/inferenceservice
#     - kserve/llminferenceservice
#     - kserve/servingruntime
#     - policylint/model-deployment
#     - policylint/model-system
#     - ray/service
#   needs: [urls]
#   native: full
#   params: {}
#   fix: >-
#     Serve production from an API platform (Replicate, an Inference Endpoint, KServe) and call that; keep the Space for
#     demonstrations.
#   examples:
#     file: endpoint.yaml
#     pass: |
#       name: answers
#       type: private
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model:
#         repository: acme/answers
#         env: {RERANKER_URL: "http://reranker.models.svc:8000/v1"}
#     fail: |
#       name: answers
#       type: private
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model:
#         repository: acme/answers
#         env: {RERANKER_URL: "https://acme-reranker.hf.space/run/predict"}
#   frameworks:
#     nist_ai_rmf: ["MAP 3.3", "MANAGE 2.2"]
#     iso_42001: ["A.6.2.5"]
package policylint.rules.design.hosting_strategy

import data.policylint.facts
import data.policylint.lib.hosts
import data.policylint.lib.result

deny contains result.finding_with(msg, url.at, {"key": url.url}) if {
	some url in facts.urls.subject
	hosts.space(url)
	msg := sprintf("%s leads to the Space at %s, a demo that sleeps, restarts at every push and promises no availability; %s.", [url.key, _shown(url), _remedy])
}

deny contains result.finding(msg, result.at(id, "/spec/platform")) if {
	some [side, id] in facts.by_kind["policylint/model-deployment"]
	side == "subject"
	spec := input[side].documents[id].content.spec
	spec.platform == "hf-space"
	spec.stage in {"staging", "production"}
	msg := sprintf("The stage %s is served by a Space, which sleeps, restarts at every push and promises no availability; choose another platform.", [spec.stage])
}

# `hosting` keeps the demonstration and the product apart.
deny contains result.finding_with(msg, result.at(id, "/spec/hosting/production"), {"related": [related]}) if {
	some [side, id] in facts.by_kind["policylint/model-system"]
	side == "subject"
	hosting := input[side].documents[id].content.spec.hosting
	hosting.strategy == "hybrid"
	_same(hosting.demo, hosting.production)
	related := result.related("the demo is named here", result.at(id, "/spec/hosting/demo"))
	msg := sprintf("The hosting strategy is hybrid, but demo and production are both %s; serve production from a deployment of its own.", [hosting.production])
}

_same(demo, production) if {
	is_string(demo)
	is_string(production)
	lower(trim_space(demo)) == lower(trim_space(production))
}

_same(demo, production) if {
	is_string(demo)
	is_string(production)
	some one in hosts.found(demo)
	some other in hosts.found(production)
	one.host == other.host
	demo != production
}

_shown(url) := url.host if {
	endswith(url.host, "hf.space")
} else := concat("", [url.host, url.path])

_remedy := "call an endpoint of production, and keep the Space for demonstrations"
