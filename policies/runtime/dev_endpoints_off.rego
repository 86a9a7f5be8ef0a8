# METADATA
# title: Development and tunnelling switches are off
# description: >-
#   These switches were made for a developer's own machine. They open endpoints that run any method of the engine, load
#   adapters, start profiles or execute code for whoever can reach the port, or they tunnel the port to the internet past
#   every gateway.
# scope: package
# related_resources:
#   - ref: docs/rules/RUN001.md
# custom:
#   id: RUN001
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: false
#   scope: subject
#   reads: [hf/endpoint, kserve/inferenceservice, kserve/llminferenceservice, k8s/workload, ray/service, vllm/runtime, vllm/helm-values]
#   needs: [engine_flags]
#   native: full
#   params: {}
#   fix: Remove the switch; load adapters and take profiles where only its developers can reach the server.
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
#                 image: vllm/vllm-openai:v0.10.0
#                 args: [--model=acme/summariser]
#     fail: |
#       apiVersion: apps/v1
#       kind: Deployment
#       metadata: {name: summariser}
#       spec:
#         template:
#           spec:
#             containers:
#               - name: vllm
#                 image: vllm/vllm-openai:v0.10.0
#                 args: [--model=acme/summariser]
#                 env: [{name: VLLM_SERVER_DEV_MODE, value: "1"}]
#   frameworks:
#     eu_ai_act: ["Art. 15(5)"]
#     nist_ai_rmf: ["MEASURE 2.7"]
#     owasp_llm_2025: ["LLM03", "LLM10"]
package policylint.rules.runtime.dev_endpoints_off

import data.policylint.facts
import data.policylint.lib.placeholder
import data.policylint.lib.result
import data.policylint.lib.switches

_collective := "opens /collective_rpc and other endpoints that run any method of the engine"

_adapters := "lets every caller load adapters from anywhere into the running server"

_profile := "lets every caller start a profile, which slows the server down and writes what it computes to disk"

_tunnel := "tunnels the server to the internet, past every gateway and network policy"

_harms := {
	"VLLM_SERVER_DEV_MODE": _collective,
	"VLLM_ALLOW_RUNTIME_LORA_UPDATING": _adapters,
	"VLLM_TORCH_PROFILER_DIR": _profile,
	"--profiler-config": _profile,
	"--profiler-config.profiler": _profile,
	"--profiler-config.torch-profiler-dir": _profile,
	"--enable-tokenizer-info-endpoint": "shows the tokenizer's configuration and chat template to every caller",
	"--ngrok": _tunnel,
	"--ngrok-authtoken": _tunnel,
	"--ngrok-edge": _tunnel,
	"GRADIO_SHARE": _tunnel,
	"--share": _tunnel,
}

# The token of a tunnel is a credential: its value is not shown.
_unsaid := {"--ngrok-authtoken", "--ngrok-edge"}

deny contains result.finding_with(msg, flag.at, {"key": flag.name}) if {
	some flag in facts.engine_flags.subject
	harm := _harms[flag.name]
	switches.on(flag.value)
	msg := sprintf("%s, which %s; remove it.", [_said(flag), harm])
}

deny contains result.finding_with(msg, flag.at, {"key": flag.name}) if {
	some flag in facts.engine_flags.subject
	flag.name == "--tool-server"
	"demo" in regex.split(`[\s,]+`, flag.value)
	msg := sprintf("%s, which gives the model tools that execute code inside this container; remove it, or name the servers of your own tools.", [_said(flag)])
}

deny contains result.finding_with(msg, flag.at, object.union({"key": flag.name}, _how_far(flag.value))) if {
	some flag in facts.engine_flags.subject
	flag.name == "--allowed-local-media-path"
	is_string(flag.value)
	switches.on(flag.value)
	msg := sprintf("%s, so a prompt can name any file below it and the model reads it out; remove it, and pass media in the request.", [_said(flag)])
}

# A folder made for the media is meant; all files of the container are not.
_how_far(path) := {} if {
	trim_right(path, "/") in {"", "/tmp"}
} else := {"level": "note"}

deny contains result.finding_with(msg, result.at(found.document, word.at), {"key": "share=True"}) if {
	some found in facts.serving_containers.subject
	some command in facts.commands.subject[found.document][found.pointer]
	some word in command
	regex.match(`\bshare\s*=\s*True\b`, word.text)
	msg := sprintf("share=True stands in what this container runs, which %s; remove it.", [_tunnel])
}

undecided contains result.finding(msg, flag.at) if {
	some flag in facts.engine_flags.subject
	_harms[flag.name]
	placeholder.found(flag.value)
	not flag.name in _unsaid
	msg := sprintf("%s is the placeholder %q, and would open this server to callers if it were on; check the file in which it is filled in.", [flag.written, flag.value])
}

_said(flag) := sprintf("%s is set", [flag.written]) if {
	is_null(flag.value)
} else := sprintf("%s is set", [flag.written]) if {
	flag.name in _unsaid
} else := sprintf("%s is %s", [flag.written, flag.value])
