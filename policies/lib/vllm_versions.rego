# METADATA
# title: Versions of vLLM
# description: The version that an image says it holds, and what was on by default in which.
# scope: package
package policylint.lib.vllm_versions

# [0, 10, 1] of vllm/vllm-openai:v0.10.1, rocm/vllm:rocm6.3_vllm_0.8.5, ...; undefined for a tag that says none, and for
# images of others, whose versions are their own.
of(image) := [to_number(part) | some part in split(found, ".")] if {
	is_string(image)
	parts := regex.find_all_string_submatch_n(`(?:^|/)([^/:@]+):([^@/]+)(?:@.*)?$`, image, 1)[0]
	regex.match(`^vllm(?:-openai|-cpu|-tpu|-rocm|-release)?(?:[-_][\w.-]*)?$`, parts[1])
	found := regex.find_all_string_submatch_n(`(?:^v?|vllm[_-]?v?)(0\.\d+\.\d+)(?:$|[^\d.])`, parts[2], 1)[0][1]
}

# Until 0.10.0 every prompt went to the log unless --disable-log-requests was given.
logs_requests(version) if version < [0, 10, 1]
