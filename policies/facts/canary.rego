package policylint.facts

import data.policylint.lib.counts
import data.policylint.lib.given
import data.policylint.lib.quantity
import data.policylint.lib.result

# canary[side]: how a new version takes traffic. {"form": which mechanism, "own": whether the platform itself splits,
# "standing": whether it is there for every version, not only for the one on its way, "acts": whether it does anything,
# "why": what stops it, "first": the percentage that the new version takes first, or null, "first_at", "watch": what it
# looks at while it waits, or null where the mechanism looks at nothing, "aborts": whether something ends it, "minutes": how
# long it takes at least, null, or "open" where a person ends a pause, "at"}.

# KServe: revisions of Knative.
canary[side] contains _canary({
	"form": "canaryTrafficPercent",
	"document": id,
	"pointer": "/spec/predictor",
	"first": counts.number(percent),
	"first_pointer": "/spec/predictor/canaryTrafficPercent",
	"acts": _canary_knative(side, id),
	"why": "KServe reads canaryTrafficPercent in Knative mode only",
}) if {
	some [side, id] in by_kind["kserve/inferenceservice"]
	percent := input[side].documents[id].content.spec.predictor.canaryTrafficPercent
	not is_null(percent)
}

default _canary_knative(_, _) := false

_canary_knative(side, id) if not _canary_standard(side, id)

_canary_standard(side, id) if {
	settings := _capacity_mode_settings(input[side].documents[id].content)
	_capacity_modes[settings["serving.kserve.io/deploymentMode"]] in {"standard", "modelmesh"}
}

# KServe: predictors beside the first, in Standard mode.
canary[side] contains _canary({
	"form": "spec.canary",
	"document": id,
	"pointer": sprintf("/spec/canary/%d", [i]),
	"first": counts.number(each.trafficPercent),
	"first_pointer": sprintf("/spec/canary/%d/trafficPercent", [i]),
	"acts": _canary_not_knative(side, id),
	"why": "KServe reads spec.canary in Standard mode only",
}) if {
	some [side, id] in by_kind["kserve/inferenceservice"]
	some i, each in input[side].documents[id].content.spec.canary
	is_object(each)
	not is_null(object.get(each, "trafficPercent", null))
}

default _canary_not_knative(_, _) := true

_canary_not_knative(side, id) := false if {
	settings := _capacity_mode_settings(input[side].documents[id].content)
	_capacity_modes[settings["serving.kserve.io/deploymentMode"]] in {"knative", "modelmesh"}
}

# KServe: a group of LLMInferenceServices, whose other members stand elsewhere.
canary[side] contains _canary({
	"form": sprintf("the group %v", [route.group]),
	"document": id,
	"pointer": "/spec/router/route",
	"first": _canary_group(counts.number(route.weight)),
	"first_pointer": "/spec/router/route/weight",
	"acts": true,
	"why": null,
}) if {
	some [side, id] in by_kind["kserve/llminferenceservice"]
	route := input[side].documents[id].content.spec.router.route
	is_string(route.group)
}

# Weights of a group add up to a hundred by custom only.
_canary_group(weight) := weight if {
	is_number(weight)
	weight <= 100
} else := null

# Routes that split between two Services.
canary[side] contains _canary({
	"form": sprintf("the weights of %s %s", [noun, _exposure_name(side, id)]),
	"document": id,
	"pointer": at,
	"first": share,
	"first_pointer": pointer,
	"acts": true,
	"why": null,
}) if {
	some kind, noun in {"k8s/httproute": "HTTPRoute", "istio/virtualservice": "VirtualService"}
	some [side, id] in by_kind[kind]
	some [at, backends] in _canary_splits(kind, input[side].documents[id].content.spec)
	total := sum([backend.weight | some backend in backends])
	total > 0
	[share, pointer] := _canary_share(side, backends, total)
}

_canary_splits("k8s/httproute", spec) := [[sprintf("/spec/rules/%d", [i]), backends] |
	some i, rule in spec.rules
	backends := [{"name": ref.name, "weight": object.get(ref, "weight", 1), "at": sprintf("/spec/rules/%d/backendRefs/%d/weight", [i, j])} |
		some j, ref in rule.backendRefs
		is_object(ref)
		is_number(object.get(ref, "weight", 1))
	]
	count(backends) > 1
]

_canary_splits("istio/virtualservice", spec) := [[sprintf("/spec/http/%d", [i]), backends] |
	some i, rule in spec.http
	backends := [{"name": _canary_destination(route.destination), "weight": route.weight, "at": sprintf("/spec/http/%d/route/%d/weight", [i, j])} |
		some j, route in rule.route
		is_number(route.weight)
	]
	count(backends) > 1
]

_canary_destination(destination) := sprintf("%s %v", [split(given.text(destination, "host"), ".")[0], destination.subset]) if {
	destination.subset
} else := split(given.text(destination, "host"), ".")[0]

# What goes to the deployment's own Service where another one takes the rest; else to the backend that gets least.
_canary_share(side, backends, total) := share if {
	ours := [backend | some backend in backends; backend.name in object.get(_exposure_names, side, set())]
	count(ours) == 1
	share := [quantity.rounded((ours[0].weight * 100) / total), ours[0].at]
} else := min([[quantity.rounded((backend.weight * 100) / total), backend.at] | some backend in backends; backend.weight > 0])

# Argo Rollouts.
canary[side] contains object.union(
	_canary({
		"form": "the steps of the Rollout",
		"document": id,
		"pointer": "/spec/strategy/canary",
		"first": first,
		"first_pointer": pointer,
		"acts": true,
		"why": null,
	}),
	{
		"standing": true,
		"watch": _canary_rollout_watch(strategy),
		"aborts": true,
		"minutes": _canary_rollout_minutes(strategy.steps),
	},
) if {
	some [side, id, strategy] in _canary_rollouts
	weights := [[counts.number(step.setWeight), sprintf("/spec/strategy/canary/steps/%d/setWeight", [i])] |
		some i, step in strategy.steps
		is_object(step)
		not is_null(object.get(step, "setWeight", null))
	]
	[first, pointer] := weights[0]
}

canary[side] contains _canary({
	"form": "the blue-green strategy",
	"document": id,
	"pointer": "/spec/strategy/blueGreen",
	"first": 100,
	"first_pointer": "/spec/strategy/blueGreen",
	"acts": true,
	"why": null,
}) if {
	some [side, id] in by_kind["k8s/workload"]
	input[side].documents[id].content.kind == "Rollout"
	is_object(input[side].documents[id].content.spec.strategy.blueGreen)
}

_canary_rollouts contains [side, id, strategy] if {
	some [side, id] in by_kind["k8s/workload"]
	input[side].documents[id].content.kind == "Rollout"
	strategy := input[side].documents[id].content.spec.strategy.canary
	is_object(strategy)
}

_canary_rollout_watch(strategy) := array.concat(
	[template.templateName | some template in strategy.analysis.templates],
	array.concat(
		[template.templateName | some step in strategy.steps; some template in step.analysis.templates],
		[name | some step in strategy.steps; some name in _canary_experiment(step)],
	),
)

_canary_experiment(step) := [analysis.templateName | some analysis in step.experiment.analyses]

# A pause without an end waits for a person.
_canary_rollout_minutes(steps) := "open" if {
	some step in steps
	is_object(step.pause)
	object.get(step.pause, "duration", null) in {null, 0, "0"}
} else := quantity.rounded(sum([quantity.seconds(step.pause.duration) | some step in steps]) / 60) if {
	every step in steps { not _canary_untimed(step) }
} else := null

# An analysis takes as long as its template says; a placeholder says nothing.
_canary_untimed(step) if step.analysis

_canary_untimed(step) if step.experiment

_canary_untimed(step) if {
	step.pause.duration
	not quantity.seconds(step.pause.duration)
}

# Flagger.
canary[side] contains object.union(
	_canary({
		"form": sprintf("the Canary %s", [_exposure_name(side, id)]),
		"document": id,
		"pointer": "/spec/analysis",
		"first": _canary_flagger_first(analysis)[0],
		"first_pointer": sprintf("/spec/analysis%s", [_canary_flagger_first(analysis)[1]]),
		"acts": _canary_flagger_why(spec) == null,
		"why": _canary_flagger_why(spec),
	}),
	{
		"standing": true,
		"watch": array.concat(
			[sprintf("%v", [object.get(metric, "name", "metric")]) | some metric in given.list(analysis, "metrics"); is_object(metric)],
			[webhook.name | some webhook in given.list(analysis, "webhooks"); is_object(webhook); object.get(webhook, "type", "rollout") == "rollout"; not regex.match(`load`, object.get(webhook, "name", "load"))],
		),
		"aborts": is_number(counts.number(object.get(analysis, "threshold", null))),
		"minutes": _canary_flagger_minutes(analysis),
	},
) if {
	some [side, id] in by_kind["flagger/canary"]
	spec := input[side].documents[id].content.spec
	analysis := object.get(spec, "analysis", object.get(spec, "canaryAnalysis", {}))
	is_object(analysis)
}

_canary_flagger_why(spec) := "skipAnalysis is true, so Flagger promotes at once" if {
	spec.skipAnalysis == true
} else := "suspend is true, so Flagger does nothing" if {
	spec.suspend == true
} else := null

# [percentage, pointer below the analysis]; null where it picks callers by a header in place of a share.
_canary_flagger_first(analysis) := [counts.number(analysis.stepWeights[0]), "/stepWeights/0"] if {
	analysis.stepWeights[0]
} else := [counts.number(analysis.stepWeight), "/stepWeight"] if {
	analysis.stepWeight
} else := [null, "/match"] if {
	count(given.list(analysis, "match")) > 0
} else := [100, ""]

_canary_flagger_minutes(analysis) := quantity.rounded((quantity.seconds(analysis.interval) * _canary_flagger_steps(analysis)) / 60) if {
	_canary_flagger_steps(analysis)
	quantity.seconds(analysis.interval)
} else := null

_canary_flagger_steps(analysis) := count(analysis.stepWeights) if {
	count(given.list(analysis, "stepWeights")) > 0
} else := ceil(object.get(analysis, "maxWeight", 100) / analysis.stepWeight) if {
	is_number(analysis.stepWeight)
	analysis.stepWeight > 0
	is_number(object.get(analysis, "maxWeight", 100))
} else := analysis.iterations if {
	is_number(analysis.iterations)
}

# KubeRay moves traffic between two clusters of a RayService.
canary[side] contains object.union(
	_canary({
		"form": "the incremental upgrade",
		"document": id,
		"pointer": "/spec/upgradeStrategy",
		"first": counts.number(options.stepSizePercent),
		"first_pointer": "/spec/upgradeStrategy/clusterUpgradeOptions/stepSizePercent",
		"acts": true,
		"why": null,
	}),
	{"standing": true, "minutes": _canary_ray_minutes(options)},
) if {
	some [side, id] in by_kind["ray/service"]
	strategy := input[side].documents[id].content.spec.upgradeStrategy
	strategy.type == "NewClusterWithIncrementalUpgrade"
	options := strategy.clusterUpgradeOptions
	options.stepSizePercent
}

_canary_ray_minutes(options) := quantity.rounded((ceil(100 / options.stepSizePercent) * options.intervalSeconds) / 60) if {
	is_number(options.stepSizePercent)
	options.stepSizePercent > 0
	is_number(options.intervalSeconds)
} else := null

# What a manifest states, for platforms that split no traffic.
canary[side] contains object.union(
	_canary({
		"form": "release.canary",
		"document": id,
		"pointer": "/spec/release/canary",
		"first": _canary_stated_first(stated)[0],
		"first_pointer": sprintf("/spec/release/canary%s", [_canary_stated_first(stated)[1]]),
		"acts": true,
		"why": null,
	}),
	{
		"own": false,
		"standing": true,
		"watch": given.list(stated, "metrics"),
		"aborts": count(given.list(stated, "abortOn")) > 0,
		"minutes": object.get(stated, "minMinutes", null),
	},
) if {
	some [side, id] in by_kind["policylint/model-deployment"]
	stated := input[side].documents[id].content.spec.release.canary
	is_object(stated)
}

_canary_stated_first(stated) := [stated.steps[0], "/steps/0"] if {
	stated.steps[0]
} else := [null, ""]

_canary(said) := {
	"form": said.form,
	"own": true,
	"standing": false,
	"acts": said.acts,
	"why": said.why,
	"first": said.first,
	"first_at": result.at(said.document, said.first_pointer),
	"watch": null,
	"aborts": true,
	"minutes": null,
	"document": said.document,
	"at": result.at(said.document, said.pointer),
}
