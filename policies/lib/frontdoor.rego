# METADATA
# title: Front doors
# description: >-
#   What the annotations and classes of load balancers, ingress controllers and gateways mean: whether the address is one
#   of a private network, and what asks callers who they are. Each vendor has its own words; they are data here.
# scope: package
package policylint.lib.frontdoor

# A load balancer with an address of the private network only.
internal_balancer(annotations, _) if {
	some key, value in annotations
	regex.match(_internal[key], _text(value))
}

internal_balancer(_, spec) if spec.loadBalancerClass in {"tailscale", "service.k8s.aws/nlb-internal"}

# The AWS Load Balancer Controller makes internal ones unless it is told otherwise.
internal_balancer(annotations, spec) if {
	_of_aws_controller(annotations, spec)
	not annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"]
	not annotations["service.beta.kubernetes.io/aws-load-balancer-internal"]
}

internal_balancer(annotations, spec) if private_only(ranges(annotations, spec))

_of_aws_controller(annotations, _) if {
	annotations["service.beta.kubernetes.io/aws-load-balancer-type"] in {"external", "nlb-ip"}
}

_of_aws_controller(_, spec) if spec.loadBalancerClass == "service.k8s.aws/nlb"

_internal := {
	"cloud.google.com/load-balancer-type": `^internal$`,
	"networking.gke.io/load-balancer-type": `^internal$`,
	"service.beta.kubernetes.io/aws-load-balancer-internal": `^(?:true|0\.0\.0\.0/0)$`,
	"service.beta.kubernetes.io/aws-load-balancer-scheme": `^internal$`,
	"service.beta.kubernetes.io/azure-load-balancer-internal": `^true$`,
	"service.beta.kubernetes.io/oci-load-balancer-internal": `^true$`,
	"oci-network-load-balancer.oraclecloud.com/internal": `^true$`,
	"service.beta.kubernetes.io/openstack-internal-load-balancer": `^true$`,
	"service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": `^private$`,
	"service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": `^intranet$`,
	"service.beta.kubernetes.io/volcengine-loadbalancer-address-type": `^private$`,
	"service.kubernetes.io/qcloud-loadbalancer-internal-subnetid": `\S`,
	"service.beta.kubernetes.io/do-loadbalancer-network": `^internal$`,
	"service.beta.kubernetes.io/scw-loadbalancer-private": `^true$`,
	"load-balancer.hetzner.cloud/disable-public-network": `^true$`,
	"yandex.cloud/load-balancer-type": `^internal$`,
	"networking.istio.io/service-type": `^clusterip$`,
}

# An Ingress whose controller gives it an address of the private network only.
internal_ingress(_, class) if regex.match(_private_word, class)

internal_ingress(annotations, "alb") if object.get(annotations, "alb.ingress.kubernetes.io/scheme", "") != "internet-facing"

internal_ingress(annotations, _) if _text(annotations["appgw.ingress.kubernetes.io/use-private-ip"]) == "true"

internal_ingress(annotations, "tailscale") if object.get(annotations, "tailscale.com/funnel", "false") != "true"

internal_ingress(annotations, _) if private_only(ranges(annotations, {}))

# The classes of GKE's internal gateways, and names such as nginx-internal.
internal_gateway(class) if regex.match(`(?:^|-)rilb(?:$|-)`, _text(class))

internal_gateway(class) if regex.match(_private_word, _text(class))

# Names that only a private network knows: chat.internal.example.com.
private_hosts(hosts) if {
	count(hosts) > 0
	every host in hosts { regex.match(`(?:^|\.)(?:internal|intranet|private|corp|lan)(?:\.|$)`, host) }
}

# A gateway that is not at hand, by its name.
private_name(name) if regex.match(_private_word, _text(name))

_private_word := `(?:^|[-_./])(?:internal|private|intranet)(?:$|[-_./])`

# The addresses that a Service or an Ingress lets in.
ranges(_, spec) := spec.loadBalancerSourceRanges if is_array(spec.loadBalancerSourceRanges)

ranges(annotations, spec) := [range |
	some key in _range_keys
	text := annotations[key]
	is_string(text)
	some range in regex.split(`[\s,]+`, trim_space(text))
] if {
	not is_array(object.get(spec, "loadBalancerSourceRanges", null))
}

_range_keys := [
	"service.beta.kubernetes.io/load-balancer-source-ranges",
	"nginx.ingress.kubernetes.io/whitelist-source-range",
	"nginx.ingress.kubernetes.io/allowlist-source-range",
	"haproxy.router.openshift.io/ip_whitelist",
	"haproxy.router.openshift.io/ip_allowlist",
	"alb.ingress.kubernetes.io/inbound-cidrs",
]

private_only(list) if {
	count(list) > 0
	every range in list { _private(_text(range)) }
}

_private(range) if {
	regex.match(`^\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?$`, range)
	regex.match(`^(?:10\.|192\.168\.|127\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)`, range)
	not regex.match(`/[0-7]$`, range)
}

_private(range) if regex.match(`^(?i:f[cd][0-9a-f]{2}:)`, range)

# What asks callers who they are: [{"by": words, "key": annotation}].
authenticators(annotations) := [{"by": row[2], "key": key} |
	some key, value in annotations
	some row in _authenticators
	regex.match(row[0], key)
	regex.match(row[1], _text(value))
	not _excused(annotations, key)
]

_authenticators := [
	[`(?:^|\.)ingress\.kubernetes\.io/auth-url$`, `\S`, "an authentication service (auth-url)"],
	[`(?:^|\.)ingress\.kubernetes\.io/auth-type$`, `^(?:basic|digest|forward)`, "a password (auth-type)"],
	[`^(?:nginx\.)?ingress\.kubernetes\.io/auth-tls-secret$`, `\S`, "client certificates"],
	[`^nginx\.(?:org|com)/(?:basic-auth-secret|jwt-key)$`, `\S`, "nginx"],
	[`^nginx\.ingress\.kubernetes\.io/(?:configuration|server|auth)-snippet$`, `auth_request|auth_basic|auth_jwt|access_by_lua`, "a snippet of nginx"],
	[`^alb\.ingress\.kubernetes\.io/auth-type$`, `^(?:oidc|cognito)$`, "the load balancer (auth-type)"],
	[`^alb\.ingress\.kubernetes\.io/(?:mutual-authentication|jwt-validation)$`, `\S`, "the load balancer"],
	[`^haproxy\.org/auth-type$`, `basic`, "a password (auth-type)"],
	[`^haproxy-ingress\.github\.io/(?:auth-url|auth-secret|auth-tls-secret|oauth)$`, `\S`, "HAProxy"],
	[`^traefik\.ingress\.kubernetes\.io/router\.middlewares$`, _auth_word, "a middleware of Traefik"],
	[`^konghq\.com/plugins$`, _auth_word, "a plugin of Kong"],
	[`^k8s\.apisix\.apache\.org/auth-(?:type|uri)$`, `\S`, "APISIX"],
	[`^higress\.io/auth-type$`, `\S`, "Higress"],
	[`^ingress\.pomerium\.io/(?:policy|allowed_\w+|allow_any_authenticated_user)$`, `\S`, "Pomerium"],
	[`^(?:beta\.)?cloud\.google\.com/backend-config$`, `(?:^|[^a-z])iap(?:$|[^a-z])`, "Identity-Aware Proxy"],
]

_auth_word := `auth|oidc|openid|jwt|sso|login|authelia|keycloak|pomerium|mtls`

_excused(annotations, key) if {
	endswith(key, "/auth-tls-secret")
	_text(annotations["nginx.ingress.kubernetes.io/auth-tls-verify-client"]) in {"off", "optional", "optional_no_ca"}
}

_excused(annotations, key) if {
	endswith(key, "/mutual-authentication")
	regex.match(`"mode"\s*:\s*"off"`, _text(annotations[key]))
}

# What may ask callers who they are, told in an object that is not at hand: [{"what": words, "key": annotation}].
unclear(annotations) := [{"what": sprintf("%s %v", [row[2], value]), "key": key} |
	some key, value in annotations
	some row in _unclear
	regex.match(row[0], key)
	some part in regex.split(`[\s,]+`, _text(value))
	not regex.match(row[1], part)
]

_unclear := [
	[`^traefik\.ingress\.kubernetes\.io/router\.middlewares$`, _harmless, "the middleware"],
	[`^konghq\.com/plugins$`, _harmless, "the plugin"],
	[`^(?:beta\.)?cloud\.google\.com/backend-config$`, `^$`, "the BackendConfig"],
]

_harmless := `^$|strip|prefix|redirect|https|header|compress|gzip|rate|limit|retry|buffer|timeout|cors|rewrite|prometheus|log|size`

_text(value) := lower(sprintf("%v", [value]))
