package policylint.rules.access.no_plaintext_secret_test

import data.policylint.rules.access.no_plaintext_secret as rule

_hf := concat("", ["hf", "_", "QmTzRkWnVbLxJpHsGdFcYaEuIoKqNwMv"])

_at(path, kind, content) := {"subject": {"documents": {"f#0": {"path": path, "kind": kind, "content": content}}}}

_one(kind, content) := _at("f.yaml", kind, content)

_env(entries) := _one("k8s/workload", {"spec": {"containers": [{"env": entries}]}})

_args(words) := _one("k8s/workload", {"spec": {"containers": [{"args": words}]}})

_body(text) := {"sdk": "gradio", "$body": {"text": text, "sections": [{"title": "Setup", "text": text}]}}

_silent(given) if count(rule.deny) == 0 with input as given

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

test_a_variable_with_a_literal_is_denied_at_its_value if {
	finding := _denied(_env([{"name": "PORT", "value": "8000"}, {"name": "VLLM_API_KEY", "value": "Tn4v8xQ2mB"}]))
	finding.at == {"document": "f#0", "pointer": "/spec/containers/0/env/1/value"}
	finding.msg == `VLLM_API_KEY holds an API key in plain text (ending in "mB"); revoke it and refer to a secret instead.`
}

test_a_place_for_secrets_is_told_how_to_leave_the_file if {
	kept := _denied(_one("k8s/secret", {"data": {"token": base64.encode(_hf)}}))
	endswith(kept.msg, "revoke it and commit this Secret only encrypted.")
	sent := _denied(_one("hf/endpoint", {"model": {"secrets": {"HF_TOKEN": _hf}}}))
	endswith(sent.msg, "revoke it and fill in the new one when the request is sent.")
}

test_no_message_holds_the_value if {
	every given in [
		_env([{"name": "HF_TOKEN", "value": _hf}]),
		_env([{"name": "DB_PASSWORD", "value": "hunter2"}]),
		_args([sprintf("--hf-token=%s", [_hf])]),
		_one("k8s/secret", {"data": {"token": base64.encode(_hf)}}),
	] {
		text := json.marshal(_denied(given))
		not contains(text, _hf)
		not contains(text, base64.encode(_hf))
		not contains(text, "hunter2")
	}
}

test_a_shape_under_a_harmless_name if {
	finding := _denied(_env([{"name": "SETTING", "value": _hf}]))
	startswith(finding.msg, "SETTING holds a Hugging Face token in plain text")
}

test_arguments_in_both_spellings_and_in_a_script if {
	_denied(_args(["--api-key=Tn4v8xQ2"])).at.pointer == "/spec/containers/0/args/0"
	_denied(_args(["--api-key", "Tn4v8xQ2"])).at.pointer == "/spec/containers/0/args/1"
	_denied(_args(["-c", "vllm serve m --api-key Tn4v8xQ2 --port 8000"])).at.pointer == "/spec/containers/0/args/1"
	_denied(_args(["-c", "export HF_TOKEN=Tn4v8xQ2mB\nexec vllm serve m"])).at.pointer == "/spec/containers/0/args/1"
	_silent(_args(["--api-key=$(VLLM_API_KEY)", "--api-key", "$(KEY)", "--max-total-tokens=2048"]))
}

test_every_credential_of_a_script if {
	count(rule.deny) == 2 with input as _args(["-c", "export HF_TOKEN=Tn4v8xQ2mB\nvllm serve m --api-key Tn4v8xQ2"])
}

test_other_documents_of_a_deployment if {
	_denied(_one("hf/endpoint", {"model": {"env": {"API_KEY": "Tn4v8xQ2"}}})).at.pointer == "/model/env/API_KEY"
	_denied(_one("cog", {"environment": ["HF_TOKEN=Tn4v8xQ2mB"]})).at.pointer == "/environment/0"
	_denied(_one("vllm/helm-values", {"servingEngineSpec": {"vllmApiKey": "custom_api_key"}}))
	_denied(_one("k8s/configmap", {"data": {"app.env": "A=1\nDB_PASSWORD=hunter22\n"}})).at.pointer == "/data/app.env"
	_denied(_one("python/requirements", {"lines": [{"text": "--index-url https://ci:Zt7Wn2Xv@pypi.acme.dev/simple"}]}))
}

_dockerfile(instruction) := _at("Dockerfile", "docker/dockerfile", {"instructions": [instruction]})

test_what_a_dockerfile_sets_and_runs_is_told_once if {
	text := sprintf("PORT=80 HF_TOKEN=%s", [_hf])
	variables := [{"name": "PORT", "value": "80", "line": 1}, {"name": "HF_TOKEN", "value": _hf, "line": 2}]
	set := _denied(_dockerfile({"instruction": "ENV", "line": 1, "text": text, "variables": variables}))
	set.at.pointer == "/instructions/0/variables/1/value"
	contains(set.msg, "RUN --mount=type=secret")
	run := sprintf("huggingface-cli login --token %s", [_hf])
	_denied(_dockerfile({"instruction": "RUN", "line": 1, "text": run, "script": run})).at.pointer == "/instructions/0/text"
	heredocs := [{"name": "EOF", "line": 2, "text": sprintf("export HF_TOKEN=%s\n", [_hf])}]
	file := _denied(_dockerfile({"instruction": "COPY", "line": 1, "text": "<<EOF /env", "heredocs": heredocs}))
	file.at.pointer == "/instructions/0/heredocs/0/text"
	exec := ["login", "--token", "Tn4v8xQ2mB"]
	words := _dockerfile({"instruction": "RUN", "line": 1, "text": json.marshal(exec), "words": exec, "script": "login --token Tn4v8xQ2mB"})
	_denied(words).at.pointer == "/instructions/0/words/2"
}

test_what_a_dockerfile_is_given_while_it_is_built_is_silent if {
	arg := {"instruction": "ARG", "line": 1, "text": "HF_TOKEN", "variables": [{"name": "HF_TOKEN", "value": null, "line": 1}]}
	_silent(_dockerfile(arg))
	env := {"instruction": "ENV", "line": 1, "text": "HF_TOKEN=$HF_TOKEN", "variables": [{"name": "HF_TOKEN", "value": "$HF_TOKEN", "line": 1}]}
	_silent(_dockerfile(env))
	run := "--mount=type=secret,id=HF_TOKEN HF_TOKEN=$(cat /run/secrets/HF_TOKEN) make"
	_silent(_dockerfile({"instruction": "RUN", "line": 1, "text": run}))
}

test_what_a_secret_holds_is_decoded_once if {
	_denied(_one("k8s/secret", {"data": {"whatever": base64.encode(_hf)}})).at.pointer == "/data/whatever"
	_denied(_one("k8s/secret", {"data": {"password": base64.encode("hunter2")}}))
	_denied(_one("k8s/secret", {"stringData": {"hf_token": _hf}})).at.pointer == "/stringData/hf_token"
	_silent(_one("k8s/secret", {"data": {"secretUrl": base64.encode("https://docs.acme.dev")}}))
	_silent(_one("k8s/secret", {"data": {"token": base64.encode("<your-token>")}, "stringData": {"hf_token": "<hf-token>"}}))
}

test_a_card_is_text_for_people if {
	_denied(_one("hf/space", _body(sprintf("export X=%s", [_hf])))).at.pointer == "/$body/sections/0/text"
	_denied(_one("hf/space", _body("API_KEY=8f14e45fceea167a5a36dedd4bea2543 python app.py")))
	_silent(_one("hf/space", _body("API_KEY=your_key python app.py")))
	code := {"sdk": "docker", "$body": {"sections": [], "code": [{"line": 9, "text": sprintf("docker run -e X=%s app", [_hf])}]}}
	_denied(_one("hf/space", code)).at.pointer == "/$body/code/0/text"
	_silent(_one("hf/space", _body("API_KEY=secret123 python app.py")))
}

test_references_and_counts_are_silent if {
	_silent(_env([
		{"name": "HF_TOKEN", "valueFrom": {"secretKeyRef": {"name": "hf-token", "key": "HF_TOKEN"}}},
		{"name": "MAX_TOTAL_TOKENS", "value": "2048"},
		{"name": "MAX_BATCH_PREFILL_TOKENS", "value": "4096"},
		{"name": "HF_TOKEN", "value": ""},
		{"name": "API_KEY", "value": "${API_KEY}"},
		{"name": "TOKEN", "value": "<your-token>"},
	]))
	_silent(_one("k8s/workload", {"spec": {"imagePullSecrets": [{"name": "regcred"}], "automountServiceAccountToken": true}}))
}

test_data_of_tests_is_silent if {
	_silent(_at("serve/testdata/pod.yaml", "k8s/workload", {"env": [{"name": "HF_TOKEN", "value": _hf}]}))
	_silent(_one("cog/safe-push", {"predict": {"test_cases": [{"inputs": {"text": _hf}}]}}))
}
