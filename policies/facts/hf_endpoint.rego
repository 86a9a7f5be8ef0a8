package policylint.facts

# The body of POST /v2/endpoint/{namespace}: {model: {repository, revision, image, ...}, type, compute, provider}.
model_version[side] contains {
	"scheme": "hf",
	"model": object.get(model, "repository", "the model"),
	"value": revision.value,
	"at": revision.at,
	"named": {"document": id, "pointer": "/model/repository"},
} if {
	some [side, id] in by_kind["hf/endpoint"]
	model := input[side].documents[id].content.model
	is_object(model)
	revision := _endpoint_revision(id, model)
}

_endpoint_revision(id, model) := {"value": value, "at": {"document": id, "pointer": "/model/revision"}} if {
	not is_null(model.revision)
	value := sprintf("%v", [model.revision])
	value != ""
} else := {"value": null, "at": {"document": id, "pointer": "/model", "missing": "revision"}}

# model.image.<variant>.url; the managed image `huggingface: {}` names none.
images[side] contains {"image": variant.url, "at": {"document": id, "pointer": pointer}} if {
	some [side, id] in by_kind["hf/endpoint"]
	some name, variant in input[side].documents[id].content.model.image
	is_string(variant.url)
	pointer := sprintf("/model/image/%s/url", [name])
}
