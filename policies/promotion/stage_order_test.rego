package policylint.rules.promotion.stage_order_test

import data.policylint.rules.promotion.stage_order as rule

_one := "1f0b8b7f6c2d4e5a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a"

_two := "da77bc59ee60423279fd632efb4795ab731d9e3ca9705ef3341091fb989b7eaf"

_doc(path, kind, content) := {"path": path, "kind": kind, "content": content, "pods": [], "servers": {}, "texts": {}, "refs": {}}

_side(prefix, name, stage, version, spec) := {
	"name": name,
	"stage": stage,
	"primary": sprintf("%s%s/replicate.yaml#0", [prefix, stage]),
	"manifest": sprintf("%s%s/deployment.yaml#0", [prefix, stage]),
	"documents": {sprintf("%s%s#0", [prefix, document.path]): document |
		some document in [
			_doc(sprintf("%s/replicate.yaml", [stage]), "replicate/deployment", {"model": "acme/m", "version": version}),
			_doc(sprintf("%s/deployment.yaml", [stage]), "policylint/model-deployment", {"spec": spec}),
		]
	},
}

_staging(prefix, version, at) := object.union(_side(prefix, "m-staging", "staging", version, {}), {"at": at, "commit": prefix})

_base := {
	"now": "2026-11-23T00:00:00Z",
	"promotion": true,
	"params": {"PRO009": {"order": ["space", "staging", "production"], "soak_hours": 24}},
	"history": {"complete": true, "say": ""},
	"subject": _side("", "m-production", "production", _two, {"promotedFrom": "m-staging"}),
	"source": _side("", "m-staging", "staging", _two, {}),
	"source~1": _staging("aaaaaaaaaaaa:", _two, "2026-11-20T00:00:00Z"),
	"source~2": _staging("bbbbbbbbbbbb:", _one, "2026-11-10T00:00:00Z"),
}

_silent(given) if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

_denied(given) := finding if {
	count(rule.undecided) == 0 with input as given
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

_open(given) := finding if {
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 1 with input as given
	some finding in rule.undecided with input as given
}

_with(change) := object.union(_base, change)

test_a_version_that_soaked if {
	_silent(_base)
	_silent(_with({"before": _side("cccccccccccc:", "m-production", "production", _one, {})}))
}

test_no_source_is_named if {
	given := object.remove(_with({"subject": _side("", "m-production", "production", _two, {"system": "m"})}), ["source", "source~1", "source~2"])
	none := json.remove(given, ["subject/documents/production~1deployment.yaml#0/content/spec/promotedFrom"])
	finding := _denied(none)
	finding.at == {"document": "production/deployment.yaml#0", "pointer": "/spec", "missing": "promotedFrom"}
}

test_the_source_is_not_there if {
	finding := _denied(object.remove(_base, ["source", "source~1", "source~2"]))
	finding.at == {"document": "production/deployment.yaml#0", "pointer": "/spec/promotedFrom"}
	contains(finding.msg, "names m-staging")
}

test_a_stage_is_skipped if {
	space := _side("", "m-space", "space", _two, {})
	finding := _denied(_with({"source": space, "source~1": object.union(_side("aaaaaaaaaaaa:", "m-space", "space", _two, {}), {"at": "2026-11-01T00:00:00Z"})}))
	contains(finding.msg, "skips staging")
}

test_staging_needs_no_stage_below if {
	_silent({
		"now": "2026-11-23T00:00:00Z",
		"params": _base.params,
		"history": _base.history,
		"subject": _side("", "m-staging", "staging", _two, {}),
	})
}

test_none_is_for_the_first_stage if {
	bare := object.remove(_base, ["source", "source~1", "source~2"])
	contains(_denied(object.union(bare, {"subject": _side("", "m-production", "production", _two, {"promotedFrom": "none"})})).msg, "tried nowhere")
	_silent(object.union(bare, {"subject": _side("", "m-staging", "staging", _two, {"promotedFrom": "none"})}))
}

test_another_version_is_served_there if {
	finding := _denied(_with({"source": _side("", "m-staging", "staging", _one, {})}))
	finding.at.pointer == "/spec/promotedFrom"
	finding.related[0].at == {"document": "staging/replicate.yaml#0", "pointer": "/version"}
	contains(finding.msg, "m-staging serves acme/m@1f0b8b7f6c2d…")
}

test_it_has_not_soaked if {
	finding := _denied(_with({"source~1": _staging("aaaaaaaaaaaa:", _two, "2026-11-22T21:00:00Z")}))
	contains(finding.msg, "for 3 hours only, since 2026-11-22T21:00:00Z")
	finding.related[0].at == {"document": "aaaaaaaaaaaa:staging/replicate.yaml#0", "pointer": "/version"}
}

test_soak_counts_from_the_first_of_a_row if {
	_silent(_with({
		"source~1": _staging("aaaaaaaaaaaa:", _two, "2026-11-22T21:00:00Z"),
		"source~2": _staging("bbbbbbbbbbbb:", _two, "2026-11-20T00:00:00Z"),
		"source~3": _staging("cccccccccccc:", _one, "2026-11-10T00:00:00Z"),
	}))
	_denied(_with({
		"source~1": _staging("aaaaaaaaaaaa:", _two, "2026-11-22T21:00:00Z"),
		"source~2": _staging("bbbbbbbbbbbb:", _one, "2026-11-20T00:00:00Z"),
		"source~3": _staging("cccccccccccc:", _two, "2026-11-10T00:00:00Z"),
	}))
}

test_it_comes_to_staging_by_the_same_change if {
	contains(_denied(_with({"source~1": _staging("aaaaaaaaaaaa:", _one, "2026-11-20T00:00:00Z")})).msg, "by this very change")
	contains(_denied(object.remove(_base, ["source~1", "source~2"])).msg, "by this very change")
}

test_a_shallow_clone_cannot_tell if {
	shallow := object.union(
		object.remove(_base, ["source~1", "source~2"]),
		{
			"history": {"complete": false, "say": "git fetch --unshallow"},
			"source~1": _staging("aaaaaaaaaaaa:", _two, "2026-11-22T21:00:00Z"),
		},
	)
	finding := _open(shallow)
	contains(finding.msg, "run `git fetch --unshallow` and judge again")
	_silent(object.union(shallow, {"source~1": _staging("aaaaaaaaaaaa:", _two, "2026-11-20T00:00:00Z")}))
}

test_a_version_that_was_in_service_before_is_not_asked if {
	_silent(_with({
		"before": _side("cccccccccccc:", "m-production", "production", _two, {}),
		"source": _side("", "m-staging", "staging", _one, {}),
	}))
}

test_a_stage_that_is_raised_in_place if {
	_denied(_with({
		"before": _side("cccccccccccc:", "m-production", "staging", _two, {}),
		"source": _side("", "m-staging", "staging", _one, {}),
	}))
}

test_a_rollback_is_a_note if {
	back := _with({
		"before": _side("cccccccccccc:", "m-production", "production", _one, {}),
		"before~1": object.union(_side("cccccccccccc:", "m-production", "production", _one, {}), {"at": "2026-11-20T00:00:00Z"}),
		"before~2": object.union(_side("dddddddddddd:", "m-production", "production", _two, {}), {"at": "2026-11-10T00:00:00Z"}),
		"source": _side("", "m-staging", "staging", _one, {}),
	})
	_denied(back).level == "note"
}

test_without_a_manifest_it_says_nothing if {
	_silent({"params": _base.params, "subject": object.union(_base.subject, {"manifest": null})})
}

test_a_source_that_is_broken if {
	finding := _denied(_with({"source": {"errors": [{"code": "REL001"}]}}))
	contains(finding.msg, "m-staging itself fails REL001")
}

# Images and weights that no file names

_pod(prefix, stage, image, args, spec) := {
	"name": sprintf("m-%s", [stage]),
	"stage": stage,
	"primary": sprintf("%s%s/app.yaml#0", [prefix, stage]),
	"manifest": sprintf("%s%s/deployment.yaml#0", [prefix, stage]),
	"documents": {
		sprintf("%s%s/app.yaml#0", [prefix, stage]): object.union(
			_doc(sprintf("%s/app.yaml", [stage]), "k8s/workload", {"kind": "Deployment", "spec": {"template": {"spec": {"containers": [{"image": image, "args": args}]}}}}),
			{"pods": ["/spec/template/spec"], "servers": {"/spec/template/spec/containers/0": "vllm"}},
		),
		sprintf("%s%s/deployment.yaml#0", [prefix, stage]): _doc(sprintf("%s/deployment.yaml", [stage]), "policylint/model-deployment", {"spec": spec}),
	},
}

_images(production, staging, args) := object.union(
	object.remove(_base, ["subject", "source", "source~1", "source~2"]),
	{
		"subject": _pod("", "production", production, args, {"promotedFrom": "m-staging"}),
		"source": _pod("", "staging", staging, args, {}),
		"source~1": object.union(_pod("aaaaaaaaaaaa:", "staging", staging, args, {}), {"at": "2026-11-20T00:00:00Z"}),
	},
)

_pinned := ["--model=acme/m", "--revision=6c0e6080953db56375760c0471a8c5f2929baf11"]

test_images_of_other_registries if {
	_silent(_images("prod.example.com/vllm:v1", "staging.example.com:5000/vllm:v1", _pinned))
	_denied(_images("prod.example.com/vllm:v2", "staging.example.com/vllm:v1", _pinned))
}

test_an_image_that_only_one_stage_pins if {
	pinned := "prod.example.com/vllm:v1@sha256:da77bc59ee60423279fd632efb4795ab731d9e3ca9705ef3341091fb989b7eaf"
	_open(_images(pinned, "staging.example.com/vllm:v1", _pinned))
	_denied(_images(pinned, "staging.example.com/vllm:v0", _pinned))
	_silent(_images(pinned, pinned, _pinned))
}

test_weights_at_paths_of_their_own if {
	paths := object.union(_images("acme/vllm:v1", "acme/vllm:v1", _pinned), {"subject": _pod("", "production", "acme/vllm:v1", ["--model=/models/m"], {"promotedFrom": "m-staging"})})
	_open(paths)
}
