# METADATA
# title: Every model that serves above Spaces has a manifest
# description: >-
#   Evaluation, approval, the way back and the purpose of a model stand in its manifest. What serves without one was
#   judged by no rule that asks for them, and nobody is named who answers for it.
# scope: package
# related_resources:
#   - ref: docs/rules/MAN003.md
# custom:
#   id: MAN003
#   severity: {staging: warning, production: error}
#   confidence: medium
#   default: true
#   effective_on: null
#   waivable: {max_days: 90, approver: platform}
#   scope: repository
#   reads:
#     - hf/endpoint
#     - k8s/workload
#     - kserve/inferenceservice
#     - kserve/llminferenceservice
#     - ray/service
#     - replicate/deployment
#     - vllm/helm-values
#     - vllm/runtime
#   needs: []
#   native: partial
#   params:
#     ignore: ["**/example*/**", "**/test*/**", "**/charts/*/ci/**"]
#   fix: >-
#     Add a ModelDeployment that names the file in spec.artefacts.serving (`policylint init` drafts it), or leave the path
#     out with `exclude` and a reason in .policylint.yaml.
#   examples:
#     file: production.yaml
#     pass: |
#       apiVersion: policylint.dev/v1alpha1
#       kind: ModelDeployment
#       metadata: {name: summariser-production}
#       spec:
#         system: summariser
#         stage: production
#         platform: hf-endpoint
#         promotedFrom: summariser-staging
#         artefacts: {serving: [{path: production.yaml, index: 1}]}
#       ---
#       name: summariser-production
#       type: private
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model: {repository: acme/summariser, revision: 6c0e6080953db56375760c0471a8c5f2929baf11}
#     fail: |
#       name: summariser-production
#       type: private
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model: {repository: acme/summariser, revision: 6c0e6080953db56375760c0471a8c5f2929baf11}
#   frameworks:
#     nist_ai_rmf: ["GOVERN 1.6"]
#     iso_42001: ["A.4.2"]
package policylint.rules.manifest.undeclared_deployment

import data.policylint.lib.result

deny contains result.finding(msg, result.at(input.subject.primary, "")) if {
	_undeclared
	input.subject.declared.manifests > 0
	msg := sprintf(
		"%s serves at stage %s and no ModelDeployment names this file, so nothing shows that it was evaluated and approved; add one that does.",
		[input.subject.name, input.subject.stage],
	)
}

# A repository that has none yet is told so once.
deny contains result.finding_with(msg, result.at(input.subject.primary, ""), {"level": "note"}) if {
	_undeclared
	input.subject.declared.manifests == 0
	input.subject.primary == _seen[0]
	msg := sprintf("%s, so nothing shows what was evaluated and approved; begin with one that names this file.", [_all_of_them])
}

# Only of a whole repository it is known which manifests there are.
_undeclared if {
	input.subject.subject == "deployment"
	input.subject.stage in {"staging", "production"}
	not input.subject.patch
	is_null(input.subject.manifest)
	is_object(input.subject.declared)
	not _ignored(input.subject.primary)
}

_seen := [id | some id in input.subject.declared.first; not _ignored(id)]

_all_of_them := sprintf("%s serves at stage %s and the repository has no ModelDeployment", [input.subject.name, input.subject.stage]) if {
	input.subject.declared.undeclared < 2
} else := sprintf(
	"%d models serve above Spaces, %s among them, and the repository has no ModelDeployment",
	[input.subject.declared.undeclared, input.subject.name],
)

# A folder in front, so that `**/` fits the root, too.
_ignored(id) if {
	some pattern in object.get(input, ["params", "MAN003", "ignore"], [])
	glob.match(pattern, ["/"], sprintf("./%s", [regex.replace(id, `#\d+$`, "")]))
}
