# METADATA
# title: Model references
# description: >-
#   Reads what a flag, a variable or a URI says about a model: the scheme that loads it, the model, and the version it
#   names. Null means that no version is named; "opaque" and "local" references cannot name one.
# scope: package
package policylint.lib.modelref

# A reference with a scheme, as KServe's storage initialiser reads it: hf://, oci://, https://, s3://, gs://, pvc://, ...
uri(text) := {"scheme": "hf", "model": parts[0], "value": _version(parts)} if {
	startswith(text, "hf://")
	parts := _split(trim_prefix(text, "hf://"), ":")
} else := {"scheme": "oci", "model": parts.name, "value": _digest_or_tag(parts)} if {
	regex.match(`^oci(?:\+\w+)?://`, text)
	parts := image(regex.replace(text, `^oci(?:\+\w+)?://`, ""))
} else := {"scheme": "hf", "model": found[1], "value": found[2]} if {
	found := regex.find_all_string_submatch_n(`^https?://[^/]+/([^/]+/[^/]+)/(?:resolve|blob|raw)/([^/?#]+)`, text, 1)[0]
} else := {"scheme": "local", "model": text, "value": text} if {
	startswith(text, "file://")
} else := {"scheme": "opaque", "model": text, "value": text}

# What `--model` takes: a URI, a path, or the id of a Hub repository (vLLM also takes OWNER/NAME:QUANTISATION).
flag(text) := uri(text) if {
	contains(text, "://")
} else := {"scheme": "local", "model": text, "value": text} if {
	regex.match(`^(?:[/.~]|(?:models?|data|mnt|weights)/)|/.*/|\.(?:gguf|bin|safetensors|pt|onnx)$`, text)
} else := {"scheme": "hf", "model": substring(text, 3, -1), "value": null} if {
	startswith(text, "hf:") # DeepSparse
} else := {"scheme": "hf", "model": _split(text, ":")[0], "value": null}

# `registry:5000/owner/name:tag@sha256:...` in its parts; the colon of a port is no tag.
image(text) := {"name": name, "tag": tag, "digest": digest} if {
	parts := _split(text, "@")
	digest := _version(parts)
	path := split(parts[0], "/")
	last := _split(path[count(path) - 1], ":")
	tag := _version(last)
	name := concat("/", array.concat(array.slice(path, 0, count(path) - 1), [last[0]]))
}

# The first separator splits.
_split(text, separator) := [substring(text, 0, i), substring(text, i + 1, -1)] if {
	i := indexof(text, separator)
	i >= 0
} else := [text]

_version(parts) := parts[1] if count(parts) == 2

_version(parts) := null if count(parts) == 1

_digest_or_tag(parts) := parts.digest if is_string(parts.digest)

_digest_or_tag(parts) := parts.tag if is_null(parts.digest)
