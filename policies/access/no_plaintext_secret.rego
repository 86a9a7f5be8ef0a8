# METADATA
# title: No credential is written in a deployment file
# description: >-
#   Whoever can read the file, its history or a fork of the repository can use the credential, and nobody sees that it
#   happens; taking the line out later does not take it out of the history.
# scope: package
# related_resources:
#   - ref: docs/rules/ACC005.md
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
#     Revoke the credential now, and keep the new one out of the repository: refer to a secret that holds it
#     (secretKeyRef, a secret of the Space), commit a Secret only encrypted (SOPS, Sealed Secrets), and fill in the
#     `model.secrets` of an endpoint when the request is sent.
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
	msg := sprintf("%s holds %s in plain text%s; revoke it and %s.", [found.name, found.kind, found.end, _instead(found.at)])
}

# In a place that is meant for secrets it is the file that must not hold them.
_instead(at) := "commit this Secret only encrypted" if {
	input.subject.documents[at.document].kind == "k8s/secret"
} else := "fill in the new one when the request is sent" if {
	startswith(at.pointer, "/model/secrets/")
} else := "mount the new one while the image is built (RUN --mount=type=secret), or set it where the image runs" if {
	input.subject.documents[at.document].kind == "docker/dockerfile"
} else := "refer to a secret instead"
