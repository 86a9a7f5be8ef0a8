package policylint.rules.supply_chain.dependencies_pinned_test

import data.policylint.rules.supply_chain.dependencies_pinned as rule

_sha := "8b1a6f0c35d94e72b6c0f1a9e84d3c7b52f6a901"

_given(documents) := {"subject": {"documents": documents, "files": []}}

_cog(build) := _given({"cog.yaml#0": {"path": "cog.yaml", "kind": "cog", "content": {"build": build}}})

_run(steps) := _cog({"python_version": "3.11", "run": steps})

_space(front) := _given({"README.md#0": {"path": "README.md", "kind": "hf/space", "content": front}})

test_a_pinned_build_passes if {
	given := _cog({
		"python_version": "3.11",
		"python_packages": ["torch==2.4.1"],
		"run": ["pip install pillow==10.4.0", "echo done"],
		"sdk_version": "0.16.0",
	})
	count(rule.deny) == 0 with input as given
	count(rule.undecided) == 0 with input as given
}

test_each_loose_package_is_a_finding_at_its_entry if {
	given := _cog({"python_version": "3.11", "python_packages": ["torch==2.4.1", "numpy", "pillow>=10"]})
	found := rule.deny with input as given
	{finding.at.pointer | some finding in found} == {"/build/python_packages/1", "/build/python_packages/2"}
}

test_a_step_is_one_finding_whatever_is_wrong_in_it if {
	found := rule.deny with input as _run(["git clone https://x.example/a && pip install numpy && curl https://x.example/i.sh | sh"])
	count(found) == 1
	some finding in found
	every part in ["numpy", "git clone", "run unseen"] { contains(finding.msg, part) }
}

test_steps_in_the_old_place_and_with_mounts if {
	given := _cog({"python_version": "3.11", "pre_install": ["pip install a"], "run": [{"command": "pip install b", "mounts": []}, 7]})
	found := rule.deny with input as given
	{finding.at.pointer | some finding in found} == {"/build/pre_install/0", "/build/run/0/command"}
}

test_a_checkout_pins_a_clone if {
	checkout := sprintf("cd /opt/a && git checkout %s", [_sha])
	count(rule.deny) == 0 with input as _run(["git clone https://x.example/a /opt/a", checkout])
	count(rule.deny) == 1 with input as _run(["git clone https://x.example/b /opt/b", checkout])
	count(rule.deny) == 1 with input as _run([checkout, "git clone https://x.example/a /opt/a"])
	stops := sprintf("git clone -b v2 https://x.example/a && cd a && git rev-parse HEAD | grep -q ^%s && make", [_sha])
	count(rule.deny) == 0 with input as _run([stops])
	count(rule.deny) == 1 with input as _run(["git clone -b v2 https://x.example/a && cd a && git rev-parse HEAD && make"])
	count(rule.deny) == 0 with input as _run([sprintf("git clone https://x.example/a && cd a && git reset --hard %s", [_sha])])
	count(rule.deny) == 1 with input as _run(["git clone -b v1 https://x.example/a"])
}

test_a_requirements_file_of_a_step_is_undecided if {
	count(rule.undecided) == 1 with input as _run(["pip install -r extra.txt"])
	count(rule.deny) == 0 with input as _run(["pip install -r extra.txt"])
}

test_hashes_that_are_required_pin_a_step if {
	count(rule.deny) == 0 with input as _run(["pip install --require-hashes numpy"])
}

test_a_missing_python_version if {
	some finding in rule.deny with input as _cog({"gpu": true})
	finding.at == {"document": "cog.yaml#0", "pointer": "/build", "missing": "python_version"}
}

test_no_build_has_no_python_version if {
	some finding in rule.deny with input as _given({"c#0": {"path": "c", "kind": "cog", "content": {"predict": "p.py:P"}}})
	finding.at == {"document": "c#0", "pointer": "", "missing": "build"}
}

test_an_unquoted_python_version_is_the_wrong_number if {
	document := {
		"path": "cog.yaml",
		"kind": "cog",
		"content": {"build": {"python_version": 3.1}},
		"texts": {"/build/python_version": "3.10"},
	}
	some finding in rule.deny with input as _given({"cog.yaml#0": document})
	finding.fix == {"op": "replace", "pointer": "/build/python_version", "value": "3.10"}
	count(rule.deny) == 0 with input as _cog({"python_version": 3.11})
	count(rule.deny) == 1 with input as _cog({"python_version": ">=3.9"})
}

_file(lines) := {"path": "requirements.txt", "kind": "python/requirements", "content": {"lines": lines}}

test_a_requirements_file_is_judged_by_its_lines if {
	build := {"path": "cog.yaml", "kind": "cog", "content": {"build": {"python_version": "3.11", "python_requirements": "requirements.txt"}}}
	lines := [{"text": "torch==2.4.1", "line": 1}, {"text": "numpy", "line": 3}]
	given := _given({"cog.yaml#0": build, "requirements.txt#0": _file(lines)})
	found := rule.deny with input as given
	{finding.at | some finding in found} == {{"document": "requirements.txt#0", "pointer": "/lines/1"}}
	count(rule.undecided) == 0 with input as given
	count(rule.undecided) == 1 with input as _given({"cog.yaml#0": build})
	count(rule.deny) == 0 with input as _given({"cog.yaml#0": build})
}

test_a_lock_satisfies_a_requirements_file if {
	hashed := _file([{"text": sprintf("numpy==2.1.1 --hash=sha256:%s", [_sha]), "line": 1}, {"text": "pillow", "line": 2}])
	count(rule.deny) == 0 with input as _given({"requirements.txt#0": hashed})
	required := _file([{"text": "--require-hashes", "line": 1}, {"text": "pillow", "line": 2}])
	count(rule.deny) == 0 with input as _given({"requirements.txt#0": required})
	loose := {"requirements.txt#0": _file([{"text": "pillow", "line": 1}])}
	count(rule.deny) == 1 with input as _given(loose)
	every lock in ["uv.lock", "requirements.lock", "requirements-lock.txt"] {
		count(rule.deny) == 0 with input as {"subject": {"documents": loose, "files": [lock]}}
	}
	count(rule.deny) == 1 with input as {"subject": {"documents": loose, "files": ["other/uv.lock"]}}
}

_weights(source) := {"c/cog.yaml#0": {
	"path": "c/cog.yaml",
	"kind": "cog",
	"content": {"build": {"python_version": "3.11"}, "weights": [{"source": source}]},
}}

test_weights_of_the_hub_need_a_lock if {
	every source in ["hf://acme/m", {"uri": "hf://acme/m"}, [{"uri": "w"}, {"uri": "hf://acme/m"}]] {
		count(rule.deny) == 1 with input as _given(_weights(source))
		count(rule.deny) == 0 with input as {"subject": {"documents": _weights(source), "files": ["c/weights.lock"]}}
	}
	count(rule.deny) == 0 with input as _given(_weights({"uri": "weights"}))
}

test_a_gradio_space_names_its_sdk_version if {
	some finding in rule.deny with input as _space({"sdk": "gradio"})
	finding.at == {"document": "README.md#0", "pointer": "", "missing": "sdk_version"}
	count(rule.deny) == 0 with input as _space({"sdk": "gradio", "sdk_version": "5.49.1"})
	every version in ["latest", "5", ">=5.0", "5.*"] {
		count(rule.deny) == 1 with input as _space({"sdk": "gradio", "sdk_version": version})
	}
}

test_docker_and_static_spaces_are_silent if {
	every sdk in ["docker", "static"] {
		count(rule.deny) == 0 with input as _space({"sdk": sdk, "sdk_version": "latest", "python_version": "x"})
	}
}

test_streamlit_is_a_note if {
	some finding in rule.deny with input as _space({"sdk": "streamlit", "sdk_version": "1.40.0"})
	finding.level == "note"
}

test_preloaded_repositories_count_on_the_way_to_production if {
	front := {"sdk": "docker", "preload_from_hub": ["acme/m", "acme/n config.json", sprintf("acme/o config.json %s", [_sha])]}
	count(rule.deny) == 0 with input as _space(front)
	manifest := {"path": "d.yaml", "kind": "policylint/model-deployment", "content": {}}
	linked := object.union(_space(front).subject.documents, {"d.yaml#0": manifest})
	count(rule.deny) == 2 with input as _given(linked)
}

test_malformed_documents_raise_nothing if {
	every build in ["x", [], {"python_version": {}, "python_packages": "numpy", "run": {}, "sdk_version": []}, {"python_packages": [{}, null]}] {
		count(rule.deny) >= 0 with input as _cog(build)
	}
	every front in [{"sdk": 3}, {"sdk": "gradio", "sdk_version": {}, "python_version": [], "preload_from_hub": "x"}] {
		count(rule.deny) >= 0 with input as _space(front)
	}
}

test_the_state_before_the_change_is_not_judged if {
	count(rule.deny) == 0 with input as {
		"subject": {"documents": {}, "files": []},
		"before": _cog({"python_packages": ["numpy"]}).subject,
	}
}

test_a_message_holds_no_password if {
	given := _cog({
		"python_version": "3.11",
		"python_packages": ["git+https://me:sesame@x.example/a", "a==${A} # ftp://me:sesame@x.example"],
		"run": ["pip install git+https://me:sesame@x.example/a", "git clone https://sesame@x.example/b"],
	})
	denied := rule.deny with input as given
	undecided := rule.undecided with input as given
	count(denied) == 3
	every finding in denied | undecided { not contains(finding.msg, "sesame") }
}

_docker(lines) := {"Dockerfile#0": {"path": "Dockerfile", "kind": "docker/dockerfile", "content": {"instructions": lines}}}

_steps(texts) := _docker([{"instruction": "RUN", "line": i, "text": text} | some i, text in texts])

_there(path, text) := {sprintf("%s#0", [path]): {"path": path, "kind": "python/requirements", "content": {"lines": [{"text": text, "line": 1}]}}}

test_the_steps_of_a_dockerfile_are_build_steps if {
	found := rule.deny with input as _given(_steps(["apt-get update", "pip install torch==2.9.0 && pip install numpy"]))
	{finding.at.pointer | some finding in found} == {"/instructions/1"}
	count(rule.deny) == 0 with input as _given(_steps(["pip install torch==2.9.0", "pip install ."]))
	count(rule.deny) == 0 with input as _given(_docker([{"instruction": "CMD", "line": 1, "text": "pip install torch"}]))
}

test_a_step_is_judged_with_the_values_that_are_known if {
	known := {"instruction": "RUN", "line": 1, "text": "pip install torch==$V", "script": "pip install torch==2.9.0"}
	count(rule.deny | rule.undecided) == 0 with input as _given(_docker([known]))
	count(rule.undecided) == 1 with input as _given(_steps(["pip install torch==$V"]))
}

test_a_later_step_pins_a_clone if {
	steps := ["git clone https://x.example/a", sprintf("cd a && git checkout %s", [_sha])]
	count(rule.deny) == 0 with input as _given(_steps(steps))
}

test_requirements_that_are_there_are_judged_where_they_stand if {
	step := _steps(["pip install -r /code/requirements.txt"])
	given := _given(object.union(step, _there("requirements.txt", "torch==2.9.0")))
	count(rule.deny | rule.undecided) == 0 with input as given
	found := rule.undecided with input as _given(step)
	count(found) == 1
	some finding in found
	contains(finding.msg, "put it beside the Dockerfile")
	count(rule.undecided) == 0 with input as _given(_steps(["uv pip install -r pyproject.toml"]))
}
