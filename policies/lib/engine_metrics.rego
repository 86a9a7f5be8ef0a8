# METADATA
# title: Metrics of inference engines
# description: >-
#   What each engine calls the same thing, by what it measures; which names are an engine's own; and which of vLLM's names
#   went with which version. A name that stands in no list belongs to nobody known, and nothing is said of it.
# scope: package
package policylint.lib.engine_metrics

import data.policylint.lib.promql

# What a metric measures: ttft, e2e, per_token, queue_time, queue, requests, success, failure, ...; undefined if unknown.
measures(metric) := _measured[_base(metric)]

# The engine that a metric belongs to, by its own prefix or by its full name.
engine(metric) := name if {
	name := _prefixes[regex.find_n(`^(?:[A-Za-z]+:|:tensorflow:|[A-Za-z]+_)`, metric, 1)[0]]
} else := _owner[_base(metric)]

# The engines whose metrics an engine gives out: a Ray or Triton server passes those of the engine inside on. Undefined for
# an engine that is not known well enough to say which it does not give out.
emitted(server) := _emits[server]

# What to write in place of another engine's metric.
equivalent(metric, server) := sprintf("%s%s", [metrics[measures(metric)][server], _suffix(metric)])

_suffix(metric) := "" if {
	replace(metric, ":", "_") in _full
} else := regex.find_n(`(?:_bucket|_sum|_count)?$`, metric, 1)[0]

_full := {replace(name, ":", "_") | some names in metrics; some name in names}

# vLLM takes metrics away with a minor version: the first one that no longer gives them out, and what to write instead.
gone(metric) := _gone[_base(metric)]

metrics := {
	"e2e": {
		"vllm": "vllm:e2e_request_latency_seconds",
		"tgi": "tgi_request_duration",
		"sglang": "sglang:e2e_request_latency_seconds",
		"tei": "te_request_duration",
		"triton": "nv_inference_request_duration_us",
		"ray-serve": "ray_serve_http_request_latency_ms",
		"torchserve": "ts_inference_latency_microseconds",
		"tensorflow-serving": ":tensorflow:serving:request_latency",
		"lmdeploy": "lmdeploy:e2e_request_latency_seconds",
	},
	"ttft": {
		"vllm": "vllm:time_to_first_token_seconds",
		"sglang": "sglang:time_to_first_token_seconds",
		"triton": "nv_inference_first_response_histogram_ms",
		"lmdeploy": "lmdeploy:time_to_first_token_seconds",
	},
	"per_token": {
		"vllm": "vllm:inter_token_latency_seconds",
		"tgi": "tgi_request_mean_time_per_token_duration",
		"sglang": "sglang:inter_token_latency_seconds",
		"lmdeploy": "lmdeploy:inter_token_latency_seconds",
	},
	"queue_time": {
		"vllm": "vllm:request_queue_time_seconds",
		"tgi": "tgi_request_queue_duration",
		"tei": "te_request_queue_duration",
		"triton": "nv_inference_queue_duration_us",
		"torchserve": "ts_queue_latency_microseconds",
		"sglang": "sglang:queue_time_seconds",
	},
	"inference_time": {
		"vllm": "vllm:request_inference_time_seconds",
		"tgi": "tgi_request_inference_duration",
		"tei": "te_request_inference_duration",
		"triton": "nv_inference_compute_infer_duration_us",
	},
	"queue": {
		"vllm": "vllm:num_requests_waiting",
		"tgi": "tgi_queue_size",
		"sglang": "sglang:num_queue_reqs",
		"tei": "te_queue_size",
		"triton": "nv_inference_pending_request_count",
		"llama.cpp": "llamacpp:requests_deferred",
		"ray-serve": "ray_serve_deployment_queued_queries",
	},
	"running": {
		"vllm": "vllm:num_requests_running",
		"tgi": "tgi_batch_current_size",
		"sglang": "sglang:num_running_reqs",
		"llama.cpp": "llamacpp:requests_processing",
	},
	"cache": {
		"vllm": "vllm:kv_cache_usage_perc",
		"sglang": "sglang:token_usage",
		"llama.cpp": "llamacpp:kv_cache_usage_ratio",
	},
	"requests": {
		"tgi": "tgi_request_count",
		"tei": "te_request_count",
		"sglang": "sglang:num_requests_total",
		"ray-serve": "ray_serve_num_http_requests",
		"torchserve": "ts_inference_requests_total",
		"tensorflow-serving": ":tensorflow:serving:request_count",
	},
	"success": {
		"vllm": "vllm:request_success_total",
		"tgi": "tgi_request_success",
		"tei": "te_request_success",
		"triton": "nv_inference_request_success",
	},
	"failure": {
		"tgi": "tgi_request_failure",
		"triton": "nv_inference_request_failure",
		"ray-serve": "ray_serve_num_http_error_requests",
	},
	"prompt_tokens": {
		"vllm": "vllm:prompt_tokens_total",
		"sglang": "sglang:prompt_tokens_total",
		"llama.cpp": "llamacpp:prompt_tokens_total",
	},
	"generated_tokens": {
		"vllm": "vllm:generation_tokens_total",
		"tgi": "tgi_request_generated_tokens",
		"sglang": "sglang:generation_tokens_total",
		"llama.cpp": "llamacpp:tokens_predicted_total",
	},
}

# Names of other versions for the same thing.
_aliases := {
	"vllm:time_per_output_token_seconds": "per_token",
	"vllm:request_time_per_output_token_seconds": "per_token",
	"sglang:time_per_output_token_seconds": "per_token",
	"vllm:gpu_cache_usage_perc": "cache",
	"vllm:avg_prompt_throughput_toks_per_s": "prompt_tokens",
	"vllm:avg_generation_throughput_toks_per_s": "generated_tokens",
	"nv_inference_request_summary_us": "e2e",
	"nv_inference_queue_summary_us": "queue_time",
	"ray_serve_deployment_processing_latency_ms": "e2e",
}

# To write a colon as an underscore is common: stores that know only OpenTelemetry's names do it.
_base(metric) := replace(promql.family(trim_suffix(metric, "_count")), ":", "_")

_measured := object.union(
	{_base(name): measure | some measure, names in metrics; some name in names},
	{_base(name): measure | some name, measure in _aliases},
)

_owner := {_base(name): server |
	some names in metrics
	some server, name in names
}

_prefixes := {
	"vllm:": "vllm", "vllm_": "vllm", "tgi_": "tgi", "sglang:": "sglang", "sglang_": "sglang", "llamacpp:": "llama.cpp",
	"llamacpp_": "llama.cpp", ":tensorflow:": "tensorflow-serving", "lmdeploy:": "lmdeploy", "lorax_": "lorax", "ovms_": "openvino",
	"aphrodite:": "aphrodite",
}

_emits := {
	"vllm": {"vllm"},
	"tgi": {"tgi"},
	"tei": {"tei"},
	"sglang": {"sglang"},
	"llama.cpp": {"llama.cpp"},
	"torchserve": {"torchserve"},
	"tensorflow-serving": {"tensorflow-serving"},
	"lorax": {"lorax"},
	"triton": {"triton", "vllm"},
	"ray-serve": {"ray-serve", "vllm", "sglang"},
}

# Hidden one version after they were deprecated, and removed with the next.
_gone := {
	"vllm_gpu_cache_usage_perc": {"version": [0, 11], "instead": "vllm:kv_cache_usage_perc"},
	"vllm_gpu_prefix_cache_queries": {"version": [0, 11], "instead": "vllm:prefix_cache_queries"},
	"vllm_gpu_prefix_cache_hits": {"version": [0, 11], "instead": "vllm:prefix_cache_hits"},
	"vllm_time_per_output_token_seconds": {"version": [0, 12], "instead": "vllm:inter_token_latency_seconds"},
	"vllm_num_requests_swapped": {"version": [0, 11], "instead": "vllm:num_preemptions_total"},
	"vllm_cpu_cache_usage_perc": {"version": [0, 11], "instead": "vllm:kv_cache_usage_perc"},
	"vllm_gpu_prefix_cache_hit_rate": {"version": [0, 11], "instead": "vllm:prefix_cache_hits over vllm:prefix_cache_queries"},
	"vllm_cpu_prefix_cache_hit_rate": {"version": [0, 11], "instead": "vllm:prefix_cache_hits over vllm:prefix_cache_queries"},
	"vllm_time_in_queue_requests": {"version": [0, 11], "instead": "vllm:request_queue_time_seconds"},
	"vllm_model_forward_time_milliseconds": {"version": [0, 11], "instead": "vllm:request_inference_time_seconds"},
	"vllm_model_execute_time_milliseconds": {"version": [0, 11], "instead": "vllm:request_inference_time_seconds"},
	"vllm_avg_prompt_throughput_toks_per_s": {"version": [0, 11], "instead": "rate(vllm:prompt_tokens_total[5m])"},
	"vllm_avg_generation_throughput_toks_per_s": {"version": [0, 11], "instead": "rate(vllm:generation_tokens_total[5m])"},
}
