package policylint.rules.release.model_version_pinned_test

import data.policylint.rules.release.model_version_pinned as rule

_sha := "6c0e6080953db56375760c0471a8c5f2929baf11"

_version := "da77bc59ee60423279fd632efb4795ab731d9e3ca9705ef3341091fb989b7eaf"

_one(document) := {"subject": {"documents": {"f.yaml#0": object.union(
	{"path": "f.yaml", "pods": [], "servers": {}, "texts": {}, "refs": {}},
	document,
)}}}

_replicate(body) := _one({"kind": "replicate/deployment", "content": body})

_endpoint(model) := _one({"kind": "hf/endpoint", "content": {"model": model, "type": "private"}})

_isvc(spec) := _one({"kind": "kserve/inferenceservice", "content": {"spec": spec}})

_storage(uri) := _isvc({"predictor": {"model": {"storageUri": uri}}})

_llm(model) := _one({"kind": "kserve/llminferenceservice", "content": {"spec": {"model": model}}})

_pod(engine, container) := _one({
	"kind": "k8s/workload",
	"content": {"spec": {"template": {"spec": {"containers": [container]}}}},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": engine},
})

_container(rest) := sprintf("/spec/template/spec/containers/0%s", [rest])

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

# Replicate

test_a_replicate_version_id_passes if {
	_silent(_replicate({"model": "acme/m", "version": _version}))
	_silent(_replicate({"model": "acme/m", "version": sprintf("acme/m:%s", [_version])}))
}

test_a_replicate_alias_is_denied_at_the_field if {
	finding := _denied(_replicate({"model": "acme/m", "version": "latest"}))
	finding.at == {"document": "f.yaml#0", "pointer": "/version"}
	finding.msg == `acme/m is pinned to "latest", which can change; use the 64-hex version id.`
}

test_no_replicate_version_points_at_the_document if {
	every body in [{"model": "acme/m"}, {"model": "acme/m", "version": null}, {"model": "acme/m", "version": ""}] {
		finding := _denied(_replicate(body))
		finding.at == {"document": "f.yaml#0", "pointer": "", "missing": "version"}
		finding.related[0].at.pointer == "/model"
	}
}

test_a_digest_that_is_none_is_a_placeholder if {
	zeros := concat("", [c | some _ in numbers.range(1, 64); c := "0"])
	_open(_replicate({"model": "acme/m", "version": zeros}))
	_open(_replicate({"model": "acme/m", "version": "${MODEL_VERSION}"}))
}

# HF endpoints

test_an_endpoint_at_a_commit_passes if {
	_silent(_endpoint({"repository": "acme/m", "revision": _sha}))
}

test_branches_tags_and_short_commits_are_denied if {
	every revision in ["main", "v1.2", "refs/pr/3"] {
		finding := _denied(_endpoint({"repository": "acme/m", "revision": revision}))
		finding.at.pointer == "/model/revision"
		contains(finding.msg, "which can change")
	}
	finding := _denied(_endpoint({"repository": "acme/m", "revision": "6c0e608"}))
	contains(finding.msg, "only part of a commit")
}

test_no_revision_points_below_the_model if {
	finding := _denied(_endpoint({"repository": "acme/m"}))
	finding.at == {"document": "f.yaml#0", "pointer": "/model", "missing": "revision"}
}

# KServe

test_hub_uris_of_an_inference_service if {
	_silent(_storage(sprintf("hf://acme/m:%s", [_sha])))
	_denied(_storage("hf://acme/m"))
	_denied(_storage("hf://acme/m:main"))
}

test_model_images_need_a_digest if {
	_silent(_storage(sprintf("oci://ghcr.io/acme/m@sha256:%s", [_version])))
	finding := _denied(_storage("oci+native://ghcr.io/acme/m:1.0"))
	contains(finding.msg, "sha256 digest")
	_denied(_storage("oci://ghcr.io:443/acme/m"))
	_open(_storage("oci://ghcr.io/acme/m@sha256:replace-me"))
}

test_a_bucket_or_volume_is_undecided if {
	every uri in ["s3://models/m/latest", "gs://models/m", "pvc://models/m", "https://models.acme.dev/m.tar"] {
		finding := _open(_storage(uri))
		finding.at.pointer == "/spec/predictor/model/storageUri"
	}
}

test_a_download_from_a_branch_is_denied if {
	_denied(_storage("https://huggingface.co/acme/m/resolve/main/model.onnx"))
	_silent(_storage(sprintf("https://huggingface.co/acme/m/resolve/%s/model.onnx", [_sha])))
}

test_old_framework_keys_transformers_lists_and_canaries_are_read if {
	_denied(_isvc({"predictor": {"sklearn": {"storageUri": "hf://acme/m"}}})).at.pointer == "/spec/predictor/sklearn/storageUri"
	_denied(_isvc({"transformer": {"storageUri": "hf://acme/m"}})).at.pointer == "/spec/transformer/storageUri"
	_denied(_isvc({"explainer": {"alibi": {"storageUri": "hf://acme/m"}}})).at.pointer == "/spec/explainer/alibi/storageUri"
	_denied(_isvc({"canary": [{"predictor": {"model": {"storageUri": "hf://acme/m"}}}]}))
	listed := _denied(_isvc({"predictor": {"model": {"storageUris": [{"uri": "hf://acme/m"}]}}}))
	listed.at.pointer == "/spec/predictor/model/storageUris/0/uri"
	_open(_isvc({"predictor": {"model": {"storage": {"key": "minio", "path": "m"}}}})).at.pointer == "/spec/predictor/model/storage"
}

test_arguments_of_the_hugging_face_runtime if {
	finding := _denied(_isvc({"predictor": {"model": {"args": ["--model_id=acme/m", "--model_name=m"]}}}))
	finding.at == {"document": "f.yaml#0", "pointer": "/spec/predictor/model/args", "missing": "--revision"}
	_silent(_isvc({"predictor": {"model": {"args": ["--model_id=acme/m", sprintf("--model_revision=%s", [_sha])]}}}))
	_silent(_isvc({"predictor": {"model": {"args": ["--model_dir=/mnt/models"]}}}))
}

test_llm_inference_services_and_their_adapters if {
	_silent(_llm({"uri": sprintf("hf://acme/m:%s", [_sha])}))
	_denied(_llm({"uri": "hf://acme/m"})).at.pointer == "/spec/model/uri"
	finding := _denied(_llm({
		"uri": sprintf("hf://acme/m:%s", [_sha]),
		"lora": {"adapters": [{"uri": "hf://acme/adapter"}]},
	}))
	finding.at.pointer == "/spec/model/lora/adapters/0/uri"
}

test_a_storage_uri_in_the_environment if {
	_denied(_pod("unknown", {"env": [{"name": "STORAGE_URI", "value": "hf://acme/m"}]})).at.pointer == _container("/env/0/value")
}

test_a_stated_digest_settles_an_opaque_address if {
	manifest := {
		"path": "d.yaml",
		"kind": "policylint/model-deployment",
		"pods": [],
		"servers": {},
		"content": {"spec": {"lineage": {"model": {"digest": sprintf("sha256:%s", [_version])}}}},
	}
	_silent(object.union(_storage("s3://models/m"), {"subject": {"documents": {"d.yaml#0": manifest}}}))
}

# Engines in pods

test_flags_in_both_spellings if {
	_silent(_pod("vllm", {"args": ["--model=acme/m", sprintf("--revision=%s", [_sha])]}))
	_silent(_pod("vllm", {"args": ["--model", "acme/m", "--revision", _sha]}))
	_denied(_pod("vllm", {"args": ["--model", "acme/m", "--revision", "main"]})).at.pointer == _container("/args/3")
}

test_no_revision_points_at_the_arguments_and_shows_the_model if {
	finding := _denied(_pod("vllm", {"args": ["--port=8000", "--model=acme/m"]}))
	finding.at == {"document": "f.yaml#0", "pointer": _container("/args"), "missing": "--revision"}
	finding.related == [{"msg": "the model is named here", "at": {"document": "f.yaml#0", "pointer": _container("/args/1")}}]
}

test_models_by_position if {
	_denied(_pod("vllm", {"command": ["vllm", "serve", "acme/m"]})).at.pointer == _container("/command")
	_denied(_pod("vllm", {"args": ["acme/m", "--port=8000"]})).at.pointer == _container("/args")
	_silent(_pod("vllm", {"command": ["vllm", "serve", "acme/m", "--revision", _sha]}))
	_silent(_pod("vllm", {"command": ["vllm", "serve"], "args": ["--port=8000"]}))
}

test_models_in_a_shell_string if {
	script := "set -e\n# --model other/model\nexport M=acme/m\nexec vllm serve \"$M\" \\\n  --port 8000"
	_denied(_pod("vllm", {"command": ["/bin/sh", "-c"], "args": [script]})).at.pointer == _container("/args")
	_silent(_pod("vllm", {"command": ["bash", "-lc", sprintf("vllm serve acme/m --revision %s", [_sha])]}))
}

test_variables_of_the_container_are_filled_in if {
	finding := _denied(_pod("tgi", {
		"args": ["--model-id=$(MODEL_ID)"],
		"env": [{"name": "MODEL_ID", "value": "acme/m"}],
	}))
	finding.at.pointer == _container("/args")
	startswith(finding.msg, "acme/m ")
	_open(_pod("tgi", {"args": ["--model-id=$(MODEL_ID)"]})).at.pointer == _container("/args/0")
}

test_more_arguments_in_a_variable if {
	_silent(_pod("vllm", {
		"args": ["--model=acme/m"],
		"env": [{"name": "VLLM_ADDITIONAL_ARGS", "value": sprintf("--seed 1 --revision %s", [_sha])}],
	}))
}

test_tgi_reads_model_and_revision_from_the_environment if {
	missing := _denied(_pod("tgi", {"env": [{"name": "MODEL_ID", "value": "acme/m"}]}))
	missing.at == {"document": "f.yaml#0", "pointer": _container("/env"), "missing": "REVISION"}
	_silent(_pod("tgi", {"env": [{"name": "MODEL_ID", "value": "acme/m"}, {"name": "REVISION", "value": _sha}]}))
	_silent(_pod("tgi", {"args": ["--model-id=acme/m"], "env": [{"name": "REVISION", "value": _sha}]}))
}

test_vllm_does_not_read_a_revision_from_the_environment if {
	_denied(_pod("vllm", {"args": ["--model=acme/m"], "env": [{"name": "REVISION", "value": _sha}]}))
}

test_adapters_need_a_commit_too if {
	lora := _denied(_pod("vllm", {"args": [
		"--model=acme/m",
		sprintf("--revision=%s", [_sha]),
		"--lora-modules",
		"a=acme/a",
		"--port=8000",
	]}))
	lora.at.pointer == _container("/args/3")
	contains(lora.msg, "--lora-modules cannot name one")
	tgi := _denied(_pod("tgi", {
		"args": ["--model-id=acme/m", sprintf("--revision=%s", [_sha])],
		"env": [{"name": "LORA_ADAPTERS", "value": sprintf("acme/a,acme/b@%s", [_sha])}],
	}))
	startswith(tgi.msg, "acme/a has no revision")
}

test_ollama_knows_only_tags if {
	finding := _denied(_pod("ollama", {"env": [{"name": "MODEL_ID", "value": "mistral:latest"}]}))
	finding.at.pointer == _container("/env/0/value")
	_denied(_pod("ollama", {"command": ["/bin/sh", "-c", "ollama serve & ollama pull mistral:7b"]}))
}

test_engines_that_cannot_name_a_revision_are_named if {
	finding := _denied(_pod("llama.cpp", {"args": ["-hf", "acme/m-GGUF:Q4_K_M"]}))
	finding.at.pointer == _container("/args/1")
	contains(finding.msg, "llama.cpp cannot name one")
}

test_the_first_of_two_launchers_and_of_two_variables_counts if {
	_denied(_pod("vllm", {"command": ["sh", "-c"], "args": ["vllm serve acme/m || vllm serve acme/m"]}))
	_silent(_pod("tgi", {"env": [
		{"name": "MODEL_ID", "value": "acme/m"},
		{"name": "REVISION", "value": _sha},
		{"name": "MODEL_REVISION", "value": "main"},
	]}))
}

test_a_local_path_is_undecided if {
	_open(_pod("vllm", {"args": ["--model=/models/m"]})).at.pointer == _container("/args/0")
	_open(_pod("triton", {"command": ["tritonserver", "--model-repository=/data/models"]}))
}

test_a_moving_version_is_seen_although_the_model_is_not if {
	_denied(_pod("vllm", {"args": ["--model=${MODEL}", "--revision=main"]}))
	_silent(_pod("vllm", {"args": ["--model=${MODEL}", sprintf("--revision=%s", [_sha])]}))
}

test_a_benchmark_beside_the_engine_loads_nothing if {
	_silent(_pod("vllm", {"command": ["vllm", "bench", "serve", "--model", "acme/m"]}))
}

# Silence

test_other_containers_and_documents_say_nothing if {
	_silent(_one({
		"kind": "k8s/workload",
		"content": {"spec": {"template": {"spec": {"containers": [{
			"args": ["--model=acme/m"],
			"env": [{"name": "MODEL_ID", "value": "acme/m"}],
		}]}}}},
		"pods": ["/spec/template/spec"],
	}))
	_silent(_pod("vllm", {"env": [{"name": "MODEL_NAME", "value": "acme/m"}]}))
	_silent(_one({"kind": "cog", "content": {"predict": "predict.py:Predictor", "image": "r8.im/acme/m"}}))
}

test_only_the_subject_is_judged if {
	_silent({
		"subject": _replicate({"model": "acme/m", "version": _version}).subject,
		"before": _replicate({"model": "acme/m", "version": "latest"}).subject,
	})
}
