# METADATA
# title: Container images are pinned by digest
# description: >-
#   A tag can be moved to another image at any time, so the engine that was tested, scanned and approved is not
#   necessarily the one the next restart pulls; only a digest names one image for ever.
# scope: package
# related_resources:
#   - ref: docs/rules/SUP001.md
# custom:
#   id: SUP001
#   severity: {space: note, staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30, approver: platform}
#   scope: subject
#   reads:
#     - hf/endpoint
#     - kserve/inferenceservice
#     - kserve/llminferenceservice
#     - k8s/workload
#     - ray/service
#     - vllm/runtime
#     - vllm/helm-values
#     - docker/dockerfile
#   needs: [images, base_image]
#   native: full
#   params: {}
#   fix: Append the digest to the image, NAME:TAG@sha256:...; `crane digest NAME:TAG` prints it.
#   examples:
#     file: deployment.yaml
#     pass: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:latest
#   frameworks:
#     eu_ai_act: ["Art. 15(5)"]
#     nist_ai_rmf: ["GOVERN 6.1", "MAP 4.2"]
#     iso_42001: ["A.10.3"]
#     owasp_llm_2025: ["LLM03"]
package policylint.rules.supply_chain.image_pinned

import data.policylint.facts
import data.policylint.lib.image
import data.policylint.lib.modelref
import data.policylint.lib.placeholder
import data.policylint.lib.result

deny contains result.finding(msg, found.at) if {
	some found in _images
	found.kind == "untagged"
	not placeholder.found(found.image)
	msg := sprintf("The image %s has no tag%s, so whatever \"latest\" is then gets pulled; add :VERSION@sha256:DIGEST.", [found.image, _remark(found)])
}

deny contains result.finding(msg, found.at) if {
	some found in _images
	found.kind == "moving"
	msg := sprintf("The image %s has the tag %q, which moves from build to build; write %s:VERSION@sha256:DIGEST.", [found.name, found.tag, found.name])
}

deny contains result.finding(msg, found.at) if {
	some found in _images
	found.kind == "none"
	not placeholder.found(found.image)
	msg := sprintf("The image %s has the tag %q, which names no version; write %s:VERSION@sha256:DIGEST.", [found.name, found.tag, found.name])
}

# An exact version is moved rarely: a warning at most.
deny contains result.finding_with(msg, found.at, {"level": "warning"}) if {
	some found in _images
	found.kind == "version"
	not placeholder.found(found.image)
	msg := sprintf("The image %s:%s has no digest, and a tag can be moved; write %s:%s@sha256:DIGEST.", [found.name, found.tag, found.name, found.tag])
}

undecided contains result.finding(msg, found.at) if {
	some found in _images
	found.kind in {"untagged", "none", "version"}
	placeholder.found(found.image)
	msg := sprintf("The image is the placeholder %q; check the file in which it is filled in.", [found.image])
}

undecided contains result.finding(msg, found.at) if {
	some found in _images
	found.kind == "fake"
	msg := sprintf("The image %s has %q in place of a digest; check the file in which it is filled in.", [found.name, found.digest])
}

# What a build starts from is judged when it is built: a base that moves is told, an exact version is enough.
deny contains result.finding_with(msg, found.at, {"level": "warning"}) if {
	some found in _bases
	found.kind == "untagged"
	not placeholder.found(found.image)
	msg := sprintf("FROM %s names no tag, so each build starts from whatever \"latest\" is then; add a version, or a digest.", [found.image])
}

deny contains result.finding_with(msg, found.at, {"level": "warning"}) if {
	some found in _bases
	found.kind == "moving"
	msg := sprintf("FROM %s:%s starts builds from different images, because %q moves; use a version, or a digest.", [found.name, found.tag, found.tag])
}

undecided contains result.finding(msg, found.at) if {
	some found in _bases
	found.kind == "untagged"
	placeholder.found(found.image)
	msg := sprintf("FROM %s is filled in when the image is built; give the ARG a default with a version.", [found.image])
}

_bases contains object.union(parts, {"image": found.image, "at": found.at, "kind": _kind(parts)}) if {
	some found in facts.base_image.subject
	parts := modelref.image(found.image)
}

_images contains object.union(parts, {"image": found.image, "at": found.at, "kind": _kind(parts)}) if {
	some found in facts.images.subject
	trim_space(found.image) != ""
	parts := modelref.image(found.image)
}

_kind(parts) := "pinned" if {
	facts.immutable_digest(parts.digest)
} else := "fake" if {
	is_string(parts.digest)
} else := "untagged" if {
	is_null(parts.tag)
} else := image.kind_of(parts.tag)

# `text-generation-inference-cu124.2-3`: somebody took the name for a tag.
_remark(found) := " (the version in its name is not one)" if {
	regex.match(`\d+[.-]\d+`, regex.replace(found.name, `^.*/`, ""))
} else := ""
