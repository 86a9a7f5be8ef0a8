package main

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// checkNegations notes a trap. In `not count(input.x) > 0` OPA looks input.x up before it negates: where x is absent
// nothing is left to negate, and the rule does not fire. The compiler shows it: what it moves out of a negated
// expression becomes a generated one before it.
func (l *load) checkNegations(names []string) []problem {
	var notes []problem
	seen := map[string]bool{}
	for _, name := range names {
		ast.WalkBodies(l.compiler.Modules[name], func(body ast.Body) bool {
			for i, expr := range body {
				if !expr.Negated && !expr.IsNot() {
					continue
				}
				ref := movedOut(body, i)
				if ref == nil || established(body, ref) {
					continue
				}
				note := negationNote(expr, ref)
				if key := fmt.Sprint(note); !seen[key] {
					seen[key] = true
					notes = append(notes, note)
				}
			}
			return false
		})
	}
	return notes
}

// movedOut is the reference into the input that a negated expression depends on by generated variables, if any.
func movedOut(body ast.Body, negated int) ast.Ref {
	wanted := varsOf(body[negated])
	for i := len(body) - 1; i >= 0; i-- {
		expr := body[i]
		if !expr.Generated || expr.Negated || !defines(expr, wanted) {
			continue
		}
		if ref := inputRef(expr); ref != nil {
			return ref
		}
		wanted.Update(varsOf(expr))
	}
	return nil
}

func varsOf(x any) ast.VarSet {
	vars := ast.NewVarSet()
	ast.WalkVars(x, func(v ast.Var) bool {
		vars.Add(v)
		return false
	})
	return vars
}

// defines looks at the left of an equation and at the last operand of a call: where a generated variable gets its value.
func defines(expr *ast.Expr, wanted ast.VarSet) bool {
	terms, ok := expr.Terms.([]*ast.Term)
	if !ok || len(terms) < 2 {
		return false
	}
	target := terms[len(terms)-1]
	if expr.IsEquality() {
		target = terms[1]
	}
	v, ok := target.Value.(ast.Var)
	return ok && wanted.Contains(v)
}

func inputRef(expr *ast.Expr) ast.Ref {
	if !expr.IsEquality() {
		return nil
	}
	ref, ok := expr.Operand(1).Value.(ast.Ref)
	if ok && len(ref) > 1 && ref.HasPrefix(ast.InputRootRef) {
		return ref
	}
	return nil
}

// established is true where the body holds only if the reference is there: another expression uses it as it is.
func established(body ast.Body, ref ast.Ref) bool {
	found := false
	for _, expr := range body {
		if expr.Generated || expr.Negated || expr.IsNot() {
			continue
		}
		ast.WalkRefs(expr, func(other ast.Ref) bool {
			found = found || other.HasPrefix(ref)
			return found
		})
	}
	return found
}

func negationNote(expr *ast.Expr, ref ast.Ref) problem {
	message := fmt.Sprintf("where %v is absent this \"not\" never holds and the rule is silent: OPA looks it up before it negates; "+
		"give it a default with object.get, or test it in a rule of its own", ref)
	return problemAt("negation_note", expr.Location, message)
}
