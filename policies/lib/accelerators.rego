# METADATA
# title: Accelerators
# description: Which engines need an accelerator, what names one in the resources of a container, and what shows a CPU.
# scope: package
package policylint.lib.accelerators

# Engines that load large weights before they answer: a probe must wait for them.
loads_long := needed_by | {"llama.cpp", "tabbyapi", "fastchat"}

# Engines that start on a CPU only when they are told to.
needed_by := {
	"vllm", "tgi", "sglang", "tensorrt-llm", "nim", "lmdeploy", "lorax", "jetstream", "aphrodite", "deepspeed-mii",
}

# These answer before they have loaded anything.
answers_at_once := {"ollama", "xinference", "localai", "ray-serve"}

# nvidia.com/gpu, nvidia.com/mig-1g.5gb, amd.com/gpu, habana.ai/gaudi, google.com/tpu, aws.amazon.com/neuron, ...
resource(name) if regex.match(_resource, name)

_resource := concat("|", [
	`(?i)(?:^|[./-])(?:gpu|vgpu|gpumem|mig-[\w.]+|gaudi\d*|tpu|neuron(?:core|device)?s?|xpu|npu|i915|xe|dcu|mlu|ascend\w*|furiosa\w*|qaic)(?:$|[./-])`,
	`^(?:habana\.ai|gpu\.intel\.com|cloud-tpus\.google\.com|rebellions\.ai|tenstorrent\.com)/`,
])

# Chips whose workers do not talk through shared memory.
without_shared_memory(name) if regex.match(`(?:^|[./-])(?:tpu|neuron\w*)(?:$|[./-])`, name)

# An image, an argument or a variable that says CPU, or a simulator.
cpu_image(image) if regex.match(`(?i)(?:^|[/:._-])(?:cpu|simulator|sim|mock|openvino)(?:$|[/:._-]|\d)`, image)
