package policylint.facts

import data.policylint.lib.pointer
import data.policylint.lib.result

# scalars[side][name]: the facts that a manifest may expect a value of, each with its value and place. The names are
# those of ../facts.yaml.
scalars[side].model_version contains {"value": trim_prefix(fact.value, "sha256:"), "at": fact.at} if {
	some side
	some fact in model_version[side]
	is_string(fact.value)
}

scalars[side].image contains {"value": fact.image, "at": fact.at} if {
	some side
	some fact in images[side]
	_scalar_serves(side, fact)
}

scalars[side].hf_endpoint_type contains {"value": input[side].documents[id].content.type, "at": result.at(id, "/type")} if {
	some [side, id] in by_kind["hf/endpoint"]
	input[side].documents[id].content.type
}

scalars[side].region contains {"value": input[side].documents[id].content.provider.region, "at": result.at(id, "/provider/region")} if {
	some [side, id] in by_kind["hf/endpoint"]
	input[side].documents[id].content.provider.region
}

scalars[side].min_instances contains _scalar_count(setting) if {
	some side
	some setting in capacity[side]
	setting.bound == "min"
	not is_null(setting.value)
}

scalars[side].max_instances contains _scalar_count(setting) if {
	some side
	some setting in capacity[side]
	setting.bound == "max"
	not is_null(setting.value)
}

scalars[side].platform contains {"value": platform, "at": result.at(id, "")} if {
	some side, ids in serving_documents
	some id in ids
	platform := _scalar_platform(side, id)
}

_scalar_count(setting) := {"value": setting.value, "at": setting.at}

# Sidecars are images too; the one that is meant runs an engine, where any of them does.
_scalar_serves(side, fact) if {
	engines[side][fact.at.document][trim_suffix(fact.at.pointer, "/image")]
}

_scalar_serves(side, fact) if count(object.get(engines, [side, fact.at.document], {})) == 0

# serving_documents[side]: the documents of the files that the manifest calls serving.
serving_documents[side] contains id if {
	some side in sides
	some reference in input[side].references
	startswith(reference.pointer, "/spec/artefacts/serving/")
	some id in reference.documents
}

_scalar_platform(side, id) := platform if {
	platform := _scalar_platforms[input[side].documents[id].kind]
} else := "kserve" if {
	input[side].documents[id].kind in {"kserve/inferenceservice", "kserve/llminferenceservice"}
} else := "kubernetes" if {
	count(engines[side][id]) > 0
}

_scalar_platforms := {
	"hf/space": "hf-space",
	"hf/endpoint": "hf-endpoint",
	"replicate/deployment": "replicate",
	"ray/service": "kubernetes",
	"vllm/runtime": "kubernetes",
	"vllm/helm-values": "kubernetes",
}

# stage_hints[side]: what serving documents say about the stage beside the manifest: labels, namespace and tags.
# {"by": "label", "tag" or "namespace", "value", "shown", "at"}
stage_hints[side] contains {"by": "label", "value": value, "shown": sprintf("%s: %s", [key, value]), "at": result.at(id, at)} if {
	some side, ids in serving_documents
	some id in ids
	some holder in array.concat(["/metadata"], [sprintf("%s/metadata", [regex.replace(pod, `/[^/]*$`, "")]) | some pod in input[side].documents[id].pods])
	some key, value in pointer.get(input[side].documents[id].content, sprintf("%s/labels", [holder]), {})
	is_string(value)
	lower(regex.replace(key, `^.*/`, "")) in {"environment", "env", "stage"}
	at := sprintf("%s%s", [holder, pointer.of(["labels", key])])
}

stage_hints[side] contains {"by": "namespace", "value": value, "shown": sprintf("namespace %s", [value]), "at": result.at(id, "/metadata/namespace")} if {
	some side, ids in serving_documents
	some id in ids
	value := input[side].documents[id].content.metadata.namespace
	is_string(value)
}

stage_hints[side] contains {"by": "tag", "value": value, "shown": sprintf("the tag %s", [value]), "at": result.at(id, sprintf("/tags/%d", [i]))} if {
	some [side, id] in by_kind["hf/endpoint"]
	some i, value in input[side].documents[id].content.tags
	is_string(value)
}

# served_versions[side]: versions of models in documents that the manifest calls serving; a canary beside what it is to
# replace says another one on purpose.
served_versions[side] contains {"model": lower(fact.model), "value": fact.value, "at": fact.at} if {
	some side, ids in serving_documents
	some fact in model_version[side]
	fact.at.document in ids
	is_string(fact.value)
	not startswith(fact.at.pointer, "/spec/canary")
	not _scalar_on_trial(side, fact.at.document)
}

_scalar_on_trial(side, id) if {
	metadata := input[side].documents[id].content.metadata
	some text in array.concat([metadata.name], [label | some label in metadata.labels])
	regex.match(`(?i)(?:^|[-_.])(?:canary|candidate|baseline|shadow|blue|green)(?:$|[-_.])`, text)
}
