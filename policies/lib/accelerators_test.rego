package policylint.lib.accelerators_test

import data.policylint.lib.accelerators

test_resources_that_are_accelerators if {
	every name in [
		"nvidia.com/gpu", "nvidia.com/mig-1g.5gb", "amd.com/gpu", "habana.ai/gaudi", "google.com/tpu",
		"aws.amazon.com/neuron", "gpu.intel.com/i915", "huawei.com/Ascend910", "nvidia.com/gpu.shared",
	] {
		accelerators.resource(name)
	}
}

test_other_resources if {
	every name in ["cpu", "memory", "ephemeral-storage", "rdma/roce_gdr", "hugepages-2Mi", "vpc.amazonaws.com/efa"] {
		not accelerators.resource(name)
	}
}

test_images_for_a_cpu if {
	every image in [
		"vllm/vllm-openai-cpu:v0.19.0", "ghcr.io/huggingface/text-embeddings-inference:cpu-1.5",
		"gcr.io/x/huggingface-text-embeddings-inference-cpu.1-4:latest", "ghcr.io/llm-d/llm-d-inference-sim:v0.10.0",
	] {
		accelerators.cpu_image(image)
	}
	every image in ["vllm/vllm-openai:v0.10.0", "acme/simple:1", "nvcr.io/nim/meta/llama3:1"] { not accelerators.cpu_image(image) }
}
