package policylint.facts

import data.policylint.lib.frontdoor
import data.policylint.lib.given
import data.policylint.lib.listing
import data.policylint.lib.result

# The axes along which access may be wider on one side than on another. Each is a partial order.

# access_level[side]: who gets in, as a rank. {"axis", "door": whether it is a way in that a side may not have, "rank",
# "reach": names the level, "what": words, "at"}. `rank` is null where nothing at hand decides; `open` says whether that
# may be everybody.
access_level[side] contains {
	"axis": _axes_door(door),
	"door": true,
	"rank": exposure_width[door.reach],
	"reach": door.reach,
	"value": door.value,
	"what": door.what,
	"document": door.document,
	"at": door.at,
} if {
	some side, doors in exposure
	some door in doors
	door.reach != "unknown"
}

access_level[side] contains {
	"axis": _axes_door(door),
	"door": true,
	"rank": null,
	"open": door.through == "controller",
	"reach": door.reach,
	"value": door.value,
	"what": door.what,
	"document": door.document,
	"at": door.at,
} if {
	some side, doors in exposure
	some door in doors
	door.reach == "unknown"
}

# Replicate asks every caller for a token of the account.
access_level[side] contains {
	"axis": "the platform",
	"door": true,
	"rank": exposure_width.members,
	"reach": "members",
	"value": "a deployment on Replicate",
	"what": "Replicate asks for a token of the account",
	"document": id,
	"at": result.at(id, ""),
} if {
	some [side, id] in by_kind["replicate/deployment"]
}

access_level[side] contains _axes_stated("network.exposure", ["internal", "external", "public"], stated.exposure, stated.document, "/spec/access/network/exposure") if {
	some side
	some stated in network_stated[side]
}

access_level[side] contains _axes_stated(sprintf("exposure.%s", [key]), ranks, stated.exposure[key], stated.at.document, sprintf("/spec/exposure/%s", [key])) if {
	some side, stated in declared_exposure
	some key, ranks in {
		"visibility": ["private", "protected", "public"],
		"audience": ["internal", "partner", "customers", "public"],
	}
}

_axes_stated(axis, ranks, value, id, at) := {
	"axis": axis,
	"door": false,
	"rank": rank,
	"reach": value,
	"value": value,
	"what": sprintf("The manifest's %s is %s", [axis, value]),
	"document": id,
	"at": result.at(id, at),
} if {
	some rank, name in ranks
	name == value
}

_axes_door(door) := "the platform" if {
	door.through == "platform"
} else := door.axis

# access_opening[side]: what lets somebody in beside others. {"axis", "noun": what one is called, "opening", "said", "at",
# "closed": whether a side without any lets in nobody, "gone": whether it stands for something that is not there}.

# Names

access_opening[side] contains _axes_opening("hosts", "host", lower(host.value), host.value, host.at) if {
	some side
	some host in exposed_host[side]
}

access_opening[side] contains _axes_opening("hosts", "host", "*", "every host", door.at) if {
	some side
	some door in exposure[side]
	door.through == "route"
	not door.document in object.get(_axes_named, side, set())
}

_axes_named[side] contains host.at.document if {
	some side
	some host in exposed_host[side]
}

# Addresses that a door lets in

access_opening[side] contains object.union(
	_axes_opening(sprintf("the addresses that %s lets in", [door.axis]), "address range", range.opening, range.said, door.at),
	{"gone": range.gone},
) if {
	some side
	some door in exposure[side]
	door.reach == "anyone"
	door.through in {"service", "route"}
	some range in _axes_ranges(side, door.document)
}

_axes_ranges(side, id) := [{"opening": range, "said": range, "gone": false} | some range in ranges; is_string(range)] if {
	ranges := frontdoor.ranges(annotations_of(side, id), input[side].documents[id].content.spec)
	count(ranges) > 0
} else := [{"opening": "*", "said": "every address", "gone": true}]

# Origins that a browser may call from

access_opening[side] contains _axes_opening("the origins that the engine accepts", "origin", origin, _axes_everybody(origin, "origin"), flag.at) if {
	some side
	some flag in engine_flags[side]
	flag.name in _axes_origin_flags
	some origin in _axes_origins(flag.value)
}

access_opening[side] contains object.union(
	_axes_opening("the origins that the engine accepts", "origin", "*", "every origin", result.at(id, at)),
	{"gone": true},
) if {
	some side, id, at
	engine := engines[side][id][at]
	engine in {"vllm", "tgi", "sglang"}
	count([flag | some flag in engine_flags[side]; flag.name in _axes_origin_flags]) == 0
}

_axes_origin_flags := {"--allowed-origins", "--cors-allow-origin"}

_axes_origins(value) := [origin | some origin in json.unmarshal(value); is_string(origin)] if {
	is_string(value)
	json.is_valid(value)
	is_array(json.unmarshal(value))
} else := [origin | some origin in regex.split(`[\s,]+`, trim_space(value)); origin != ""] if {
	is_string(value)
}

access_opening[side] contains object.union(
	_axes_opening("the origins that may call it from a browser", "origin", origin, _axes_everybody(origin, "origin"), at),
	{"closed": true},
) if {
	some side
	some [origin, at] in _axes_cors[side]
}

_axes_cors[side] contains [origin, result.at(id, "/metadata/annotations/nginx.ingress.kubernetes.io~1cors-allow-origin")] if {
	some [side, id] in by_kind["k8s/ingress"]
	annotations := annotations_of(side, id)
	annotations["nginx.ingress.kubernetes.io/enable-cors"] == "true"
	key := "nginx.ingress.kubernetes.io/cors-allow-origin"
	some origin in _axes_origins(annotations[key])
}

_axes_cors[side] contains ["*", result.at(id, "/metadata/annotations/nginx.ingress.kubernetes.io~1enable-cors")] if {
	some [side, id] in by_kind["k8s/ingress"]
	annotations := annotations_of(side, id)
	annotations["nginx.ingress.kubernetes.io/enable-cors"] == "true"
	not annotations["nginx.ingress.kubernetes.io/cors-allow-origin"]
}

_axes_cors[side] contains [origin, result.at(id, sprintf("/spec/rules/%d/filters/%d/cors/allowOrigins/%d", [i, j, k]))] if {
	some [side, id] in by_kind["k8s/httproute"]
	some i, rule in input[side].documents[id].content.spec.rules
	some j, filter in rule.filters
	some k, origin in filter.cors.allowOrigins
	is_string(origin)
}

_axes_cors[side] contains [origin, result.at(id, sprintf("/spec/cors/allowOrigins/%d", [k]))] if {
	some [side, id] in by_kind["envoy/securitypolicy"]
	some k, origin in input[side].documents[id].content.spec.cors.allowOrigins
	is_string(origin)
}

_axes_cors[side] contains [origin, result.at(id, sprintf("/spec/http/%d/corsPolicy/allowOrigins/%d", [i, k]))] if {
	some [side, id] in by_kind["istio/virtualservice"]
	some i, rule in input[side].documents[id].content.spec.http
	some k, match in rule.corsPolicy.allowOrigins
	some _, origin in match
	is_string(origin)
}

# Credentials and what they may do

access_opening[side] contains _axes_opening("credentials", "scope", sprintf("%s %s", [credential.name, scope]), sprintf("%s of the credential %s", [scope, credential.name]), result.at(id, at)) if {
	some [side, id, i, credential] in _axes_credentials
	some j, scope in credential.scopes
	is_string(scope)
	at := sprintf("/spec/access/credentials/%d/scopes/%d", [i, j])
}

access_opening[side] contains _axes_opening("stages of credentials", "stage", sprintf("%s %s", [credential.name, stage]), sprintf("%s for the credential %s", [stage, credential.name]), result.at(id, at)) if {
	some [side, id, i, credential] in _axes_credentials
	some j, stage in credential.stages
	is_string(stage)
	at := sprintf("/spec/access/credentials/%d/stages/%d", [i, j])
}

_axes_credentials contains [side, id, i, credential] if {
	some [side, id] in _manifest
	some i, credential in input[side].documents[id].content.spec.access.credentials
	is_string(credential.name)
}

# What a Space may do with the account of who signs in, and who that may be.
access_opening[side] contains _axes_opening("OAuth scopes", "OAuth scope", scope, scope, result.at(id, sprintf("/hf_oauth_scopes/%d", [i]))) if {
	some side, spaces in space
	some id, front in spaces
	some i, scope in front.hf_oauth_scopes
	is_string(scope)
}

access_opening[side] contains _axes_opening("organisations that may sign in", "organisation", org, org, result.at(id, "/hf_oauth_authorized_org")) if {
	some side, spaces in space
	some id, front in spaces
	front.hf_oauth == true
	some org in _axes_organisations(front)
}

access_opening[side] contains object.union(
	_axes_opening("organisations that may sign in", "organisation", "*", "every account", result.at(id, "")),
	{"gone": true},
) if {
	some side, spaces in space
	some id, front in spaces
	front.hf_oauth == true
	count(_axes_organisations(front)) == 0
}

_axes_organisations(front) := [front.hf_oauth_authorized_org] if {
	is_string(front.hf_oauth_authorized_org)
} else := [org | some org in front.hf_oauth_authorized_org; is_string(org)] if {
	is_array(front.hf_oauth_authorized_org)
} else := []

access_opening[side] contains _axes_opening("accounts of the private link", "account", account, account, result.at(id, at)) if {
	some [side, id] in by_kind["hf/endpoint"]
	some at, account in {
		"/privateService/accountId": object.get(input[side].documents[id].content, ["privateService", "accountId"], null),
		"/accountId": object.get(input[side].documents[id].content, "accountId", null),
	}
	is_string(account)
}

# Policies. Together they let in what any of them does; without one everybody may connect.

access_opening[side] contains _axes_opening("network policies", "peer", {"peer": peer, "port": port}, _axes_peer_said(peer, port), result.at(id, sprintf("/spec/ingress/%d", [i]))) if {
	some [side, id] in by_kind["k8s/networkpolicy"]
	spec := input[side].documents[id].content.spec
	_network_incoming(spec)
	some i, rule in spec.ingress
	is_object(rule)
	some peer in _axes_any(given.list(rule, "from"))
	some port in _axes_any([_axes_port(port) | some port in given.list(rule, "ports")])
}

access_opening[side] contains _axes_opening("network policies", "peer", {"peer": object.remove(rule, ["toPorts"]), "port": object.get(rule, "toPorts", "*")}, "callers by another rule of Cilium", result.at(id, sprintf("%s/ingress/%d", [at, i]))) if {
	some [side, id] in by_kind["cilium/networkpolicy"]
	some [at, spec] in _network_specs(input[side].documents[id].content)
	some i, rule in spec.ingress
	is_object(rule)
	not _network_cilium(rule)
}

access_opening[side] contains _axes_opening("network policies", "peer", {"peer": "*", "port": object.get(rule, "toPorts", "*")}, "everybody", result.at(id, sprintf("%s/ingress/%d", [at, i]))) if {
	some [side, id] in by_kind["cilium/networkpolicy"]
	some [at, spec] in _network_specs(input[side].documents[id].content)
	some i, rule in spec.ingress
	is_object(rule)
	_network_cilium(rule)
}

access_opening[side] contains object.union(
	_axes_opening("network policies", "peer", {"peer": "*", "port": "*"}, "everybody", result.at(input[side].primary, "")),
	{"gone": true},
) if {
	some side in sides
	input[side].primary
	count([id | some kind in ["k8s/networkpolicy", "cilium/networkpolicy"]; some [s, id] in by_kind[kind]; s == side]) == 0
}

# A policy without rules lets in nobody.
access_opening[side] contains _axes_opening("network policies", "peer", "nobody", "nobody", result.at(id, "")) if {
	some kind in ["k8s/networkpolicy", "cilium/networkpolicy"]
	some [side, id] in by_kind[kind]
}

_axes_any(list) := list if {
	count(list) > 0
} else := ["*"]

_axes_port(port) := sprintf("%v %v", [object.get(port, "protocol", "TCP"), object.get(port, "port", "*")]) if {
	not port.endPort
} else := sprintf("%v %v-%v", [object.get(port, "protocol", "TCP"), port.port, port.endPort])

_axes_peer_said(peer, port) := sprintf("%s at %s", [_axes_peer(peer), _axes_at_port(port)])

_axes_peer("*") := "everybody"

_axes_peer(peer) := sprintf("the block %v", [peer.ipBlock.cidr]) if peer.ipBlock

_axes_peer(peer) := listing.all([text |
	some key, noun in {"podSelector": "pods", "namespaceSelector": "namespaces"}
	text := _axes_selected(noun, peer[key])
]) if {
	is_object(peer)
	not peer.ipBlock
}

_axes_selected(noun, selector) := sprintf("all %s", [noun]) if {
	selector == {}
} else := sprintf("%s with %s", [noun, concat(", ", sort([sprintf("%s=%v", [label, value]) | some label, value in selector.matchLabels]))]) if {
	object.keys(selector) == {"matchLabels"}
} else := sprintf("%s selected by %s", [noun, json.marshal(selector)])

_axes_at_port("*") := "every port"

_axes_at_port(port) := port if port != "*"

access_opening[side] contains _axes_opening("what the mesh allows", "peer", {"peer": _axes_callers(rule), "port": object.get(rule, "to", "*")}, _axes_mesh_said(rule), result.at(id, sprintf("/spec/rules/%d", [i]))) if {
	some [side, id, spec] in _axes_mesh
	object.get(spec, "action", "ALLOW") == "ALLOW"
	some i, rule in spec.rules
	is_object(rule)
}

access_opening[side] contains object.union(
	_axes_opening("what the mesh allows", "peer", {"peer": "*", "port": "*"}, "everybody", result.at(input[side].primary, "")),
	{"gone": true},
) if {
	some side in sides
	input[side].primary
	count([id | some [s, id, spec] in _axes_mesh; s == side; object.get(spec, "action", "ALLOW") == "ALLOW"]) == 0
}

_axes_mesh contains [side, id, spec] if {
	some [side, id] in by_kind["istio/authorizationpolicy"]
	spec := given.mapping(input[side].documents[id].content, "spec")
}

# A rule about paths alone is for everybody.
_axes_callers(rule) := callers if {
	callers := object.remove(rule, ["to"])
	count(callers) > 0
} else := "*"

_axes_mesh_said({}) := "everybody"

_axes_mesh_said(rule) := sprintf("callers by the rule %s", [json.marshal(rule)]) if rule != {}

_axes_everybody("*", noun) := sprintf("every %s", [noun])

_axes_everybody(opening, _) := opening if opening != "*"

_axes_opening(axis, noun, opening, said, at) := {
	"axis": axis,
	"noun": noun,
	"opening": opening,
	"said": said,
	"at": at,
	"closed": false,
	"gone": false,
}

# access_guard[side]: what keeps callers out beside others, and is gone when it is not there. {"axis", "guard", "said", "at"}

# Denials of the mesh and of Cilium.
access_guard[side] contains {"axis": "denials", "guard": rule, "said": sprintf("what the AuthorizationPolicy %s denies", [_exposure_name(side, id)]), "at": result.at(id, sprintf("/spec/rules/%d", [i]))} if {
	some [side, id, spec] in _axes_mesh
	spec.action == "DENY"
	some i, rule in spec.rules
}

access_guard[side] contains {"axis": "denials", "guard": rule, "said": sprintf("what the policy %s denies", [_exposure_name(side, id)]), "at": result.at(id, sprintf("%s/ingressDeny/%d", [at, i]))} if {
	some [side, id] in by_kind["cilium/networkpolicy"]
	some [at, spec] in _network_specs(input[side].documents[id].content)
	some i, rule in spec.ingressDeny
}

# A key that an engine asks for, whoever can reach it.
access_guard[side] contains {"axis": "authentication", "guard": "key", "said": "the engine's own key", "at": flag.at} if {
	some side
	some flag in engine_flags[side]
	flag.name in {"--api-key", "--api-keys"}
	not flag.value == ""
}

access_guard[side] contains {"axis": "authentication", "guard": "key", "said": "the engine's own key", "at": result.at(id, sprintf("%s/env/%d", [at, i]))} if {
	some side, id, at
	engines[side][id][at]
	some i, variable in containers[side][id][at].env
	variable.valueFrom
	given.text(variable, "name") in {"VLLM_API_KEY", "API_KEY"}
}

access_guard[side] contains {"axis": "authentication", "guard": "stated", "said": sprintf("the manifest's authentication, %s", [stated.method]), "at": stated.at} if {
	some side
	some stated in authentication_stated[side]
	stated.method != "none"
}

# door_guards[side][axis][words]: where that stands which asks callers who they are at a door.
door_guards[side][_axes_door(door)][found.by] contains found.at if {
	some side
	some door in exposure[side]
	some found in authentication[side]
	found.guards in {"all", door.document}
	found.by != "the engine's own key"
}
