package policylint.lib.vllm_versions_test

import data.policylint.lib.vllm_versions

test_versions_in_tags if {
	vllm_versions.of("vllm/vllm-openai:v0.10.0") == [0, 10, 0]
	vllm_versions.of("docker.io/vllm/vllm-openai:v0.8.5@sha256:00") == [0, 8, 5]
	vllm_versions.of("quay.io/acme/vllm-openai-ubi9:0.4.2") == [0, 4, 2]
	vllm_versions.of("registry.local:5000/vllm:v0.9.2rc1") == [0, 9, 2]
	vllm_versions.of("rocm/vllm:rocm6.3.1_vllm_0.8.5_20250513") == [0, 8, 5]
	vllm_versions.of("acme/vllm:0.9.0-gpu-py312") == [0, 9, 0]
}

test_tags_that_say_none if {
	every image in [
		"vllm/vllm-openai:latest", "vllm/vllm-openai", "nvcr.io/nvidia/vllm:26.02-py3",
		"lmcache/vllm-openai:2025-05-27-v1", "acme/server:v0.8.5", "acme/vllm-cpu:0.3", "acme/vllmish:v0.8.5", "ghcr.io/llm-d/llm-d-cuda:v0.9.0",
		"rocm/vllm:rocm6.3.1", "vllm/vllm-openai:$TAG", "registry.local:5000/vllm",
	] {
		not vllm_versions.of(image)
	}
}

test_who_logs_requests if {
	every version in [[0, 2, 0], [0, 8, 5], [0, 10, 0]] { vllm_versions.logs_requests(version) }
	every version in [[0, 10, 1], [0, 11, 0], [0, 23, 0], [1, 0, 0]] { not vllm_versions.logs_requests(version) }
}
