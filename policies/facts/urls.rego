package policylint.facts

import data.policylint.lib.given
import data.policylint.lib.hosts
import data.policylint.lib.pointer
import data.policylint.lib.result

# urls[side]: the addresses that a deployment is told to call: {"url": as written, "host": ..., "path": ..., "key": under
# which name, "at": ...}. What only names an address is none: lists for CORS, links, documentation.
urls[side] contains {"url": found.url, "host": found.host, "path": found.path, "key": text.key, "at": result.at(id, text.at)} if {
	some [side, id, text] in _urls_texts
	not hosts.only_named(text.key)
	some found in hosts.found(text.value)
}

_urls_texts contains [side, id, {"key": given.text(variable, "name"), "value": variable.value, "at": sprintf("%s/env/%d/value", [at, i])}] if {
	some side, id, at
	some i, variable in containers[side][id][at].env
	_urls_may_hold(variable.value)
}

_urls_texts contains [side, id, {"key": key, "value": word, "at": sprintf("%s/%s/%d", [at, field, i])}] if {
	some side, id, at
	some field in ["command", "args"]
	words := containers[side][id][at][field]
	some i, word in words
	_urls_may_hold(word)
	key := _urls_flag(words, i, word)
}

# `--flag=value`, or the flag before it.
_urls_flag(words, i, word) := split(word, "=")[0] if {
	regex.match(`^--?[A-Za-z][\w.-]*=`, word)
} else := words[i - 1] if {
	is_string(words[i - 1])
	regex.match(`^--?[A-Za-z]`, words[i - 1])
} else := "argument"

_urls_texts contains [side, id, {"key": key, "value": value, "at": pointer.child("/data", key)}] if {
	some [side, id] in by_kind["k8s/configmap"]
	some key, value in input[side].documents[id].content.data
	_urls_may_hold(value)
	not regex.match(`(?i)\.(?:md|markdown|html?|rst|txt)$`, key)
}

_urls_texts contains [side, id, {"key": "externalName", "value": name, "at": "/spec/externalName"}] if {
	some [side, id] in by_kind["k8s/service"]
	name := input[side].documents[id].content.spec.externalName
	is_string(name)
}

_urls_texts contains [side, id, {"key": "The backend", "value": name, "at": at}] if {
	some kind, _ in _exposure_routes
	some [side, id] in by_kind[kind]
	some [name, at] in _urls_backends(kind, input[side].documents[id].content.spec)
	is_string(name)
}

_urls_backends("istio/virtualservice", spec) := [[host, sprintf("/spec/%s/%d/route/%d/destination/host", [protocol, i, j])] |
	some protocol in ["http", "tls", "tcp"]
	some i, rule in spec[protocol]
	some j, route in rule.route
	host := route.destination.host
]

_urls_backends(kind, spec) := _exposure_backends(kind, spec) if kind != "istio/virtualservice"

# The name that an Ingress or a route gives the upstream.
_urls_texts contains [side, id, {"key": key, "value": value, "at": pointer.child("/metadata/annotations", key)}] if {
	some [side, id] in by_kind["k8s/ingress"]
	some key in ["nginx.ingress.kubernetes.io/upstream-vhost", "nginx.ingress.kubernetes.io/proxy-redirect-to"]
	value := annotations_of(side, id)[key]
	is_string(value)
}

_urls_texts contains [side, id, {"key": "The hostname", "value": hostname, "at": sprintf("/spec/rules/%d/filters/%d/urlRewrite/hostname", [i, j])}] if {
	some [side, id] in by_kind["k8s/httproute"]
	some i, rule in input[side].documents[id].content.spec.rules
	some j, filter in rule.filters
	hostname := filter.urlRewrite.hostname
	is_string(hostname)
}

_urls_texts contains [side, id, {"key": key, "value": value, "at": pointer.child("/model/env", key)}] if {
	some [side, id] in by_kind["hf/endpoint"]
	some key, value in input[side].documents[id].content.model.env
	_urls_may_hold(value)
}

_urls_texts contains [side, id, {"key": _urls_flag(words, i, word), "value": word, "at": sprintf("/model/args/%d", [i])}] if {
	some [side, id] in by_kind["hf/endpoint"]
	words := input[side].documents[id].content.model.args
	is_array(words)
	some i, word in words
	_urls_may_hold(word)
}

# `environment: [NAME=value]` of a cog.yaml.
_urls_texts contains [side, id, {"key": split(text, "=")[0], "value": substring(text, indexof(text, "=") + 1, -1), "at": sprintf("/environment/%d", [i])}] if {
	some [side, id] in by_kind.cog
	some i, text in input[side].documents[id].content.environment
	_urls_may_hold(text)
}

_urls_texts contains [side, id, {"key": key, "value": value, "at": sprintf("%s/%s", [at, key])}] if {
	some [side, id] in by_kind["ray/service"]
	some i, application in input[side].documents[id].content.spec.serveConfigV2.applications
	at := sprintf("/spec/serveConfigV2/applications/%d/runtime_env/env_vars", [i])
	some key, value in application.runtime_env.env_vars
	_urls_may_hold(value)
}

_urls_may_hold(value) if {
	is_string(value)
	contains(value, ".")
}
