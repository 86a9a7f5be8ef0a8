package main

import "github.com/open-policy-agent/opa/v1/ast"

var forbidden = map[string]bool{"http.send": true, "net.lookup_ip_addr": true, "opa.runtime": true, "rand.intn": true, "uuid.rfc4122": true, "trace": true}

func capabilities(role, rego string, clock bool) *ast.Capabilities {
	caps := ast.CapabilitiesForThisVersion(ast.CapabilitiesRegoVersion(regoVersion(rego)))
	kept := make([]*ast.Builtin, 0, len(caps.Builtins))
	for _, b := range caps.Builtins {
		if !forbidden[b.Name] && (b.Name != "time.now_ns" || role == "documents" && clock) {
			kept = append(kept, b)
		}
	}
	caps.Builtins = kept
	return caps
}
