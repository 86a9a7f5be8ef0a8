# METADATA
# title: What was evaluated is served the same way
# description: >-
#   Precision, quantisation, the length of the context, the chat template and adapters change what a model answers. An
#   evaluation, or weeks in staging, with other settings does not tell how good the answers in production are.
# scope: package
# related_resources:
#   - ref: docs/rules/PRO004.md
# custom:
#   id: PRO004
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30}
#   scope: promotion
#   reads: [k8s/workload, kserve/inferenceservice, kserve/llminferenceservice, hf/endpoint, ray/service, vllm/runtime, vllm/helm-values, replicate/deployment]
#   needs: [serving_config, evaluation]
#   native: full
#   params: {}
#   fix: Evaluate the model with the settings that production has, or promote the settings that were evaluated.
#   frameworks:
#     eu_ai_act: ["Art. 15(1)"]
#     nist_ai_rmf: ["MEASURE 2.3"]
#     iso_42001: ["A.6.2.4"]
#     ml_test_score: ["Infra 3"]
package policylint.rules.promotion.serving_config_matches

import data.policylint.facts
import data.policylint.lib.listing
import data.policylint.lib.result
import data.policylint.lib.serving_settings

# Against the report on the evaluation: what it does not state is not compared.

deny contains result.finding_with(msg, ours.at, {"key": ours.setting, "related": [result.related("evaluated with", theirs.at)]}) if {
	some ours in facts.serving_config.subject
	not ours.hole
	theirs := _evaluated(ours)[ours.setting]
	not _same(ours, theirs)
	msg := sprintf(
		"%s is served, but %s was evaluated, and %s; evaluate it as it is served, or serve it as evaluated.",
		[ours.shown, theirs.shown, _why(ours.setting)],
	)
}

# What an engine does without the setting is known for few.
deny contains result.finding_with(msg, at, {"key": setting, "related": [result.related("evaluated with", theirs.at)]}) if {
	some _, config in _reports
	some setting, theirs in config
	setting in {"kvCacheDtype", "chatTemplate"}
	is_string(theirs.value)
	not setting in {ours.setting | some ours in facts.serving_config.subject}
	at := _place(setting)
	msg := sprintf(
		"%s was evaluated, but it is served without that setting, and %s; evaluate it as it is served, or add the setting.",
		[theirs.shown, _why(setting)],
	)
}

deny contains result.finding_with(msg, ours.at, {"key": "engine", "related": [result.related("evaluated with", theirs.at)]}) if {
	count(_reports) > 0
	some theirs in facts.evaluated_engine.subject
	theirs.report in _about
	some ours in facts.serving_engine.subject
	not theirs.engine in {each.engine | some each in facts.serving_engine.subject}
	msg := sprintf("%s serves it, but %s was evaluated: another engine answers differently; evaluate it on the engine that serves it.", [ours.engine, theirs.shown])
}

deny contains result.finding_with(msg, ours.at, {"key": "engine", "related": [result.related("evaluated with", theirs.at)]}) if {
	some theirs in facts.evaluated_engine.subject
	theirs.report in _about
	some ours in facts.serving_engine.subject
	ours.engine == theirs.engine
	_other_major(ours, theirs)
	msg := _engine_message(ours, sprintf("%s was evaluated", [theirs.version]))
}

deny contains result.finding_with(msg, ours.at, {"key": ours.name, "related": [result.related("evaluated with others", result.at(report, "/spec/serving/adapters"))]}) if {
	some report in _about
	evaluated := facts.evaluated_adapters.subject[report]
	some ours in facts.served_adapters.subject
	not _adapter_in(ours.name, evaluated)
	msg := sprintf("The adapter %s is served, but it was not evaluated; evaluate the model with it.", [ours.name])
}

# Without a report that says how it was served, against the lower stage.

deny contains result.finding_with(msg, ours.at, {"key": ours.setting, "related": [result.related("served at the lower stage with", each.at) | some each in theirs]}) if {
	_against_source
	some ours in facts.serving_config.subject
	not ours.hole
	theirs := _source_settings(ours.setting)
	not ours.value in {each.value | some each in theirs}
	msg := sprintf(
		"%s is served, but %s ran %s, and %s; try it there first, or evaluate it as it is served.",
		[ours.shown, input.source.name, _ran(theirs), _why(ours.setting)],
	)
}

deny contains result.finding_with(msg, _place(theirs.setting), {"key": theirs.setting, "related": [result.related("served at the lower stage with", theirs.at)]}) if {
	_against_source
	some theirs in facts.serving_config.source
	not theirs.hole
	not theirs.setting in {ours.setting | some ours in facts.serving_config.subject}
	msg := sprintf(
		"%s ran with %s, and it is served without that setting; %s: add it, or evaluate it as it is served.",
		[input.source.name, theirs.shown, _why(theirs.setting)],
	)
}

deny contains result.finding_with(msg, ours.at, {"key": "engine", "related": [result.related("served at the lower stage by", theirs.at)]}) if {
	_against_source
	some theirs in facts.serving_engine.source
	some ours in facts.serving_engine.subject
	ours.engine == theirs.engine
	_other_major(ours, theirs)
	msg := _engine_message(ours, sprintf("%s ran %s", [input.source.name, theirs.version]))
}

deny contains result.finding_with(msg, ours.at, {"key": "engine", "related": [result.related("served at the lower stage by", theirs.at)]}) if {
	_against_source
	some theirs in facts.serving_engine.source
	some ours in facts.serving_engine.subject
	not ours.engine in {each.engine | some each in facts.serving_engine.source}
	msg := sprintf("%s serves it, but %s ran %s: another engine answers differently; try it there first, or evaluate it as it is served.", [ours.engine, input.source.name, theirs.engine])
}

deny contains result.finding_with(msg, ours.at, {"key": ours.name}) if {
	_against_source
	some ours in facts.served_adapters.subject
	not ours.name in {each.name | some each in facts.served_adapters.source}
	msg := sprintf("The adapter %s is served, but %s ran without it; try it there first, or evaluate the model with it.", [ours.name, input.source.name])
}

undecided contains result.finding_with(msg, ours.at, {"key": ours.setting}) if {
	some ours in facts.serving_config.subject
	ours.hole
	_compared
	msg := sprintf("%s is filled in later, so nothing tells whether it was evaluated so; check the file in which it is filled in.", [ours.shown])
}

_compared if count(_reports) > 0

_compared if _against_source

# What counts

_about := {each.report | some each in facts.evaluated.subject}

# _reports[document]: the settings that a report on what is served states.
_reports[report] := config if {
	some report in _about
	config := facts.evaluated_config.subject[report]
}

# The report on the model that this container serves; where that cannot be told, the newest of all.
_evaluated(ours) := _reports[max(found)[1]] if {
	found := {[each.created, each.report] |
		some each in facts.evaluated.subject
		_reports[each.report]
		each.served.document == ours.document
		startswith(each.served.pointer, sprintf("%s/", [ours.container]))
	}
	count(found) > 0
} else := _reports[max(found)[1]] if {
	found := {[each.created, each.report] | some each in facts.evaluated.subject; _reports[each.report]}
	count(found) > 0
}

_against_source if {
	input.source
	count(_reports) == 0
	count({report | some report in _about; facts.evaluated_adapters.subject[report]}) == 0
}

_same(ours, theirs) if ours.value == theirs.value

# A template is the same file wherever it is mounted.
_same(ours, theirs) if {
	ours.setting == "chatTemplate"
	is_string(theirs.value)
	regex.replace(ours.value, `^.*/`, "") == regex.replace(theirs.value, `^.*/`, "")
}

# A cache in the precision of the model is the engine's default.
_same(ours, theirs) if {
	ours.setting == "kvCacheDtype"
	is_null(theirs.value)
	ours.value in serving_settings.floats
}

_source_settings(setting) := {each | some each in facts.serving_config.source; each.setting == setting}

_ran(theirs) := "without that setting" if {
	count(theirs) == 0
} else := sprintf("with %s", [listing.all(sort({each.shown | some each in theirs}))])

_other_major(ours, theirs) if {
	is_string(ours.version)
	is_string(theirs.version)
	serving_settings.major(ours.version) != serving_settings.major(theirs.version)
}

_engine_message(ours, instead) := sprintf("%s %s serves it, but %s: another major version answers differently; evaluate it on the version that serves it.", [ours.engine, ours.version, instead])

_adapter_in(name, evaluated) if name in evaluated

_adapter_in(name, evaluated) if regex.replace(name, `^.*/`, "") in evaluated

# Where a setting that is absent would stand.
_place(setting) := min({result.missing(each.document, each.pointer, object.get(_keys, setting, setting)) |
	some each in facts.serving_containers.subject
	facts.engines.subject[each.document][each.pointer]
}) if {
	count(facts.serving_containers.subject) > 0
	some each in facts.serving_containers.subject
	facts.engines.subject[each.document][each.pointer]
} else := result.missing(input.subject.primary, "", object.get(_keys, setting, setting))

_keys := {
	"precision": "--dtype", "quantization": "--quantization", "kvCacheDtype": "--kv-cache-dtype",
	"maxModelLen": "--max-model-len", "chatTemplate": "--chat-template",
}

_why(setting) := object.get(_reasons, setting, "that changes the answers")

_reasons := {
	"precision": "another precision changes the answers",
	"quantization": "quantised weights answer differently",
	"kvCacheDtype": "a cache of another precision changes long answers",
	"maxModelLen": "another length decides which inputs are refused or cut off",
	"chatTemplate": "another template changes every prompt",
}
