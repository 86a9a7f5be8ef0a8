package policylint.rules.promotion.evaluated_version_test

import data.policylint.rules.promotion.changes_test as given
import data.policylint.rules.promotion.evaluated_version as rule

_passes(whole) if {
	count(rule.deny) == 0 with input as whole
	count(rule.undecided) == 0 with input as whole
}

test_the_evaluated_version_passes if _passes(given.promoted(given.served(given.v1, given.report(given.v1))))

test_another_version_is_denied_at_the_version_and_shows_the_report if {
	found := rule.deny with input as given.promoted(given.served(given.v2, given.report(given.v1)))
	count(found) == 1
	some f in found
	f.at == {"document": "deploy/replicate.yaml#0", "pointer": "/version"}
	f.related[0].at == {"document": "evidence/eval.yaml#0", "pointer": "/spec/model/version"}
	contains(f.msg, "111111112222… was evaluated")
}

test_another_model_of_the_same_version_is_denied if {
	other := json.patch(given.report(given.v1), [{"op": "replace", "path": "/content/spec/model/repository", "value": "acme/n"}])
	some f in rule.deny with input as given.promoted(given.served(given.v1, other))
	contains(f.msg, "no report is about that model: acme/n was evaluated")
}

test_the_name_of_a_model_is_compared_without_its_site_and_case if {
	other := json.patch(given.report(given.v1), [{"op": "replace", "path": "/content/spec/model/repository", "value": "https://replicate.com/Acme/M"}])
	_passes(given.promoted(given.served(given.v1, other)))
}

test_no_report_is_denied if {
	some f in rule.deny with input as given.promoted({"deploy/replicate.yaml#0": given.serving(given.v1)})
	contains(f.msg, "the manifest names no evaluation report")
}

test_a_version_that_can_change_was_never_evaluated if {
	count(rule.deny) == 1 with input as given.promoted(given.served("latest", given.report("latest")))
}

test_a_placeholder_is_undecided if {
	whole := given.promoted(given.served("${VERSION}", given.report(given.v1)))
	count(rule.deny) == 0 with input as whole
	count(rule.undecided) == 1 with input as whole
}

test_an_old_evaluation_is_denied_and_the_limit_is_a_parameter if {
	old := json.patch(given.report(given.v1), [{"op": "replace", "path": "/content/spec/createdAt", "value": "2026-09-01T00:00:00Z"}])
	whole := given.promoted(given.served(given.v1, old))
	some f in rule.deny with input as whole
	contains(f.msg, "was evaluated 83 days ago")
	not f.level
	_passes(object.union(whole, {"params": {"PRO001": {"max_age_days": 120}}}))
}

test_the_newest_of_several_reports_counts if {
	old := json.patch(given.report(given.v1), [{"op": "replace", "path": "/content/spec/createdAt", "value": "2026-09-01"}])
	_passes(given.promoted(object.union(given.served(given.v1, given.report(given.v1)), {"old.yaml#0": old})))
}

test_an_old_evaluation_is_a_note_in_a_rollback if {
	old := json.patch(given.report(given.v1), [{"op": "replace", "path": "/content/spec/createdAt", "value": "2026-09-01T00:00:00Z"}])
	whole := object.union(
		given.replaced(given.served(given.v1, old), given.v2),
		{"before~1": given.side("production", {"deploy/replicate.yaml#0": given.serving(given.v1)})},
	)
	found := rule.deny with input as whole
	{f.level | some f in found} == {"note"}
}

test_an_evaluation_that_is_still_to_come_is_denied if {
	late := json.patch(given.report(given.v1), [{"op": "replace", "path": "/content/spec/createdAt", "value": "2027-11-01T00:00:00Z"}])
	some f in rule.deny with input as given.promoted(given.served(given.v1, late))
	contains(f.msg, "which is still to come")
}

test_an_evaluation_older_than_its_version_is_denied if {
	made := json.patch(given.manifest("m-production", "production"), [{"op": "add", "path": "/content/spec/lineage", "value": {"registry": {"createdAt": "2026-11-17"}}}])
	some f in rule.deny with input as given.promoted(object.union(given.served(given.v1, given.report(given.v1)), {"manifest#0": made}))
	contains(f.msg, "was made on 2026-11-17")
}

_provenance(version, on) := {"path": "supply/provenance.json", "kind": "intoto/statement", "content": {
	"_type": "https://in-toto.io/Statement/v1",
	"subject": [{"name": "r8.im/acme/m", "digest": {"sha256": version}}],
	"predicateType": "https://slsa.dev/provenance/v1",
	"predicate": {"runDetails": {"metadata": {"finishedOn": on}}},
}}

test_provenance_tells_when_a_version_was_made if {
	late := "2026-11-18T06:00:00Z"
	some f in rule.deny with input as given.promoted(object.union(given.served(given.v1, given.report(given.v1)), {"p.json#0": _provenance(given.v1, late)}))
	f.related[1].at.document == "p.json#0"
	_passes(given.promoted(object.union(given.served(given.v1, given.report(given.v1)), {"p.json#0": _provenance(given.v2, late)})))
	_passes(given.promoted(object.union(given.served(given.v1, given.report(given.v1)), {"p.json#0": _provenance(given.v1, "2026-11-15T06:00:00Z")})))
}

test_the_same_weights_count_with_their_digest_only if {
	digest := sprintf("sha256:%s", [given.v2])
	claims := json.patch(given.report("0123456789abcdef0123456789abcdef01234567"), [{"op": "add", "path": "/content/spec/model/sameWeightsAs", "value": {"version": given.v1}}])
	some f in rule.deny with input as given.promoted(given.served(given.v1, claims))
	contains(f.msg, "does not state their digest")
	proves := json.patch(claims, [{"op": "add", "path": "/content/spec/model/sameWeightsAs/digest", "value": digest}])
	_passes(given.promoted(given.served(given.v1, proves)))
}

_bucket := {"path": "deploy/isvc.yaml", "kind": "kserve/inferenceservice", "content": {"spec": {"predictor": {"model": {"storageUri": "s3://models/m/12"}}}}}

test_a_bucket_is_undecided_unless_the_manifest_states_its_digest if {
	whole := given.promoted({"deploy/isvc.yaml#0": _bucket, "evidence/eval.yaml#0": given.report(given.v1)})
	count(rule.undecided) == 1 with input as whole
	stated := json.patch(given.manifest("m-production", "production"), [{"op": "add", "path": "/content/spec/lineage", "value": {"model": {"digest": sprintf("sha256:%s", [given.v1])}}}])
	evaluated := json.patch(given.report(given.v2), [{"op": "add", "path": "/content/spec/model/digest", "value": given.v1}])
	_passes(given.promoted({"deploy/isvc.yaml#0": _bucket, "manifest#0": stated, "evidence/eval.yaml#0": evaluated}))
	count(rule.deny) == 1 with input as given.promoted({"deploy/isvc.yaml#0": _bucket, "manifest#0": stated, "evidence/eval.yaml#0": given.report(given.v2)})
}

_endpoint := {"path": "deploy/endpoint.yaml", "kind": "hf/endpoint", "content": {"model": {"repository": "acme/m", "revision": "6c0e6080953db56375760c0471a8c5f2929baf11"}}}

_harness(args, sha) := {"path": "results.json", "kind": "eval/lm-harness", "content": {
	"results": {"hellaswag": {"acc,none": 0.6}},
	"config": {"model": "hf", "model_args": args, "model_sha": sha},
	"date": 1795000000.5,
}}

test_a_report_of_the_harness_counts_when_it_pins_the_revision if {
	_passes(given.promoted({"deploy/endpoint.yaml#0": _endpoint, "results.json#0": _harness("pretrained=acme/m,revision=6c0e6080953db56375760c0471a8c5f2929baf11", "")}))
	_passes(given.promoted({"deploy/endpoint.yaml#0": _endpoint, "results.json#0": _harness("pretrained=acme/m", "6c0e6080953db56375760c0471a8c5f2929baf11")}))
	_passes(given.promoted({"deploy/endpoint.yaml#0": _endpoint, "results.json#0": _harness({"pretrained": "acme/m", "revision": "6c0e6080953db56375760c0471a8c5f2929baf11"}, "")}))
	count(rule.deny) == 1 with input as given.promoted({"deploy/endpoint.yaml#0": _endpoint, "results.json#0": _harness("pretrained=acme/m,revision=main", "")})
}

_image := {
	"path": "deploy/app.yaml", "kind": "k8s/workload", "pods": ["/spec/template/spec"], "servers": {"/spec/template/spec/containers/0": "mlserver"},
	"content": {"spec": {"template": {"spec": {"containers": [{"image": "acme/own@sha256:aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"}]}}}},
}

test_an_image_that_holds_the_weights_is_matched_by_its_digest if {
	own := json.patch(given.report(sprintf("sha256:%s", [given.v2])), [{"op": "replace", "path": "/content/spec/model/repository", "value": "acme/own"}])
	_passes(given.promoted({"deploy/app.yaml#0": _image, "evidence/eval.yaml#0": own}))
	count(rule.deny) == 1 with input as given.promoted({"deploy/app.yaml#0": _image, "evidence/eval.yaml#0": given.report(given.v1)})
}

test_what_names_no_version_at_all_is_undecided if {
	moving := json.patch(_image, [{"op": "replace", "path": "/content/spec/template/spec/containers/0/image", "value": "acme/own:3"}])
	whole := json.patch(given.promoted({"deploy/app.yaml#0": moving, "evidence/eval.yaml#0": given.report(given.v1)}), [{"op": "replace", "path": "/subject/primary", "value": "deploy/app.yaml#0"}])
	some f in rule.undecided with input as whole
	f.at == {"document": "deploy/app.yaml#0", "pointer": ""}
}

test_without_a_manifest_it_says_nothing if {
	whole := json.patch(given.promoted({"deploy/replicate.yaml#0": given.serving(given.v1)}), [{"op": "replace", "path": "/subject/manifest", "value": null}])
	_passes(whole)
}

test_a_report_that_cannot_be_read_is_named if {
	reference := {
		"document": "manifest#0", "pointer": "/spec/artefacts/evaluation/0/path", "path": "evidence/eval.yaml", "kind": null,
		"state": "lfs", "documents": [], "kinds": [], "near": [], "holds": [],
	}
	whole := json.patch(given.promoted({"deploy/replicate.yaml#0": given.serving(given.v1)}), [{"op": "add", "path": "/subject/references/-", "value": reference}])
	some f in rule.deny with input as whole
	contains(f.msg, "evidence/eval.yaml is no report that can be read")
}

_adapter := "1d9f3b7a5e2c4068b9a7d5c3e1f0428697bd5ac3"

_tuned := {
	"path": "deploy/tgi.yaml", "kind": "k8s/workload", "pods": ["/spec/template/spec"], "servers": {"/spec/template/spec/containers/0": "tgi"},
	"content": {"spec": {"template": {"spec": {"containers": [{
		"image": "ghcr.io/huggingface/text-generation-inference:3.3.4",
		"args": ["--model-id", "acme/m", "--revision", "6c0e6080953db56375760c0471a8c5f2929baf11", "--lora-adapters", sprintf("acme/tone@%s", [_adapter])],
	}]}}}},
}

test_an_adapter_is_evaluated_with_its_model_when_the_report_names_its_version if {
	base := given.report("6c0e6080953db56375760c0471a8c5f2929baf11")
	some f in rule.deny with input as given.promoted({"deploy/tgi.yaml#0": _tuned, "evidence/eval.yaml#0": base})
	contains(f.msg, "acme/tone@1d9f3b7a5e2c… is promoted")
	every adapter in [sprintf("acme/tone@%s", [_adapter]), {"repository": "acme/tone", "version": _adapter}] {
		with_it := json.patch(base, [{"op": "add", "path": "/content/spec/serving/adapters", "value": [adapter]}])
		_passes(given.promoted({"deploy/tgi.yaml#0": _tuned, "evidence/eval.yaml#0": with_it}))
	}
}
