package policylint.facts

# The body of POST or PATCH /v1/deployments, kept as YAML or JSON in the repository.
model_version[side] contains {
	"scheme": "replicate",
	"model": object.get(body, "model", "the model"),
	"value": version.value,
	"at": version.at,
	"named": {"document": id, "pointer": "/model"},
} if {
	some [side, id] in by_kind["replicate/deployment"]
	body := input[side].documents[id].content
	version := _replicate_version(id, body)
}

# `version` is the 64-hex id, or the long form OWNER/NAME:ID that the predictions API takes.
_replicate_version(id, body) := {"value": value, "at": {"document": id, "pointer": "/version"}} if {
	version := sprintf("%v", [body.version])
	version != ""
	not is_null(body.version)
	parts := split(version, ":")
	value := parts[count(parts) - 1]
} else := {"value": null, "at": {"document": id, "pointer": "", "missing": "version"}}
