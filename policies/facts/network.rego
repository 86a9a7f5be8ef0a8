package policylint.facts

import data.policylint.lib.given
import data.policylint.lib.result

# network_policy[side]: the policies that say who may connect to the pods of a deployment.
# {"axis": the same policy on another side, "what": words, "restricts": bool, "open": how it lets everybody in, "at": ...}
# A policy that lets everybody in is there once for each rule that does.
network_policy[side] contains {"axis": what, "what": what, "restricts": true, "at": result.at(id, "")} if {
	some side, policies in _network_open
	some id, open in policies
	count(open) == 0
	what := _network_name(side, id)
}

network_policy[side] contains {"axis": what, "what": what, "restricts": false, "open": words, "at": result.at(id, pointer)} if {
	some side, policies in _network_open
	some id, open in policies
	some [pointer, words] in open
	what := _network_name(side, id)
}

_network_name(side, id) := sprintf("%v %s", [object.get(input[side].documents[id].content, "kind", "policy"), _exposure_name(side, id)])

# _network_open[side][document]: the rules of a policy about incoming connections that let everybody in.
_network_open[side][id] := [[sprintf("/spec/ingress/%d", [i]), words] |
	some i, rule in spec.ingress
	words := _network_kubernetes(side, rule)
] if {
	some [side, id] in by_kind["k8s/networkpolicy"]
	spec := input[side].documents[id].content.spec
	_network_incoming(spec)
}

_network_incoming(spec) if {
	is_object(spec)
	not spec.policyTypes
}

_network_incoming(spec) if "Ingress" in spec.policyTypes

# Without `from` a rule is for everybody, on the ports that it lists.
_network_kubernetes(side, rule) := "a rule without `from` lets everybody in" if {
	is_object(rule)
	count(given.list(rule, "from")) == 0
	_network_port_matters(side, rule)
} else := sprintf("the block %s is every address", [blocks[0]]) if {
	blocks := [peer.ipBlock.cidr |
		some peer in rule.from
		peer.ipBlock.cidr in {"0.0.0.0/0", "::/0"}
		count(given.list(peer.ipBlock, "except")) == 0
	]
	count(blocks) > 0
	_network_port_matters(side, rule)
}

# A rule for the port of the metrics opens nothing else.
_network_port_matters(_, rule) if count(given.list(rule, "ports")) == 0

_network_port_matters(_, rule) if {
	some port in rule.ports
	not port.port
	not port.protocol == "UDP"
}

_network_port_matters(side, rule) if {
	some port in rule.ports
	[sprintf("%v", [port.port]), "engine"] in _auth_ports[side]
}

_network_port_matters(side, rule) if {
	count(given.list(rule, "ports")) > 0
	not _network_engine_ports(side)
}

_network_engine_ports(side) if {
	some [_, sort] in _auth_ports[side]
	sort == "engine"
}

_network_open[side][id] := [[pointer, words] |
	some [at, spec] in specs
	some i, rule in spec.ingress
	words := _network_cilium(rule)
	pointer := sprintf("%s/ingress/%d", [at, i])
] if {
	some [side, id] in by_kind["cilium/networkpolicy"]
	specs := [[at, spec] | some [at, spec] in _network_specs(input[side].documents[id].content); _network_cilium_incoming(spec)]
	count(specs) > 0
}

_network_specs(document) := array.concat(
	[["/spec", spec] | spec := document.spec],
	[[sprintf("/specs/%d", [i]), spec] | some i, spec in document.specs],
)

_network_cilium_incoming(spec) if {
	some key in ["ingress", "ingressDeny"]
	is_array(spec[key])
	not spec.enableDefaultDeny.ingress == false
}

# An empty rule lets nobody in; one with ports alone lets everybody in there.
_network_cilium(rule) := "a rule without a source lets everybody in" if {
	is_object(rule)
	count(rule) > 0
	every key, _ in rule { key in {"toPorts", "icmps"} }
} else := sprintf("the entity %s is everybody", [entities[0]]) if {
	entities := [entity | some entity in rule.fromEntities; entity in {"all", "world"}]
	count(entities) > 0
} else := sprintf("the block %s is every address", [everywhere[0]]) if {
	blocks := array.concat(
		[each | some each in rule.fromCIDR],
		[each.cidr | some each in rule.fromCIDRSet; count(given.list(each, "except")) == 0],
	)
	everywhere := [block | some block in blocks; block in {"0.0.0.0/0", "::/0"}]
	count(everywhere) > 0
}

# A mesh counts: without an identity that its policies name nobody gets in.
_network_open[side][id] := [[sprintf("/spec/rules/%d", [i]), "an empty rule lets everybody in"] |
	some i, rule in spec.rules
	object.get(spec, "action", "ALLOW") == "ALLOW"
	rule == {}
] if {
	some [side, id] in by_kind["istio/authorizationpolicy"]
	spec := given.mapping(input[side].documents[id].content, "spec")
	_network_mesh(spec)
}

_network_mesh(spec) if object.get(spec, "action", "ALLOW") == "CUSTOM"

_network_mesh(spec) if {
	object.get(spec, "action", "ALLOW") == "ALLOW"
	count(given.list(spec, "rules")) == 0
}

_network_mesh(spec) if {
	object.get(spec, "action", "ALLOW") in {"ALLOW", "DENY"}
	some rule in spec.rules
	_network_about_callers(rule)
}

_network_about_callers({})

_network_about_callers(rule) if count(given.list(rule, "from")) > 0

_network_about_callers(rule) if {
	some condition in rule.when
	regex.match(`^(?:source|remote|request\.auth)\b`, given.text(condition, "key"))
}

_network_open[side][id] := [] if {
	some [side, id] in by_kind["istio/peerauthentication"]
	input[side].documents[id].content.spec.mtls.mode == "STRICT"
}

# KubeRay makes a NetworkPolicy of its own where it is told to.
_network_open[side][id] := [] if {
	some [side, id] in by_kind["ray/service"]
	policy := input[side].documents[id].content.spec.rayClusterConfig.networkPolicy
	is_object(policy)
	not policy.enabled == false
}

# network_stated[side]: what a ModelDeployment says about the network.
network_stated[side] contains {
	"exposure": object.get(stated, "exposure", null),
	"control": object.get(stated, "control", null),
	"document": id,
} if {
	some [side, id] in by_kind["policylint/model-deployment"]
	stated := object.get(input[side].documents[id].content, ["spec", "access", "network"], {})
	is_object(stated)
}
