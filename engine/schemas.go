package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// OPA's JSON schema builtins follow "$ref" to the network, which capabilities refuse, and to files, which nothing
// refuses. So a schema may refer to itself and to the published drafts only.
func init() {
	guardSchema("json.match_schema", 1)
	guardSchema("json.verify_schema", 0)
}

func guardSchema(name string, operand int) {
	inner := topdown.GetBuiltin(name)
	topdown.RegisterBuiltinFunc(name, func(bctx topdown.BuiltinContext, args []*ast.Term, iter func(*ast.Term) error) error {
		if ref := foreignReference(args[operand].Value); ref != "" && guarded(bctx) {
			return fmt.Errorf("a schema may not refer to %q: it must refer to itself only", clipped(ref))
		}
		return inner(bctx, args, iter)
	})
}

// guarded is true under the allow-list; OPA's own conformance cases run without.
func guarded(bctx topdown.BuiltinContext) bool {
	return bctx.Capabilities != nil && bctx.Capabilities.AllowNet != nil
}

func foreignReference(schema ast.Value) (found string) {
	if text, ok := schema.(ast.String); ok {
		var parsed any
		if json.Unmarshal([]byte(text), &parsed) != nil {
			return ""
		}
		value, err := ast.InterfaceToValue(parsed)
		if err != nil {
			return ""
		}
		schema = value
	}
	ast.NewGenericVisitor(func(x any) bool {
		if object, ok := x.(ast.Object); ok {
			object.Foreach(func(k, v *ast.Term) {
				if ref, ok := reference(k.Value, v.Value); ok && foreign(ref) {
					found = ref
				}
			})
		}
		return found != ""
	}).Walk(schema)
	return found
}

func reference(key, value ast.Value) (string, bool) {
	name, _ := key.(ast.String)
	text, ok := value.(ast.String)
	return string(text), ok && (name == "$ref" || name == "$id" || name == "id" || name == "$schema")
}

// foreign is true for what leads to a file: anything with that scheme, however it is written, and a bare path.
func foreign(ref string) bool {
	lower := strings.ToLower(strings.TrimSpace(ref))
	scheme, _, _ := strings.Cut(lower, ":")
	return scheme == "file"
}
