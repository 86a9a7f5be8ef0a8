package policylint.facts

import data.policylint.lib.modelref
import data.policylint.lib.pointer

# The parts of an InferenceService that load a model: predictor, transformer, explainer and the predictors of a canary.
_components contains [side, id, at, component] if {
	some [side, id] in by_kind["kserve/inferenceservice"]
	some name in ["predictor", "transformer", "explainer"]
	component := input[side].documents[id].content.spec[name]
	is_object(component)
	at := sprintf("/spec/%s", [name])
}

_components contains [side, id, at, canary.predictor] if {
	some [side, id] in by_kind["kserve/inferenceservice"]
	some i, canary in input[side].documents[id].content.spec.canary
	is_object(canary.predictor)
	at := sprintf("/spec/canary/%d/predictor", [i])
}

# `model:` and the legacy framework keys (`sklearn:`, `tensorflow:`, ...) hold what loads the model, and container fields.
_frameworks contains [side, id, sprintf("%s/%s", [at, name]), framework] if {
	some [side, id, at, component] in _components
	some name, framework in component
	is_object(framework)
	not name in {"securityContext", "affinity", "nodeSelector", "logger", "batcher", "workerSpec", "annotations", "labels"}
}

containers[side][id][at] := framework if {
	some [side, id, at, framework] in _frameworks
	some key in ["image", "args", "command", "env"]
	framework[key]
}

# Where a model is loaded from: [side, document, pointer, URI].
_storage contains [side, id, sprintf("%s/storageUri", [at]), framework.storageUri] if {
	some [side, id, at, framework] in _frameworks
}

_storage contains [side, id, sprintf("%s/storageUri", [at]), component.storageUri] if {
	some [side, id, at, component] in _components
}

_storage contains [side, id, sprintf("%s/storageUris/%d/uri", [at, i]), each.uri] if {
	some [side, id, at, part] in (_components | _frameworks)
	some i, each in part.storageUris
}

_storage contains [side, id, "/spec/model/uri", input[side].documents[id].content.spec.model.uri] if {
	some [side, id] in by_kind["kserve/llminferenceservice"]
}

_storage contains [side, id, sprintf("/spec/model/lora/adapters/%d/uri", [i]), adapter.uri] if {
	some [side, id] in by_kind["kserve/llminferenceservice"]
	some i, adapter in input[side].documents[id].content.spec.model.lora.adapters
}

model_version[side] contains object.union(modelref.uri(text), {"at": at, "named": at, "form": sprintf("%s:COMMIT", [text])}) if {
	some [side, id, where, text] in _storage
	is_string(text)
	text != ""
	at := {"document": id, "pointer": where}
}

# `storage: {key, path}` names a bucket of the cluster's configuration: nothing in the file says which bytes.
model_version[side] contains {"scheme": "opaque", "model": model, "value": model, "at": at, "named": at} if {
	some [side, id, where, framework] in _frameworks
	is_object(framework.storage)
	not framework.storageUri
	model := sprintf("the storage path %v", [object.get(framework.storage, "path", "of this model")])
	at := {"document": id, "pointer": pointer.child(where, "storage")}
}
