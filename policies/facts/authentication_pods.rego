package policylint.facts

import data.policylint.lib.engine_options
import data.policylint.lib.given
import data.policylint.lib.result

# What stands in the pods is looked for where callers from outside reach them.
_auth_exposed contains side if {
	some side, doors in _exposure_doors
	some _, door in doors
	door.reach == "anyone"
}

# A key that the engine itself asks for; vLLM's guards a few paths only.
authentication[side] contains _auth("the engine's own key", "all", result.at(id, at)) if {
	some side in _auth_exposed
	some id, servers in engines[side]
	count(servers) > 0
	every server, engine in servers { _auth_key(side, id, server, engine) }
	some at, _ in servers
}

_auth_key(side, id, at, engine) if {
	engine in _auth_with_keys
	_auth_has_key(side, id, at, engine)
}

_auth_with_keys := {"tgi", "tei", "sglang", "llama.cpp", "lmdeploy", "lorax", "infinity", "localai"}

_auth_has_key(side, id, at, _) if {
	some flag in engine_flags[side]
	flag.document == id
	flag.container == at
	flag.name in {"--api-key", "--api-keys"}
	not flag.value == ""
}

_auth_has_key(side, id, at, engine) if {
	some variable in containers[side][id][at].env
	variable.valueFrom
	engine_options.variable(engine, given.text(variable, "name")) == "--api-key"
}

# engine_key[side]: a key of vLLM, which leaves /invocations, /pause and others open.
engine_key[side] contains result.at(id, at) if {
	some side in _auth_exposed
	some id, servers in engines[side]
	some at, engine in servers
	engine in {"vllm", "aphrodite"}
	_auth_has_key(side, id, at, engine)
}

# A proxy in the pod that signs callers in, where the Service leads to no other container.
authentication[side] contains _auth("a proxy in the pod", door, result.at(id, "/spec/ports")) if {
	some side, services in _auth_takers
	some id, takers in services
	"proxy" in takers
	not "engine" in takers
	some door in _auth_behind(side, id)
}

doubtful[side] contains {"what": "the container that the Service leads to", "guards": door, "at": result.at(id, "/spec/ports")} if {
	some side, services in _auth_takers
	some id, takers in services
	takers == {"other"}
	some door in _auth_behind(side, id)
}

# _auth_takers[side][service]: which sorts of containers take what arrives at a Service.
_auth_takers[side][id] := {sort |
	some port in input[side].documents[id].content.spec.ports
	some sort in _auth_taker(side, service_target(port))
} if {
	some [side, id] in by_kind["k8s/service"]
	side in _auth_exposed
	count(_auth_ports[side]) > 0
}

# Where a port of a Service leads to.
service_target(port) := port.targetPort if {
	port.targetPort
} else := port.port

_auth_taker(side, target) := sorts if {
	sorts := {sort | some [name, sort] in _auth_ports[side]; name == sprintf("%v", [target])}
	count(sorts) > 0
} else := {"engine"}

_auth_ports[side] contains [sprintf("%v", [name]), _auth_sort(side, id, at, container)] if {
	some side, id, at
	container := containers[side][id][at]
	some port in container.ports
	some name in [port.containerPort, port.name]
}

_auth_sort(side, id, at, container) := "engine" if {
	engines[side][id][at]
} else := "proxy" if {
	regex.match(_auth_proxies, given.text(container, "image"))
} else := "other"

_auth_proxies := `oauth2?[-_]?proxy|kube-rbac-proxy|pomerium|vouch-proxy|authservice|louketo|gatekeeper|authelia|traefik-forward-auth`

# A Service itself, and the routes that lead to it.
_auth_behind(side, id) := {id} | {route |
	some route, door in _exposure_doors[side]
	door.through == "route"
}
