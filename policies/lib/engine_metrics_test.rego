package policylint.lib.engine_metrics_test

import data.policylint.lib.engine_metrics

test_what_a_metric_measures if {
	engine_metrics.measures("vllm:time_to_first_token_seconds_bucket") == "ttft"
	engine_metrics.measures("vllm_e2e_request_latency_seconds_count") == "e2e"
	engine_metrics.measures("tgi_request_duration_sum") == "e2e"
	engine_metrics.measures("tgi_queue_size") == "queue"
	engine_metrics.measures("vllm:time_per_output_token_seconds_bucket") == "per_token"
	not engine_metrics.measures("http_requests_total")
}

test_whose_metric_it_is if {
	engine_metrics.engine("vllm:something_new") == "vllm"
	engine_metrics.engine("vllm_num_requests_waiting") == "vllm"
	engine_metrics.engine("tgi_batch_next_size_bucket") == "tgi"
	engine_metrics.engine("nv_inference_request_success") == "triton"
	engine_metrics.engine(":tensorflow:serving:request_count") == "tensorflow-serving"
	engine_metrics.engine("te_queue_size") == "tei"
	not engine_metrics.engine("nv_gpu_utilization")
	not engine_metrics.engine("http_requests_total")
	not engine_metrics.engine("up")
	not engine_metrics.engine("job:errors:rate5m")
}

test_the_same_thing_in_another_engine if {
	engine_metrics.equivalent("tgi_request_duration_bucket", "vllm") == "vllm:e2e_request_latency_seconds_bucket"
	engine_metrics.equivalent("vllm:num_requests_waiting", "tgi") == "tgi_queue_size"
	engine_metrics.equivalent("tgi_request_count", "tei") == "te_request_count"
	not engine_metrics.equivalent("tgi_batch_next_size", "vllm")
	not engine_metrics.equivalent("vllm:time_to_first_token_seconds_bucket", "tgi")
}

test_what_vllm_no_longer_gives_out if {
	engine_metrics.gone("vllm:gpu_cache_usage_perc").version == [0, 11]
	engine_metrics.gone("vllm:time_per_output_token_seconds_bucket").instead == "vllm:inter_token_latency_seconds"
	not engine_metrics.gone("vllm:kv_cache_usage_perc")
}

# A name is in one place only.
test_each_name_measures_one_thing if {
	names := [name | some names in engine_metrics.metrics; some name in names]
	count(names) == count({name | some name in names})
}
