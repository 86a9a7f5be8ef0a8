package policylint.facts

import data.policylint.lib.given

# metrics_port[side]: where metrics are to be expected, if that can be told: a port that is called so, the one that the
# engine has for them, else the one on which it serves.
metrics_port[side] := _metrics_expected(side) if some side in sides

_metrics_expected(side) := min(named) if {
	named := {port.containerPort |
		some id, at
		some port in containers[side][id][at].ports
		regex.match(`metric|prom`, given.text(port, "name"))
		is_number(port.containerPort)
	}
	count(named) > 0
} else := min(own) if {
	own := {port |
		some engine in _metrics_engines(side)
		port := {"triton": 8002, "torchserve": 8082, "ray-serve": 8080, "mlserver": 8082}[engine]
	}
	count(own) > 0
} else := min(served) if {
	served := {port |
		some engine in _metrics_engines(side)
		engine in {"vllm", "tgi", "tei", "sglang", "llama.cpp"}
		port := _metrics_serving(side)
	}
	count(served) > 0
}

_metrics_engines(side) := {engine |
	some id, servers in engines[side]
	some at, engine in servers
} | {"ray-serve" | _exposure_has(side, {"ray/service"})}

# As its flag says, else as the container declares it first.
_metrics_serving(side) := min(told) if {
	told := {to_number(flag.value) |
		some flag in engine_flags[side]
		flag.name == "--port"
		regex.match(`^\d{1,5}$`, given.text(flag, "value"))
	}
	count(told) > 0
} else := min({port.containerPort |
	some id, servers in engines[side]
	some at, _ in servers
	port := containers[side][id][at].ports[0]
	is_number(port.containerPort)
})
