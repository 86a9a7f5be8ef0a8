package policylint.facts

import data.policylint.lib.frontdoor
import data.policylint.lib.given
import data.policylint.lib.placeholder
import data.policylint.lib.result

# exposure[side]: the ways in which a deployment can be reached, at most one for each document.
# {"axis": the same way on another side, "reach": who gets there, "value": as written, "through": the sort of door,
#  "what": words, "document": ..., "at": ...}
# `reach` is "cluster", "network" (a private one), "members" (of the organisation), "accounts" (anybody with an account
# of the platform), "anyone", or "unknown" where another document or the platform decides.
exposure[side] contains object.union(object.remove(door, ["pointer"]), {"document": id, "at": result.at(id, door.pointer)}) if {
	some side, doors in _exposure_doors
	some id, door in doors
	not door.missing
}

exposure[side] contains object.union(
	object.remove(door, ["pointer", "missing"]),
	{"document": id, "at": result.missing(id, door.pointer, door.missing)},
) if {
	some side, doors in _exposure_doors
	some id, door in doors
	door.missing
}

# How wide a reach is, to compare two sides.
exposure_width := {"cluster": 0, "members": 1, "network": 1, "accounts": 2, "anyone": 3}

# exposed_host[side]: the names under which callers find it.
exposed_host[side] contains {"axis": "host", "value": host, "at": result.at(id, pointer)} if {
	some side, doors in _exposure_doors
	some id, _ in doors
	some [host, pointer] in _exposure_hosts(input[side].documents[id].content)
	is_string(host)
}

_exposure_hosts(document) := array.concat(
	[[rule.host, sprintf("/spec/rules/%d/host", [i])] | some i, rule in document.spec.rules],
	array.concat(
		[[host, "/spec/host"] | host := document.spec.host],
		[[host, sprintf("/spec/%s/%d", [key, i])] | some key in ["hostnames", "hosts"]; some i, host in document.spec[key]],
	),
)

# Hugging Face endpoints.
_exposure_doors[side][id] := {
	"axis": "type",
	"through": "platform",
	"reach": _exposure_type(type),
	"value": type,
	"what": sprintf("The endpoint has the type %q", [type]),
	"pointer": "/type",
} if {
	some [side, id] in by_kind["hf/endpoint"]
	type := input[side].documents[id].content.type
	is_string(type)
}

_exposure_doors[side][id] := {
	"axis": "type",
	"through": "platform",
	"reach": "unknown",
	"value": null,
	"what": "The endpoint has no type",
	"pointer": "",
	"missing": "type",
} if {
	some [side, id] in by_kind["hf/endpoint"]
	object.get(input[side].documents[id].content, "type", null) == null
}

_exposure_type(type) := {"private": "members", "authenticated": "accounts", "protected": "accounts", "public": "anyone"}[type]

_exposure_type(type) := "unknown" if not type in {"private", "authenticated", "protected", "public"}

# Services.
_exposure_doors[side][id] := {
	"axis": sprintf("Service %s", [name]),
	"through": "service",
	"reach": service.reach,
	"value": service.value,
	"what": sprintf("The Service %s %s", [name, service.opens]),
	"pointer": service.pointer,
} if {
	some [side, id] in by_kind["k8s/service"]
	spec := input[side].documents[id].content.spec
	is_object(spec)
	not spec.type == "ExternalName"
	name := _exposure_name(side, id)
	service := _exposure_service(side, id, spec)
}

_exposure_service(side, id, spec) := {"reach": "anyone", "value": "externalIPs", "pointer": "/spec/externalIPs", "opens": "has externalIPs"} if {
	count(given.list(spec, "externalIPs")) > 0
} else := {"reach": "network", "value": "LoadBalancer", "pointer": "/spec/type", "opens": "is an internal load balancer"} if {
	spec.type == "LoadBalancer"
	frontdoor.internal_balancer(annotations_of(side, id), spec)
} else := {"reach": "cluster", "value": "NodePort", "pointer": "/spec/type", "opens": "is what an Ingress leads to"} if {
	# How the controllers of some clouds reach the pods.
	spec.type == "NodePort"
	_exposure_has(side, {"k8s/ingress", "k8s/httproute"})
} else := {"reach": "anyone", "value": spec.type, "pointer": "/spec/type", "opens": sprintf("is of type %s", [spec.type])} if {
	spec.type in {"LoadBalancer", "NodePort"}
} else := {"reach": "unknown", "value": spec.type, "pointer": "/spec/type", "opens": sprintf("has %s for its type", [spec.type])} if {
	placeholder.found(spec.type)
} else := {"reach": "cluster", "value": "ClusterIP", "pointer": "/spec", "opens": "is reached inside the cluster only"}

# Ingresses, and routes of gateways, of OpenShift, of a mesh.
_exposure_doors[side][id] := {
	"axis": sprintf("%s %s", [noun, name]),
	"through": "route",
	"reach": reach,
	"value": reach,
	"what": sprintf("The %s %s leads callers to the model", [noun, name]),
	"pointer": _exposure_backend(side, backends),
} if {
	some kind, noun in _exposure_routes
	some [side, id] in by_kind[kind]
	spec := input[side].documents[id].content.spec
	is_object(spec)
	name := _exposure_name(side, id)
	backends := _exposure_backends(kind, spec)
	reach := _exposure_reach(kind, side, id, spec)
}

_exposure_reach(kind, side, id, spec) := "network" if {
	_exposure_route(kind, side, id, spec) == "anyone"
	frontdoor.private_hosts([host | some [host, _] in _exposure_hosts(input[side].documents[id].content); is_string(host)])
} else := _exposure_route(kind, side, id, spec)

_exposure_routes := {
	"k8s/ingress": "Ingress",
	"k8s/httproute": "HTTPRoute",
	"openshift/route": "Route",
	"istio/virtualservice": "VirtualService",
}

# Where a route names what it leads to: [[name, pointer]].
_exposure_backends("k8s/ingress", spec) := array.concat(
	[[name, sprintf("/spec/rules/%d/http/paths/%d/backend/%s", [i, j, key])] |
		some i, rule in spec.rules
		some j, path in rule.http.paths
		some [key, name] in _exposure_ingress_backend(path.backend)
	],
	[[name, sprintf("/spec/%s/%s", [field, key])] |
		some field in ["defaultBackend", "backend"]
		some [key, name] in _exposure_ingress_backend(spec[field])
	],
)

_exposure_backends("k8s/httproute", spec) := [[backend.name, sprintf("/spec/rules/%d/backendRefs/%d", [i, j])] |
	some i, rule in spec.rules
	some j, backend in rule.backendRefs
]

_exposure_backends("openshift/route", spec) := [[spec.to.name, "/spec/to/name"]]

_exposure_backends("istio/virtualservice", spec) := [[name, sprintf("/spec/%s/%d/route/%d/destination/host", [protocol, i, j])] |
	some protocol in ["http", "tls", "tcp"]
	some i, rule in spec[protocol]
	some j, route in rule.route
	name := split(given.text(route.destination, "host"), ".")[0]
]

_exposure_ingress_backend(backend) := array.concat(
	[["service/name", name] | name := backend.service.name],
	[["serviceName", name] | name := backend.serviceName],
)

# The first backend that is one of the deployment's; else the first of all.
_exposure_backend(side, backends) := ours[0] if {
	ours := [pointer | some [name, pointer] in backends; _exposure_ours(side, name)]
	count(ours) > 0
} else := backends[0][1] if {
	count(backends) > 0
} else := "/spec"

_exposure_ours(side, name) if name in _exposure_names[side]

_exposure_ours(side, name) if {
	own := _exposure_name(side, input[side].primary)
	is_string(name)
	startswith(name, own)
}

_exposure_names[side] contains _exposure_name(side, id) if {
	some kind in ["k8s/service", "k8s/inferencepool"]
	some [side, id] in by_kind[kind]
}

_exposure_route("k8s/ingress", side, id, spec) := "network" if {
	notes := annotations_of(side, id)
	some class in [given.text(spec, "ingressClassName"), given.text(notes, "kubernetes.io/ingress.class")]
	frontdoor.internal_ingress(notes, class)
} else := "anyone"

_exposure_route("openshift/route", side, id, _) := "network" if {
	frontdoor.internal_ingress(annotations_of(side, id), "")
} else := "anyone"

# Without a gateway, or with `mesh` alone, a VirtualService is for callers inside the mesh.
_exposure_route("istio/virtualservice", _, _, spec) := "anyone" if {
	some gateway in spec.gateways
	gateway != "mesh"
	not frontdoor.private_name(gateway)
} else := "network" if {
	some gateway in spec.gateways
	frontdoor.private_name(gateway)
} else := "cluster"

_exposure_route("k8s/httproute", side, _, spec) := "cluster" if {
	parents := given.list(spec, "parentRefs")
	count(parents) > 0
	every parent in parents { parent.kind == "Service" }
} else := "network" if {
	parents := given.list(spec, "parentRefs")
	count(parents) > 0
	every parent in parents { _exposure_private(side, parent.name) }
} else := "anyone"

_exposure_private(side, gateway) if _exposure_gateways[side][gateway] == {"network"}

_exposure_private(side, gateway) if {
	not _exposure_gateways[side][gateway]
	frontdoor.private_name(gateway)
}

# The gateways at hand by name, and whether callers come from a private network.
_exposure_gateways[side][name] contains reach if {
	some [side, id] in by_kind["k8s/gateway"]
	name := _exposure_name(side, id)
	reach := _exposure_gateway(side, id, input[side].documents[id].content.spec)
}

_exposure_gateway(side, id, spec) := "network" if {
	frontdoor.internal_gateway(spec.gatewayClassName)
} else := "network" if {
	frontdoor.internal_balancer(spec.infrastructure.annotations, {})
} else := "network" if {
	frontdoor.internal_balancer(annotations_of(side, id), {})
} else := "anyone"

_exposure_name(side, id) := name if {
	name := input[side].documents[id].content.metadata.name
	is_string(name)
} else := "without a name"

_exposure_has(side, kinds) if {
	some kind in kinds
	some [s, _] in by_kind[kind]
	s == side
}

# The annotations of a Kubernetes document; {} where there are none.
annotations_of(side, id) := annotations if {
	annotations := input[side].documents[id].content.metadata.annotations
	is_object(annotations)
} else := {}
