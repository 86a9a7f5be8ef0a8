package policylint.facts

import data.policylint.lib.counts

# How KServe deploys an InferenceService. scaling_mode[side][id] is "knative", "standard", "modelmesh", or "unknown" where
# the file does not show it: then the cluster's configuration decides.
scaling_mode[side][id] := mode if {
	some [side, id] in by_kind["kserve/inferenceservice"]
	mode := _capacity_mode(input[side].documents[id].content)
}

_capacity_mode(document) := mode if {
	mode := _capacity_modes[_capacity_mode_settings(document)["serving.kserve.io/deploymentMode"]]
} else := "unknown" if {
	_capacity_mode_knative(document)
	_capacity_mode_standard(document)
} else := "knative" if {
	_capacity_mode_knative(document)
} else := "standard" if {
	_capacity_mode_standard(document)
} else := "unknown"

_capacity_modes := {
	"Knative": "knative", "Serverless": "knative",
	"Standard": "standard", "RawDeployment": "standard",
	"ModelMesh": "modelmesh",
}

_capacity_mode_settings(holder) := object.union(_capacity_mode_texts(holder, "labels"), _capacity_mode_texts(holder, "annotations"))

_capacity_mode_texts(document, list) := texts if {
	texts := document.metadata[list]
	is_object(texts)
} else := {}

_capacity_mode_knative(document) if _capacity_mode_named(_capacity_mode_settings(document))

_capacity_mode_knative(document) if {
	some component in _capacity_mode_components(document)
	some list in ["annotations", "labels"]
	_capacity_mode_named(component[list])
}

_capacity_mode_named(settings) if {
	some name, _ in settings
	is_string(name)
	regex.match(`(?:^|\.)knative\.(?:dev|openshift\.io)/`, name)
}

_capacity_mode_knative(document) if {
	some component in _capacity_mode_components(document)
	some key in ["canaryTrafficPercent", "containerConcurrency"]
	not _capacity_absent(component, key)
}

_capacity_mode_knative(document) if {
	some component in _capacity_mode_components(document)
	counts.number(component.minReplicas) == 0
}

_capacity_mode_knative(document) if _capacity_mode_settings(document)["serving.kserve.io/autoscalerClass"] == "kpa"

# What only the Standard mode takes.
_capacity_mode_standard(document) if _capacity_mode_settings(document)["serving.kserve.io/autoscalerClass"] in {"hpa", "external", "keda", "none"}

_capacity_mode_standard(document) if {
	some component in _capacity_mode_components(document)
	some key in ["deploymentStrategy", "workerSpec", "autoScaling"]
	is_object(component[key])
}

_capacity_mode_standard(document) if document.spec.canary[0]

_capacity_mode_components(document) := [component |
	some name in ["predictor", "transformer", "explainer"]
	component := document.spec[name]
	is_object(component)
]
