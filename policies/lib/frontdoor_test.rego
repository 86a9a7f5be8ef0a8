package policylint.lib.frontdoor_test

import data.policylint.lib.frontdoor

test_the_clouds_have_words_for_an_internal_balancer if {
	every annotations in [
		{"networking.gke.io/load-balancer-type": "Internal"},
		{"cloud.google.com/load-balancer-type": "Internal"},
		{"service.beta.kubernetes.io/aws-load-balancer-internal": "true"},
		{"service.beta.kubernetes.io/aws-load-balancer-internal": true},
		{"service.beta.kubernetes.io/aws-load-balancer-scheme": "internal"},
		{"service.beta.kubernetes.io/azure-load-balancer-internal": "true"},
		{"service.beta.kubernetes.io/oci-load-balancer-internal": "true"},
		{"service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": "intranet"},
		{"service.beta.kubernetes.io/aws-load-balancer-type": "external"},
		{"service.beta.kubernetes.io/load-balancer-source-ranges": "10.0.0.0/8, 172.16.0.0/12"},
	] {
		frontdoor.internal_balancer(annotations, {})
	}
	frontdoor.internal_balancer({}, {"loadBalancerClass": "tailscale"})
	frontdoor.internal_balancer({}, {"loadBalancerClass": "service.k8s.aws/nlb"})
	frontdoor.internal_balancer({}, {"loadBalancerSourceRanges": ["192.168.1.0/24", "fd00::/8"]})
}

test_any_other_balancer_is_external if {
	every annotations in [
		{},
		{"service.beta.kubernetes.io/aws-load-balancer-internal": "false"},
		{"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing"},
		{
			"service.beta.kubernetes.io/aws-load-balancer-type": "external",
			"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
		},
		{"service.beta.kubernetes.io/aws-load-balancer-type": "nlb"},
		{"networking.gke.io/load-balancer-type": "External"},
		{"service.beta.kubernetes.io/load-balancer-source-ranges": "203.0.113.0/24"},
	] {
		not frontdoor.internal_balancer(annotations, {})
	}
	not frontdoor.internal_balancer({}, {"loadBalancerSourceRanges": ["10.0.0.0/8", "203.0.113.7/32"]})
	not frontdoor.internal_balancer({}, {"loadBalancerSourceRanges": ["10.0.0.0/0"]})
	not frontdoor.internal_balancer({}, {"loadBalancerSourceRanges": []})
	not frontdoor.internal_balancer({}, {"loadBalancerSourceRanges": ["${RANGE}", 7]})
}

test_an_ingress_is_internal_by_class_or_annotation if {
	frontdoor.internal_ingress({}, "gce-internal")
	frontdoor.internal_ingress({}, "nginx-private")
	frontdoor.internal_ingress({}, "alb")
	frontdoor.internal_ingress({}, "tailscale")
	frontdoor.internal_ingress({"appgw.ingress.kubernetes.io/use-private-ip": "true"}, "azure-application-gateway")
	frontdoor.internal_ingress({"nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8"}, "nginx")
	not frontdoor.internal_ingress({}, "")
	not frontdoor.internal_ingress({}, "nginx")
	not frontdoor.internal_ingress({}, "gce")
	not frontdoor.internal_ingress({}, "internals")
	not frontdoor.internal_ingress({"alb.ingress.kubernetes.io/scheme": "internet-facing"}, "alb")
	not frontdoor.internal_ingress({"tailscale.com/funnel": "true"}, "tailscale")
	not frontdoor.internal_ingress({"nginx.ingress.kubernetes.io/whitelist-source-range": "0.0.0.0/0"}, "nginx")
}

test_gateways_of_google_are_internal_by_class if {
	frontdoor.internal_gateway("gke-l7-rilb")
	frontdoor.internal_gateway("gke-l7-rilb-mc")
	frontdoor.internal_gateway("gke-l7-cross-regional-internal-managed-mc")
	not frontdoor.internal_gateway("gke-l7-regional-external-managed")
	not frontdoor.internal_gateway("eg")
}

_asks(annotations) if count(frontdoor.authenticators(annotations)) > 0

test_controllers_that_ask_callers_who_they_are if {
	_asks({"nginx.ingress.kubernetes.io/auth-url": "https://oauth2.example.com/oauth2/auth"})
	_asks({"nginx.ingress.kubernetes.io/auth-type": "basic", "nginx.ingress.kubernetes.io/auth-secret": "users"})
	_asks({"nginx.ingress.kubernetes.io/auth-tls-secret": "models/ca"})
	_asks({"nginx.ingress.kubernetes.io/configuration-snippet": "auth_request /_auth;"})
	_asks({"ingress.kubernetes.io/auth-type": "forward"})
	_asks({"alb.ingress.kubernetes.io/auth-type": "oidc"})
	_asks({"alb.ingress.kubernetes.io/mutual-authentication": "[{\"port\": 443, \"mode\": \"verify\"}]"})
	_asks({"traefik.ingress.kubernetes.io/router.middlewares": "models-oauth@kubernetescrd"})
	_asks({"konghq.com/plugins": "rate-limit, key-auth"})
	_asks({"cloud.google.com/backend-config": "{\"default\": \"iap-config\"}"})
	_asks({"haproxy-ingress.github.io/oauth": "oauth2_proxy"})
	_asks({"ingress.pomerium.io/allowed_domains": "[example.com]"})
}

test_annotations_that_ask_nobody if {
	not _asks({})
	not _asks({"nginx.ingress.kubernetes.io/auth-url": ""})
	not _asks({"nginx.ingress.kubernetes.io/auth-signin": "https://oauth2.example.com/start"})
	not _asks({"nginx.ingress.kubernetes.io/auth-tls-secret": "ca", "nginx.ingress.kubernetes.io/auth-tls-verify-client": "off"})
	not _asks({"alb.ingress.kubernetes.io/auth-type": "none"})
	not _asks({"alb.ingress.kubernetes.io/mutual-authentication": "[{\"port\": 443, \"mode\": \"off\"}]"})
	not _asks({"traefik.ingress.kubernetes.io/router.middlewares": "models-strip@kubernetescrd"})
	not _asks({"cert-manager.io/cluster-issuer": "letsencrypt"})
	not _asks({"cloud.google.com/backend-config": "{\"default\": \"health\"}"})
}

test_what_an_object_elsewhere_decides_is_unclear if {
	[unclear.what | some unclear in frontdoor.unclear({"traefik.ingress.kubernetes.io/router.middlewares": "models-edge@kubernetescrd"})] == ["the middleware models-edge@kubernetescrd"]
	count(frontdoor.unclear({"cloud.google.com/backend-config": "health"})) == 1
	count(frontdoor.unclear({"konghq.com/plugins": "edge"})) == 1
	count(frontdoor.unclear({"konghq.com/plugins": "rate-limit"})) == 0
	count(frontdoor.unclear({"traefik.ingress.kubernetes.io/router.middlewares": "models-strip@kubernetescrd,models-redirect-https@kubernetescrd"})) == 0
	count(frontdoor.unclear({})) == 0
}
