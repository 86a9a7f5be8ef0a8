package main

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A text or a number in the data where a rule looks for members is a list that somebody forgot the brackets of: the
// rule finds none, ever, and nobody is told.
func (r *references) checkMembers(rule *ast.Rule) {
	ast.WalkBodies(rule, func(body ast.Body) bool {
		for _, expr := range body {
			if ref := collectionOf(body, expr); ref != nil && !r.isMocked(ref) {
				if value, ok := r.scalarAt(ref); ok {
					r.reportScalar(ref, value, rule)
				}
			}
		}
		return false
	})
	ast.WalkRefs(rule, func(ref ast.Ref) bool {
		if prefix := groundPart(ref); len(prefix) < len(ref) && !r.isMocked(prefix) {
			if value, ok := r.scalarAt(prefix); ok {
				r.reportScalar(prefix, value, rule)
			}
		}
		return false
	})
}

// collectionOf is what the `in` of an expression looks through.
func collectionOf(body ast.Body, expr *ast.Expr) ast.Ref {
	if !expr.IsCall() {
		return nil
	}
	switch expr.Operator().String() {
	case ast.Member.Name, ast.MemberWithKey.Name:
		operands := expr.Operands()
		return valueOf(body, operands[len(operands)-1])
	}
	return nil
}

// groundPart is the part of a reference before its first variable.
func groundPart(ref ast.Ref) ast.Ref {
	for i, term := range ref[1:] {
		if _, ok := term.Value.(ast.String); !ok {
			return ref[:i+1]
		}
	}
	return ref
}

// scalarAt is what the data holds at a place where no rule stands, when that is no list and no object.
func (r *references) scalarAt(ref ast.Ref) (any, bool) {
	if !ref.HasPrefix(ast.DefaultRootRef) || len(ref) < 2 || r.typeTested()[ref.String()] {
		return nil, false
	}
	if len(r.load.compiler.GetRulesWithPrefix(ref)) > 0 {
		return nil, false
	}
	var here any = r.load.data
	for _, term := range ref[1:] {
		key, ok := term.Value.(ast.String)
		if !ok {
			return nil, false
		}
		if here = member(here, string(key)); here == nil {
			return nil, false
		}
	}
	switch here.(type) {
	case map[string]any, []any:
		return nil, false
	}
	return here, true
}

// typeTested are the places whose type some rule asks for: it knows that there may be no list.
func (r *references) typeTested() map[string]bool {
	if r.tested != nil {
		return r.tested
	}
	r.tested = map[string]bool{}
	for _, module := range r.load.compiler.Modules {
		ast.WalkBodies(module, func(body ast.Body) bool {
			for _, expr := range body {
				if expr.IsCall() && asksForType(expr.Operator().String()) {
					if ref := valueOf(body, expr.Operand(0)); ref != nil {
						r.tested[ref.String()] = true
					}
				}
			}
			return false
		})
	}
	return r.tested
}

func asksForType(function string) bool {
	return function == ast.TypeNameBuiltin.Name || strings.HasPrefix(function, "is_")
}

func (r *references) reportScalar(ref ast.Ref, value any, rule *ast.Rule) {
	at := rule.Location
	if loc := ref[0].Location; loc != nil && loc.File != "" {
		at = loc
	}
	key := fmt.Sprintf("%v at %s", ref, place(at))
	if r.reported[key] {
		return
	}
	r.reported[key] = true
	held := ast.MustInterfaceToValue(value)
	message := fmt.Sprintf("%v is %s; this looks for members of a list or an object, and would never find one", ref, described(held))
	r.problems = append(r.problems, problemAt("reference_error", at, message))
}
