package policylint.rules.supply_chain.image_pinned_test

import data.policylint.rules.supply_chain.image_pinned as rule

_digest := "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

_pod(spec) := {"subject": {"documents": {"f.yaml#0": {
	"kind": "k8s/workload",
	"path": "f.yaml",
	"content": {"spec": {"template": {"spec": spec}}},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": "vllm"},
}}}}

_image(image) := _pod({"containers": [{"image": image}]})

_one(kind, content) := {"subject": {"documents": {"f.yaml#0": {
	"kind": kind, "path": "f.yaml", "content": content, "pods": [], "servers": {},
}}}}

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.undecided) == 0 with input as given
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

test_a_digest_passes_with_and_without_a_tag if {
	_silent(_image(sprintf("vllm/vllm-openai@%s", [_digest])))
	_silent(_image(sprintf("vllm/vllm-openai:latest@%s", [_digest])))
}

test_no_tag_is_denied_and_a_version_in_the_name_is_explained if {
	finding := _denied(_image("registry.local:5000/vllm"))
	finding.at.pointer == "/spec/template/spec/containers/0/image"
	not finding.level
	contains(finding.msg, "has no tag,")
	named := _denied(_image("gcr.io/text-generation-inference-cu124.2-3.ubuntu2204.py311"))
	contains(named.msg, "the version in its name is not one")
}

test_a_moving_tag_is_denied_whatever_the_name if {
	not _denied(_image("vllm/vllm-openai:latest")).level
	not _denied(_image("${REGISTRY}/vllm:latest")).level
	not _denied(_image("localhost:5000/vllm:nightly")).level
}

test_a_tag_that_is_no_version_is_denied if {
	contains(_denied(_image("acme/server:predictor")).msg, "names no version")
}

test_a_version_without_a_digest_is_a_warning_at_most if {
	_denied(_image("vllm/vllm-openai:v0.8.5")).level == "warning"
	_denied(_image("localhost:5000/vllm:v0.8.5")).level == "warning"
}

test_placeholders_and_digests_that_are_none_are_undecided if {
	every image in ["$VLLM_IMAGE", "acme/<IMAGE>", "{{ .Values.image }}", "acme/app@sha256:replace-me", "acme/app:${TAG}", "acme/app:TAG"] {
		count(rule.deny) == 0 with input as _image(image)
		count(rule.undecided) == 1 with input as _image(image)
	}
}

test_sidecars_and_init_containers_count if {
	given := _pod({
		"containers": [{"image": sprintf("a@%s", [_digest])}, {"image": "envoy:latest"}],
		"initContainers": [{"image": "busybox"}],
	})
	pointers := {finding.at.pointer | some finding in rule.deny} with input as given
	pointers == {"/spec/template/spec/containers/1/image", "/spec/template/spec/initContainers/0/image"}
}

test_images_of_endpoints_and_of_kserve_models if {
	endpoint := _one("hf/endpoint", {"model": {"image": {"vLLM": {"url": "vllm/vllm-openai:latest"}}}})
	_denied(endpoint).at.pointer == "/model/image/vLLM/url"
	_silent(_one("hf/endpoint", {"model": {"image": {"huggingface": {}}}}))
	isvc := _one("kserve/inferenceservice", {"spec": {"predictor": {"model": {"image": "acme/runtime"}}}})
	_denied(isvc).at.pointer == "/spec/predictor/model/image"
	_silent(_one("kserve/inferenceservice", {"spec": {"predictor": {"model": {"runtime": "kserve-vllm"}}}}))
}

test_the_push_target_of_cog_is_no_image_that_runs if {
	_silent(_one("cog", {"image": "r8.im/acme/m"}))
}

_from(instructions) := {"subject": {"documents": {"Dockerfile#0": {
	"kind": "docker/dockerfile", "path": "Dockerfile", "content": {"instructions": instructions}, "pods": [], "servers": {},
}}}}

_base(image) := _from([{"instruction": "FROM", "line": 1, "text": image, "image": image}])

test_a_base_without_a_tag_or_with_a_moving_one_is_a_warning_at_most if {
	untagged := _denied(_base("python"))
	untagged.level == "warning"
	untagged.at.pointer == "/instructions/0"
	startswith(untagged.msg, "FROM python names no tag")
	contains(_denied(_base("ghcr.io/acme/base:latest")).msg, `"latest" moves`)
	_denied(_base("node:lts")).level == "warning"
}

test_a_base_with_a_version_or_a_release_passes if {
	_silent(_base("python:3.12-slim"))
	_silent(_base("debian:bookworm"))
	_silent(_base(sprintf("python@%s", [_digest])))
}

test_a_stage_and_nothing_are_no_images if {
	_silent(_base("scratch"))
	_silent(_from([
		{"instruction": "FROM", "line": 1, "text": "python:3.12 AS build", "image": "python:3.12", "name": "build"},
		{"instruction": "FROM", "line": 2, "text": "build", "image": "build", "from_stage": 0},
		{"instruction": "COPY", "line": 3, "text": "--from=nginx /a /b"},
	]))
}

test_a_base_that_is_filled_in_later_is_undecided if {
	every image in ["${BASE}", "acme/${BASE}"] {
		count(rule.deny) == 0 with input as _base(image)
		count(rule.undecided) == 1 with input as _base(image)
	}
	_silent(_base("python:${VERSION}"))
}
