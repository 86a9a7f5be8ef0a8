package policylint.facts

# identity: what a deployment serves, for the gate to compare before with after: one object a side, `msg` is the side.
# Where these differ the change is a promotion. Capacity, ports, logs and names do not count.
identity contains {
	"msg": side,
	"at": {"document": input[side].primary, "pointer": ""},
	"models": sort([model | some fact in model_version[side]; model := _identity_model(fact)]),
	"digests": sort([digest.value | some digest in model_digest[side]]),
	"images": sort(_identity_images(side)),
	"serving": sort((_identity_flags(side) | object.get(runs_with, side, set()))),
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
	not _runs_aside(flag.name)
}

_identity_capacity := {
	"--port", "--host", "--served-model-name", "--tensor-parallel-size", "--pipeline-parallel-size",
	"--data-parallel-size", "--gpu-memory-utilization", "--swap-space", "--cpu-offload-gb", "--max-num-seqs",
	"--max-num-batched-tokens", "--num-shard", "--sharded", "--max-concurrent-requests", "--max-batch-prefill-tokens",
	"--max-batch-total-tokens", "--max-waiting-tokens", "--cuda-memory-fraction", "--mem-fraction-static", "--tp-size",
	"--uvicorn-log-level", "--log-level", "--disable-log-requests", "--disable-log-stats", "--enable-log-requests",
	"--json-output", "--otlp-endpoint", "--api-key", "--download-dir", "--huggingface-hub-cache", "--hostname",
	"--metrics", "--max-log-len", "--root-path", "--ssl-keyfile", "--ssl-certfile", "--allowed-origins",
	"--enable-metrics", "--max-running-requests", "--dist-init-addr", "--nnodes", "--node-rank", "--model", "--revision",
	"VLLM_LOGGING_LEVEL", "VLLM_CONFIGURE_LOGGING", "VLLM_LOGGING_PREFIX", "VLLM_LOGGING_CONFIG_PATH", "VLLM_API_KEY",
	"VLLM_HOST_IP", "VLLM_PORT", "VLLM_CACHE_ROOT", "VLLM_NO_USAGE_STATS", "VLLM_DO_NOT_TRACK",
}
