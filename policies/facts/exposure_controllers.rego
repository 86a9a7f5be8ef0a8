package policylint.facts

import data.policylint.lib.frontdoor
import data.policylint.lib.given
import data.policylint.lib.pointer

# How deployments can be reached whose Services and routes a controller or a chart makes.

# KServe gives an InferenceService an address outside the cluster unless the cluster is told not to.
_exposure_doors[side][id] := object.union(
	{"axis": "InferenceService", "through": "controller", "value": door.reach},
	door,
) if {
	some [side, id] in by_kind["kserve/inferenceservice"]
	door := _exposure_inference(side, id, "/spec/predictor")
}

_exposure_doors[side][id] := object.union(
	{"axis": "LLMInferenceService", "through": "controller", "value": door.reach},
	door,
) if {
	some [side, id] in by_kind["kserve/llminferenceservice"]
	some at in [_exposure_router(side, id)]
	door := _exposure_inference(side, id, at)
}

_exposure_doors[side][id] := {
	"axis": "LLMInferenceService",
	"through": "controller",
	"reach": "unknown",
	"value": "unknown",
	"what": "The router of this configuration leads callers to the model",
	"pointer": pointer,
} if {
	some [side, id] in by_kind["kserve/llminferenceserviceconfig"]
	pointer := _exposure_router(side, id)
}

_exposure_inference(side, id, otherwise) := {
	"reach": "cluster",
	"pointer": at,
	"what": "The model is visible inside the cluster only",
} if {
	[at, visibility] := _exposure_visibility(side, id)
	visibility == "cluster-local"
} else := {"reach": "cluster", "pointer": "/metadata/annotations", "what": "ModelMesh serves it inside the cluster"} if {
	annotations_of(side, id)["serving.kserve.io/deploymentMode"] == "ModelMesh"
} else := {"reach": "anyone", "pointer": at, "what": "The visibility \"exposed\" leads callers to the model"} if {
	[at, visibility] := _exposure_visibility(side, id)
	visibility == "exposed"
} else := {"reach": "network", "pointer": otherwise, "what": "An internal gateway leads callers to the model"} if {
	refs := given.list(input[side].documents[id].content.spec.router.gateway, "refs")
	count(refs) > 0
	every ref in refs { _exposure_private(side, ref.name) }
} else := {"reach": "unknown", "pointer": otherwise, "what": "KServe makes an address for the model"}

# The labels and annotations that say who sees it.
_exposure_visibility(side, id) := [
[sprintf("/metadata/%s/%s", [field, replace(key, "/", "~1")]), lower(value)] |
	some field in ["labels", "annotations"]
	some key in ["networking.kserve.io/visibility", "networking.knative.dev/visibility", "serving.knative.dev/visibility"]
	value := input[side].documents[id].content.metadata[field][key]
	is_string(value)
][0]

# Which part of `router` makes the address; undefined where there is none.
_exposure_router(side, id) := [sprintf("/spec/router/%s", [part]) |
	some part in ["gateway", "route", "ingress"]
	is_object(input[side].documents[id].content.spec.router[part])
][0]

# KubeRay makes the Services of a RayService.
_exposure_doors[side][id] := {
	"axis": "RayService",
	"through": "service",
	"reach": reach,
	"value": value,
	"what": sprintf("The Service of the cluster is of type %v", [value]),
	"pointer": at,
} if {
	some [side, id] in by_kind["ray/service"]
	[at, value, annotations] := _exposure_opened(input[side].documents[id].content, [
		["/spec/serveService/spec/type", "/spec/serveService/metadata/annotations"],
		["/spec/rayClusterConfig/headGroupSpec/headService/spec/type", "/spec/rayClusterConfig/headGroupSpec/headService/metadata/annotations"],
		["/spec/rayClusterConfig/headGroupSpec/serviceType", ""],
	])
	reach := _exposure_balancer(annotations)
}

# The chart of the vLLM production stack: only what the values set is judged.
_exposure_doors[side][id] := {
	"axis": "router",
	"through": "service",
	"reach": reach,
	"value": value,
	"what": sprintf("The router's Service is of type %v", [value]),
	"pointer": at,
} if {
	some [side, id] in by_kind["vllm/helm-values"]
	[at, value, annotations] := _exposure_opened(input[side].documents[id].content, [["/routerSpec/serviceType", "/routerSpec/serviceAnnotations"]])
	reach := _exposure_balancer(annotations)
}

_exposure_doors[side][id] := {
	"axis": "router",
	"through": "route",
	"reach": reach,
	"value": "Ingress",
	"what": "The router's Ingress leads callers to the model",
	"pointer": "/routerSpec/ingress/enabled",
} if {
	some [side, id] in by_kind["vllm/helm-values"]
	router := input[side].documents[id].content.routerSpec
	router.ingress.enabled == true
	not object.get(router, "serviceType", "ClusterIP") in {"LoadBalancer", "NodePort"}
	reach := _exposure_chart_ingress(router.ingress)
}

_exposure_chart_ingress(ingress) := "network" if {
	frontdoor.internal_ingress(given.mapping(ingress, "annotations"), given.text(ingress, "className"))
} else := "anyone"

# The first of these places that opens a Service: [pointer, type, annotations].
_exposure_opened(document, places) := [[at, value, annotations] |
	some [at, notes] in places
	value := pointer.get(document, at, null)
	value in {"LoadBalancer", "NodePort"}
	annotations := _exposure_object(pointer.get(document, notes, {}))
][0]

_exposure_balancer(annotations) := "network" if {
	frontdoor.internal_balancer(annotations, {})
} else := "anyone"

_exposure_object(value) := value if {
	is_object(value)
} else := {}

# Flagger makes the VirtualService or HTTPRoute of a canary.
_exposure_doors[side][id] := {
	"axis": sprintf("Canary %s", [_exposure_name(side, id)]),
	"through": "route",
	"reach": "anyone",
	"value": gateway,
	"what": sprintf("The Canary %s leads callers to the model from the gateway %s", [_exposure_name(side, id), gateway]),
	"pointer": at,
} if {
	some [side, id] in by_kind["flagger/canary"]
	[gateway, at] := _exposure_canary(input[side].documents[id].content.spec.service)
}

_exposure_canary(service) := array.concat(
	[[gateway, sprintf("/spec/service/gateways/%d", [i])] | some i, gateway in service.gateways; gateway != "mesh"],
	[[ref.name, sprintf("/spec/service/gatewayRefs/%d", [i])] | some i, ref in service.gatewayRefs],
)[0]
