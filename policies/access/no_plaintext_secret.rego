# METADATA
# title: No credential is written in a deployment file
# description: >-
#   Whoever can read the file, its history or a fork of the repository can use the credential, and nobody sees that it
#   happens; taking the line out later does not take it out of the history.
# scope: package
# related_resources:
#   - ref: https://docs.policylint.dev/rules/ACC005
# custom:
#   id: ACC005
#   severity: {space: error, staging: error, production: error}
#   uncapped: true
#   sensitive: true
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: false
#   scope: repository
#   reads: []
#   needs: [credentials]
#   native: full
#   params: {}
#   fix: >-
#     Revoke the credential now, then refer to a secret that holds the new one (secretKeyRef, `model.secrets` of an
#     endpoint, a secret of the Space).
#   examples:
#     file: deployment.yaml
#     pass: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 env:
#                   - name: VLLM_API_KEY
#                     valueFrom: {secretKeyRef: {name: vllm, key: api-key}}
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 env:
#                   - name: VLLM_API_KEY
#                     value: Tn4v8xQ2mB
#   frameworks:
#     eu_ai_act: ["Art. 15(5)"]
#     nist_ai_rmf: ["MEASURE 2.7"]
#     owasp_llm_2025: ["LLM02"]
package policylint.rules.access.no_plaintext_secret

import data.policylint.facts
import data.policylint.lib.result

deny contains result.finding_with(msg, found.at, {"key": concat(" ", [found.name, found.kind])}) if {
	some found in facts.plaintext.subject
	msg := sprintf("%s holds %s in plain text%s; revoke it and refer to a secret instead.", [found.name, found.kind, found.end])
}
