package main

import (
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A new version of OPA brings new builtins. Each must be looked at before policies may call it.
func TestEveryBuiltinIsAllowedOrRefused(t *testing.T) {
	known := map[string]bool{}
	for _, builtin := range ast.CapabilitiesForThisVersion().Builtins {
		known[builtin.Name] = true
		isAllowed, isRefused := slices.Contains(allowed, builtin.Name), refused[builtin.Name] != ""
		if isAllowed == isRefused {
			t.Errorf("%s must be in exactly one list: allowed %v, refused %v", builtin.Name, isAllowed, isRefused)
		}
		if builtin.Nondeterministic && isAllowed && !slices.Contains(harmless, builtin.Name) {
			t.Errorf("%s is allowed, and OPA calls it nondeterministic", builtin.Name)
		}
	}
	for _, name := range slices.Concat(allowed, timed, lenient) {
		if !known[name] {
			t.Errorf("%s is allowed, and OPA has no such builtin", name)
		}
	}
}

// harmless are nondeterministic for OPA because they follow references to the network, which ours may not.
var harmless = []string{"json.match_schema", "json.verify_schema"}

func TestTheClockNeedsATime(t *testing.T) {
	for _, c := range []struct {
		role  string
		clock bool
		has   bool
	}{{"documents", true, true}, {"documents", false, false}, {"rules", true, false}} {
		if has := capabilities(c.role, ast.RegoV1, c.clock).ContainsBuiltin("time.now_ns"); has != c.has {
			t.Errorf("role %s with a time %v: time.now_ns %v", c.role, c.clock, has)
		}
	}
}
