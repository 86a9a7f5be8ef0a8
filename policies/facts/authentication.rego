package policylint.facts

import data.policylint.lib.frontdoor
import data.policylint.lib.given
import data.policylint.lib.result

# authentication[side]: what asks callers who they are before they reach a deployment.
# {"axis": the same thing on another side, "by": words, "guards": the document that opens the way, or "all", "at": ...}

# guarded[side]: the documents whose way in is guarded.
guarded[side] contains id if {
	some side, doors in _exposure_doors
	some id, _ in doors
	some found in authentication[side]
	found.guards in {"all", id}
}

# Annotations of the controller, on the Ingress or on the Service behind it.
authentication[side] contains _auth(found.by, id, result.at(id, _auth_annotation(found.key))) if {
	some kind in ["k8s/ingress", "openshift/route", "k8s/httproute"]
	some [side, id] in by_kind[kind]
	some found in frontdoor.authenticators(annotations_of(side, id))
}

authentication[side] contains _auth(found.by, route, result.at(id, _auth_annotation(found.key))) if {
	some [side, id] in by_kind["k8s/service"]
	some found in frontdoor.authenticators(annotations_of(side, id))
	some [other, route] in by_kind["k8s/ingress"]
	other == side
}

authentication[side] contains _auth(found.by, id, result.at(id, "/routerSpec/ingress/annotations")) if {
	some [side, id] in by_kind["vllm/helm-values"]
	_exposure_doors[side][id].through == "route"
	annotations := input[side].documents[id].content.routerSpec.ingress.annotations
	is_object(annotations)
	some found in frontdoor.authenticators(annotations)
}

# Gateways: a filter of the route, client certificates of a listener, a SecurityPolicy of Envoy Gateway.
authentication[side] contains _auth("the filter ExternalAuth", id, result.at(id, sprintf("/spec/rules/%d/filters/%d", [i, j]))) if {
	some [side, id] in by_kind["k8s/httproute"]
	some i, rule in input[side].documents[id].content.spec.rules
	some j, filter in rule.filters
	filter.type == "ExternalAuth"
}

authentication[side] contains _auth("client certificates", route, result.at(id, sprintf("/spec/listeners/%d/tls", [i]))) if {
	some [side, id] in by_kind["k8s/gateway"]
	some i, listener in input[side].documents[id].content.spec.listeners
	listener.tls.frontendValidation
	some route in _auth_routes_of(side, input[side].documents[id].content.metadata.name)
}

authentication[side] contains _auth(sprintf("the SecurityPolicy %s", [_exposure_name(side, id)]), guards, result.at(id, "/spec")) if {
	some [side, id] in by_kind["envoy/securitypolicy"]
	spec := input[side].documents[id].content.spec
	_auth_envoy(spec)
	some target in array.concat([each | each := spec.targetRef], [each | some each in spec.targetRefs])
	some guards in _auth_target(side, target)
}

_auth_envoy(spec) if {
	some key in ["basicAuth", "oidc", "extAuth", "apiKeyAuth"]
	is_object(spec[key])
}

_auth_envoy(spec) if {
	count(given.list(spec.jwt, "providers")) > 0
	not spec.jwt.optional == true
}

_auth_target(side, target) := {id |
	some [s, id] in by_kind["k8s/httproute"]
	s == side
	input[side].documents[id].content.metadata.name == target.name
} if {
	target.kind == "HTTPRoute"
}

_auth_target(side, target) := _auth_routes_of(side, target.name) if target.kind == "Gateway"

# The routes that hang on a gateway; KServe's own among them.
_auth_routes_of(side, gateway) := {id |
	some [s, id] in by_kind["k8s/httproute"]
	s == side
	some parent in input[side].documents[id].content.spec.parentRefs
	parent.name == gateway
} | {id |
	some [s, id] in by_kind["kserve/llminferenceservice"]
	s == side
}

# Istio. A RequestAuthentication alone lets callers without a token in.
authentication[side] contains _auth(by, guards, result.at(id, "/spec")) if {
	some [side, id] in by_kind["istio/authorizationpolicy"]
	spec := given.mapping(input[side].documents[id].content, "spec")
	_auth_istio(spec)
	by := sprintf("the AuthorizationPolicy %s", [_exposure_name(side, id)])
	some guards in _auth_scope(side, spec)
}

_auth_istio(spec) if spec.action == "CUSTOM"

# Nobody is let in.
_auth_istio(spec) if {
	object.get(spec, "action", "ALLOW") == "ALLOW"
	count(given.list(spec, "rules")) == 0
}

_auth_istio(spec) if {
	object.get(spec, "action", "ALLOW") == "ALLOW"
	every rule in spec.rules { _auth_istio_asks(rule, {"principals", "requestPrincipals", "serviceAccounts", "namespaces"}) }
}

_auth_istio(spec) if {
	spec.action == "DENY"
	some rule in spec.rules
	not rule.to
	_auth_istio_asks(rule, {"notPrincipals", "notRequestPrincipals", "notServiceAccounts", "notNamespaces"})
}

_auth_istio_asks(rule, keys) if {
	count(given.list(rule, "from")) > 0
	every from in rule.from { _auth_istio_source(from.source, keys) }
}

_auth_istio_asks(rule, keys) if {
	"principals" in keys
	some condition in rule.when
	regex.match(`^(?:request\.auth\.|source\.(?:principal|namespace|serviceAccount))`, given.text(condition, "key"))
}

_auth_istio_source(source, keys) if {
	some key in keys
	count(given.list(source, key)) > 0
}

# A policy for a gateway guards what comes through it; any other one stands before the pods.
_auth_scope(side, spec) := {id | some id, door in _exposure_doors[side]; door.through in {"route", "controller"}} if {
	some target in array.concat([each | each := spec.targetRef], [each | some each in spec.targetRefs])
	target.kind == "Gateway"
} else := {id | some id, door in _exposure_doors[side]; door.through in {"route", "controller"}} if {
	some _, value in spec.selector.matchLabels
	regex.match(`gateway`, sprintf("%v", [value]))
} else := {"all"}

# Mutual TLS for every caller of the pods: a load balancer from outside has no identity of the mesh.
authentication[side] contains _auth("strict mutual TLS of the mesh", door, result.at(id, "/spec/mtls/mode")) if {
	some [side, id] in by_kind["istio/peerauthentication"]
	input[side].documents[id].content.spec.mtls.mode == "STRICT"
	some door, found in _exposure_doors[side]
	found.through == "service"
}

# Open Data Hub puts a proxy in front that asks for a token.
authentication[side] contains _auth("Open Data Hub", "all", result.at(id, sprintf("/metadata/%s/%s", [field, replace(key, "/", "~1")]))) if {
	some kind in ["kserve/inferenceservice", "kserve/llminferenceservice", "kserve/servingruntime"]
	some [side, id] in by_kind[kind]
	some field in ["annotations", "labels"]
	some key in ["security.opendatahub.io/enable-auth", "security.openshift.io/enable-authentication", "enable-auth"]
	lower(sprintf("%v", [input[side].documents[id].content.metadata[field][key]])) == "true"
}

# doubtful[side]: what may ask callers who they are, told in an object that is not at hand.
doubtful[side] contains {"what": found.what, "guards": id, "at": result.at(id, _auth_annotation(found.key))} if {
	some kind in ["k8s/ingress", "openshift/route"]
	some [side, id] in by_kind[kind]
	some found in frontdoor.unclear(annotations_of(side, id))
}

doubtful[side] contains {"what": found.what, "guards": route, "at": result.at(id, _auth_annotation(found.key))} if {
	some [side, id] in by_kind["k8s/service"]
	some found in frontdoor.unclear(annotations_of(side, id))
	some [other, route] in by_kind["k8s/ingress"]
	other == side
}

doubtful[side] contains {"what": what, "guards": id, "at": result.at(id, sprintf("/spec/rules/%d/filters/%d", [i, j]))} if {
	some [side, id] in by_kind["k8s/httproute"]
	some i, rule in input[side].documents[id].content.spec.rules
	some j, filter in rule.filters
	filter.type == "ExtensionRef"
	what := sprintf("the %s %s", [given.text(filter.extensionRef, "kind"), given.text(filter.extensionRef, "name")])
}

# Policies of Kuadrant are attached to gateways and routes that carry its labels.
doubtful[side] contains {"what": "a policy of Kuadrant", "guards": route, "at": result.at(id, "/metadata")} if {
	some kind in ["k8s/gateway", "k8s/httproute"]
	some [side, id] in by_kind[kind]
	some field in ["labels", "annotations"]
	some key, _ in input[side].documents[id].content.metadata[field]
	regex.match(`^kuadrant\.io/`, key)
	some [other, route] in by_kind["k8s/httproute"]
	other == side
}

_auth(by, guards, at) := {"axis": sprintf("authentication by %s", [by]), "by": by, "guards": guards, "at": at}

_auth_annotation(key) := sprintf("/metadata/annotations/%s", [replace(key, "/", "~1")])

# authentication_stated[side]: what a ModelDeployment says, with `at` as its control.
authentication_stated[side] contains {
	"method": stated.method,
	"control": _auth_control(stated),
	"document": id,
	"at": result.at(id, "/spec/access/authentication/method"),
} if {
	some [side, id] in by_kind["policylint/model-deployment"]
	stated := input[side].documents[id].content.spec.access.authentication
	is_string(stated.method)
}

_auth_control(stated) := stated.at

_auth_control(stated) := object.get(stated, "control", null) if not stated.at
