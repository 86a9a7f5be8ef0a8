package policylint.lib.image_test

import data.policylint.lib.image

test_tags_that_name_a_version if {
	every tag in [
		"v0.8.5", "22.01-py3", "2.52.0-py311-cu128", "cuda-0.0.7", "cpu-1.6", "0.2.8", "v2", "1a2b3c4", "sha-1a2b3c4d5e",
		"nightly-20260131", "main-1a2b3c4d5e6f", "2026-01-31", "12.4.1-runtime-ubuntu22.04",
		"2.5.1-cuda12.1-cudnn9-devel", "RELEASE.2025-08-13T08-35-41Z",
	] {
		image.kind_of(tag) == "version"
	}
}

test_tags_that_move if {
	every tag in ["latest", "main", "nightly", "stable", "latest-gpu", "vllm011.latest", "cpu-latest", "dev", "edge-py311", "devel", "cuda12.1-devel"] {
		image.kind_of(tag) == "moving"
	}
}

test_tags_that_name_nothing_of_their_own if {
	every tag in ["predictor", "blue", "cuda12.1", "cu124", "cuda12.1-ubuntu22.04", "gpu", "py3.11", "gptoss"] {
		image.kind_of(tag) == "none"
	}
}
