# METADATA
# title: Prompts and answers are not stored or shared by accident
# description: >-
#   A cache, a payload logger or an engine that logs its requests keeps what people typed and what they were told, often
#   where more people can read it, and for longer, than anybody decided.
# scope: package
# related_resources:
#   - ref: docs/rules/PRV002.md
# custom:
#   id: PRV002
#   severity: {staging: warning, production: error}
#   confidence: medium
#   default: true
#   effective_on: null
#   waivable: {max_days: 14}
#   scope: subject
#   reads: [hf/endpoint, kserve/inferenceservice, kserve/llminferenceservice, k8s/workload, ray/service, vllm/runtime, vllm/helm-values]
#   needs: [payload_retention, engine_flags]
#   native: partial
#   params: {}
#   fix: >-
#     Turn the cache or the request log off; where payloads must be kept, state redaction and retentionDays under
#     spec.observability.payloads of the ModelDeployment.
#   examples:
#     file: endpoint.yaml
#     pass: |
#       name: summariser
#       type: private
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model: {repository: acme/summariser, revision: 6c0e6080953db56375760c0471a8c5f2929baf11}
#       cacheHttpResponses: false
#     fail: |
#       name: summariser
#       type: private
#       compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
#       model: {repository: acme/summariser, revision: 6c0e6080953db56375760c0471a8c5f2929baf11}
#       cacheHttpResponses: true
#   frameworks:
#     nist_ai_rmf: ["MEASURE 2.10"]
#     iso_42001: ["A.7.2"]
#     owasp_llm_2025: ["LLM02"]
package policylint.rules.privacy.payload_retention

import data.policylint.facts
import data.policylint.lib.listing
import data.policylint.lib.result

_sensitive := {"personal", "special-category", "confidential"}

_harm := {
	"cached": "so answers are kept and given to other callers",
	"copied": "so requests and answers are copied to another place",
	"logged": "so what people type ends in the log",
}

_off := {
	"cached": "set it to false",
	"copied": "take the logger out",
	"logged": "turn request logging off",
}

deny contains result.finding_with(msg, kept.at, {"key": kept.what}) if {
	some kept in facts.payload_retention.subject
	kept.what != "debugged"
	_unguarded
	classes := sort(facts.data_classes.subject & _sensitive)
	count(classes) > 0
	msg := sprintf("%s, %s, and the system's data is %s; %s, or state %s under spec.observability.payloads.", [
		kept.setting,
		_harm[kept.what],
		listing.all(classes),
		object.get(kept, "off", _off[kept.what]),
		listing.all(_missing),
	])
}

deny contains result.finding_with(msg, kept.at, {"key": kept.what, "level": "warning"}) if {
	some kept in facts.payload_retention.subject
	kept.what != "debugged"
	_unguarded
	not facts.data_classes.subject
	msg := sprintf("%s, %s, and nothing says whether that data is personal or confidential; %s, or state data.classes in a ModelSystem, and redaction and retentionDays in a ModelDeployment.", [
		kept.setting,
		_harm[kept.what],
		object.get(kept, "off", _off[kept.what]),
	])
}

# At this level the engine may write parts of a request, and does not write all of it.
deny contains result.finding_with(msg, kept.at, {"key": kept.what, "level": "note"}) if {
	some kept in facts.payload_retention.subject
	kept.what == "debugged"
	_unguarded
	_perhaps_sensitive
	msg := sprintf("%s, at which parts of prompts can end in the log; use INFO.", [kept.setting])
}

_perhaps_sensitive if not facts.data_classes.subject

_perhaps_sensitive if count(facts.data_classes.subject & _sensitive) > 0

_missing := [key | some key in ["redaction", "retentionDays"]; not key in _safeguards]

_safeguards := object.get(facts.payload_safeguards, "subject", set())

_unguarded if count(_missing) > 0
