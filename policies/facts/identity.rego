package policylint.facts

# identity: what a deployment serves, for the gate to compare before with after: one object a side, `msg` is the side.
# Where these differ the change is a promotion. Capacity, ports, logs and names do not count.
identity contains {
	"msg": side,
	"at": {"document": input[side].primary, "pointer": ""},
	"models": sort([model | some fact in model_version[side]; model := _identity_model(fact)]),
	"digests": sort([digest.value | some digest in model_digest[side]]),
	"images": sort(_identity_images(side)),
	"serving": sort(((_identity_flags(side) | _identity_configured(side)) | _identity_keys(side))),
} if {
	some side in sides
}

_identity_model(fact) := {
	"model": object.get(fact, "model", null),
	"version": object.get(fact, "value", null),
	"scheme": object.get(fact, "scheme", null),
}

# The images of sidecars are no part of what serves; where no container is known to serve all of them count.
_identity_images(side) := served if {
	served := {found.image |
		some found in images[side]
		some place in serving_containers[side]
		found.at.document == place.document
		found.at.pointer == sprintf("%s/image", [place.pointer])
		engines[side][place.document][place.pointer]
	}
	count(served) > 0
} else := {found.image | some found in images[side]}

_identity_flags(side) := {["flag", flag.name, flag.value] |
	some flag in engine_flags[side]
	not flag.name in _identity_capacity
	not endswith(flag.name, "-port")
	not _identity_aside(flag.name)
}

# A variable that says how much is logged or traced, or on how many threads and which port.
_identity_aside(name) if regex.match(`^(?:[A-Z0-9]+_)*(?:LOG_?LEVEL|LOGGING_LEVEL|VERBOSITY)$`, name)

_identity_aside(name) if regex.match(`^(?:OTEL_[A-Z0-9_]+|RUST_LOG|NCCL_DEBUG|PYTHONUNBUFFERED|OMP_NUM_THREADS|PORT)$`, name)

# Files that pods mount or take variables from.
_identity_configured(side) := {["file", at, value] |
	some [each, id] in by_kind["k8s/configmap"]
	each == side
	some part in ["data", "binaryData"]
	some key, value in content(side, id)[part]
	at := sprintf("%s/%s", [content(side, id).metadata.name, key])
}

# What an endpoint runs, and the format that a KServe predictor is told.
_identity_keys(side) := {["key", key, value] |
	some [each, id] in by_kind["hf/endpoint"]
	each == side
	some key in ["task", "framework", "command", "args", "env"]
	value := _identity_key(key, content(side, id).model[key])
} | {["key", "modelFormat", value] |
	some [each, id] in by_kind["kserve/inferenceservice"]
	each == side
	value := content(side, id).spec.predictor.model.modelFormat
}

_identity_key(key, value) := {name: each | some name, each in value; not _identity_aside(name)} if {
	key == "env"
	is_object(value)
} else := value

_identity_capacity := {
	"--port", "--host", "--served-model-name", "--tensor-parallel-size", "--pipeline-parallel-size",
	"--data-parallel-size", "--gpu-memory-utilization", "--swap-space", "--cpu-offload-gb", "--max-num-seqs",
	"--max-num-batched-tokens", "--num-shard", "--sharded", "--max-concurrent-requests", "--max-batch-prefill-tokens",
	"--max-batch-total-tokens", "--max-waiting-tokens", "--cuda-memory-fraction", "--mem-fraction-static", "--tp-size",
	"--uvicorn-log-level", "--log-level", "--disable-log-requests", "--disable-log-stats", "--enable-log-requests",
	"--json-output", "--otlp-endpoint", "--api-key", "--download-dir", "--huggingface-hub-cache", "--hostname",
	"--metrics", "--max-log-len", "--root-path", "--ssl-keyfile", "--ssl-certfile", "--allowed-origins",
	"--enable-metrics", "--max-running-requests", "--dist-init-addr", "--nnodes", "--node-rank", "--model", "--revision",
}
