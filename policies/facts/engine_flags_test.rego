package policylint.facts_engine_flags_test

import data.policylint.facts

_given(documents) := {"subject": {"patch": false, "primary": "f.yaml#0", "documents": {name: object.union(
	{"path": "f.yaml", "pods": [], "servers": {}, "texts": {}, "refs": {}},
	document,
) |
	some name, document in documents
}}}

_one(document) := _given({"f.yaml#0": document})

_pod(engine, container) := {
	"kind": "k8s/workload",
	"content": {"spec": {"template": {"spec": {"containers": [container]}}}},
	"pods": ["/spec/template/spec"],
	"servers": {"/spec/template/spec/containers/0": engine},
}

_at(rest) := sprintf("/spec/template/spec/containers/0%s", [rest])

# {name: [value, pointer]}
_read(given) := found if {
	found := {flag.name: [flag.value, flag.at.pointer] | some flag in facts.engine_flags.subject} with input as given
}

_flags(engine, container) := _read(_one(_pod(engine, container)))

test_flags_in_every_spelling if {
	found := _flags("vllm", {"args": ["--max_model_len=4096", "-tp", "2", "--trust-remote-code", "--no-enable-prefix-caching"]})
	found == {
		"--max-model-len": ["4096", _at("/args/0")],
		"--tensor-parallel-size": ["2", _at("/args/2")],
		"--trust-remote-code": [null, _at("/args/3")],
		"--enable-prefix-caching": ["false", _at("/args/4")],
	}
}

test_a_fact_says_who_and_where if {
	given := _one(_pod("vllm", {"args": ["-tp=2"]}))
	some flag in facts.engine_flags.subject with input as given
	flag == {
		"engine": "vllm",
		"name": "--tensor-parallel-size",
		"value": "2",
		"written": "-tp",
		"at": {"document": "f.yaml#0", "pointer": _at("/args/0")},
		"document": "f.yaml#0",
		"container": _at(""),
	}
}

test_the_last_one_counts if {
	_flags("vllm", {"args": ["--trust-remote-code", "--no-trust-remote-code"]})["--trust-remote-code"][0] == "false"
	_flags("vllm", {"args": ["--revision=a", "--revision", "b"]})["--revision"][0] == "b"
}

test_a_script_is_read_without_what_prepares if {
	found := _flags("vllm", {"command": ["/bin/sh", "-c"], "args": [concat("\n", [
		"apt-get install --no-install-recommends curl",
		"python -m pip install --upgrade vllm",
		"until curl --fail localhost; do sleep 1; done",
		"FLAGS=\"--max-model-len 4096 --trust-remote-code\"",
		"export VLLM_SERVER_DEV_MODE=1",
		"if true; then exec vllm serve acme/m $FLAGS; fi",
	])]})
	object.keys(found) == {"--max-model-len", "--trust-remote-code", "VLLM_SERVER_DEV_MODE"}
	found["--max-model-len"][1] == _at("/args/0")
	found.VLLM_SERVER_DEV_MODE[0] == "1"
}

test_arguments_in_variables if {
	found := _flags("vllm", {"args": ["--port=8000"], "env": [{"name": "VLLM_ARGS", "value": "--trust-remote-code --seed 1"}]})
	found["--trust-remote-code"] == [null, _at("/env/0/value")]
	found["--seed"][0] == "1"
	script := _flags("vllm", {
		"command": ["sh", "-c", "vllm serve acme/m ${VLLM_ARGS} $MORE"],
		"env": [{"name": "VLLM_ARGS", "value": "--seed 1"}, {"name": "MORE", "value": "--port 80"}],
	})
	object.keys(script) == {"--seed", "--port"}
}

test_variables_stand_for_flags_that_are_not_given if {
	env := [{"name": "TRUST_REMOTE_CODE", "value": "true"}, {"name": "MAX_TOTAL_TOKENS", "value": "4096"}]
	found := _flags("tgi", {"args": ["--max-total-tokens=2048"], "env": env})
	found["--trust-remote-code"] == ["true", _at("/env/0/value")]
	found["--max-total-tokens"] == ["2048", _at("/args/0")]
	_flags("vllm", {"env": env}) == {}
}

test_variables_without_a_flag_keep_their_name if {
	found := _flags("vllm", {"env": [
		{"name": "VLLM_SERVER_DEV_MODE", "value": "1"},
		{"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://otel:4317"},
		{"name": "HF_TOKEN", "value": "x"},
	]})
	object.keys(found) == {"VLLM_SERVER_DEV_MODE", "OTEL_EXPORTER_OTLP_ENDPOINT"}
}

test_variables_of_a_config_map if {
	map := {"kind": "k8s/configmap", "content": {
		"metadata": {"name": "vllm"},
		"data": {"VLLM_SERVER_DEV_MODE": "1", "level": "DEBUG"},
	}}
	given := _given({
		"c.yaml#0": map,
		"f.yaml#0": _pod("vllm", {
			"envFrom": [{"configMapRef": {"name": "vllm"}}],
			"env": [{"name": "VLLM_LOGGING_LEVEL", "valueFrom": {"configMapKeyRef": {"name": "vllm", "key": "level"}}}],
		}),
	})
	found := {flag.name: flag.at | some flag in facts.engine_flags.subject} with input as given
	found == {
		"VLLM_SERVER_DEV_MODE": {"document": "c.yaml#0", "pointer": "/data/VLLM_SERVER_DEV_MODE"},
		"VLLM_LOGGING_LEVEL": {"document": "c.yaml#0", "pointer": "/data/level"},
	}
}

# Bases and overlays hold maps of one name.
test_two_config_maps_of_one_name if {
	map := {"kind": "k8s/configmap", "content": {"metadata": {"name": "vllm"}, "data": {"level": "DEBUG"}}}
	given := _given({
		"a.yaml#0": map,
		"b.yaml#0": object.union(map, {"content": {"data": {"level": "INFO"}}}),
		"f.yaml#0": _pod("vllm", {"env": [{"name": "VLLM_LOGGING_LEVEL", "valueFrom": {"configMapKeyRef": {"name": "vllm", "key": "level"}}}]}),
	})
	_read(given) == {"VLLM_LOGGING_LEVEL": ["DEBUG", "/data/level"]}
}

test_a_file_of_options if {
	map := {"kind": "k8s/configmap", "content": {
		"metadata": {"name": "vllm"},
		"data": {"vllm.yaml": "trust-remote-code: true\nmax-model-len: 4096\n"},
	}}
	found := _read(_given({"c.yaml#0": map, "f.yaml#0": _pod("vllm", {"args": ["--config", "/etc/vllm/vllm.yaml"]})}))
	found["--trust-remote-code"] == ["true", "/data/vllm.yaml"]
	found["--max-model-len"][0] == "4096"
	count(_read(_given({"f.yaml#0": _pod("vllm", {"args": ["--config", "/etc/vllm/vllm.yaml"]})}))) == 1
}

test_other_containers_have_no_flags if {
	sidecar := {"args": ["--trust-remote-code"]}
	document := object.union(_pod("vllm", {}), {"content": {"spec": {"template": {"spec": {
		"initContainers": [sidecar],
		"containers": [{"args": ["--port=1"]}],
	}}}}})
	object.keys(_read(_one(document))) == {"--port"}
	_read(_one(object.remove(_pod("x", sidecar), ["servers"]))) == {}
}

test_a_patch_is_read if {
	given := object.union(
		_one({
			"kind": "k8s/workload",
			"content": {"spec": {"template": {"spec": {"containers": [{"args": ["--trust-remote-code"]}]}}}},
			"pods": ["/spec/template/spec"],
			"servers": {},
		}),
		{"subject": {"patch": true}},
	)
	object.keys(_read(given)) == {"--trust-remote-code"}
}

test_kserve_models_and_llms if {
	isvc := {"kind": "kserve/inferenceservice", "content": {"spec": {"predictor": {"model": {"args": ["--trust_remote_code"]}}}}}
	_read(_one(isvc))["--trust-remote-code"] == [null, "/spec/predictor/model/args/0"]
	container := {"name": "main", "env": [{"name": "VLLM_ADDITIONAL_ARGS", "value": "--trust-remote-code"}]}
	llm := {
		"kind": "kserve/llminferenceservice",
		"content": {"spec": {
			"template": {"containers": [container]},
			"router": {"scheduler": {"template": {"containers": [{"args": ["--trust-remote-code"]}]}}},
		}},
		"pods": ["/spec/template", "/spec/router/scheduler/template"],
	}
	_read(_one(llm)) == {"--trust-remote-code": [null, "/spec/template/containers/0/env/0/value"]}
}

test_hf_endpoints if {
	model := {
		"repository": "acme/m",
		"args": ["--trust-remote-code", "--max-model-len", "4096"],
		"env": {"VLLM_SERVER_DEV_MODE": 1},
		"image": {"vLLM": {"url": "vllm/vllm-openai:v0.10.0", "port": 8000}},
	}
	_read(_one({"kind": "hf/endpoint", "content": {"model": model}})) == {
		"--trust-remote-code": [null, "/model/args/0"],
		"--max-model-len": ["4096", "/model/args/2"],
		"VLLM_SERVER_DEV_MODE": ["1", "/model/env/VLLM_SERVER_DEV_MODE"],
	}
	tgi := {"image": {"tgi": {"maxTotalTokens": 4096, "url": "x"}}, "env": {"TRUST_REMOTE_CODE": "true"}}
	_read(_one({"kind": "hf/endpoint", "content": {"model": tgi}})) == {
		"--max-total-tokens": ["4096", "/model/image/tgi/maxTotalTokens"],
		"--trust-remote-code": ["true", "/model/env/TRUST_REMOTE_CODE"],
	}
}

test_the_production_stack if {
	values := {"servingEngineSpec": {"modelSpec": [{
		"name": "m",
		"vllmConfig": {"maxModelLen": 4096, "extraArgs": ["--trust-remote-code"]},
		"env": [{"name": "VLLM_SERVER_DEV_MODE", "value": "1"}],
	}]}}
	_read(_one({"kind": "vllm/helm-values", "content": values})) == {
		"--max-model-len": ["4096", "/servingEngineSpec/modelSpec/0/vllmConfig/maxModelLen"],
		"--trust-remote-code": [null, "/servingEngineSpec/modelSpec/0/vllmConfig/extraArgs/0"],
		"VLLM_SERVER_DEV_MODE": ["1", "/servingEngineSpec/modelSpec/0/env/0/value"],
	}
	runtime := {"spec": {
		"model": {"modelURL": "acme/m", "maxModelLen": 4096},
		"vllmConfig": {"extraArgs": ["--trust-remote-code"], "env": [{"name": "VLLM_SERVER_DEV_MODE", "value": "1"}]},
	}}
	_read(_one({"kind": "vllm/runtime", "content": runtime})) == {
		"--max-model-len": ["4096", "/spec/model/maxModelLen"],
		"--trust-remote-code": [null, "/spec/vllmConfig/extraArgs/0"],
		"VLLM_SERVER_DEV_MODE": ["1", "/spec/vllmConfig/env/0/value"],
	}
}

test_a_ray_service if {
	serve := {"applications": [{
		"args": {"llm_configs": [{
			"engine_kwargs": {"trust_remote_code": true, "max_model_len": 4096},
			"runtime_env": {"env_vars": {"VLLM_LOGGING_LEVEL": "DEBUG"}},
		}]},
		"runtime_env": {"env_vars": {"VLLM_SERVER_DEV_MODE": "1"}},
		"deployments": [{"ray_actor_options": {"runtime_env": {"env_vars": {"VLLM_API_KEY": "x"}}}}],
	}]}
	at := "/spec/serveConfigV2/applications/0"
	_read(_one({"kind": "ray/service", "content": {"spec": {"serveConfigV2": serve}}})) == {
		"--trust-remote-code": ["true", sprintf("%s/args/llm_configs/0/engine_kwargs/trust_remote_code", [at])],
		"--max-model-len": ["4096", sprintf("%s/args/llm_configs/0/engine_kwargs/max_model_len", [at])],
		"VLLM_LOGGING_LEVEL": ["DEBUG", sprintf("%s/args/llm_configs/0/runtime_env/env_vars/VLLM_LOGGING_LEVEL", [at])],
		"VLLM_SERVER_DEV_MODE": ["1", sprintf("%s/runtime_env/env_vars/VLLM_SERVER_DEV_MODE", [at])],
		"VLLM_API_KEY": ["x", sprintf("%s/deployments/0/ray_actor_options/runtime_env/env_vars/VLLM_API_KEY", [at])],
	}
}
