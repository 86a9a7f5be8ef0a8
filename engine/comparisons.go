package main

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// checkComparisons notes a trap. `input.spec.risk != "low"` does not hold where input.spec.risk is absent: the rule is
// silent about the very document that says least. Nothing is noted where absence is looked after elsewhere.
func (l *load) checkComparisons(names []string) []problem {
	var notes []problem
	cared := l.caredFor(names)
	for _, name := range names {
		for _, rule := range l.compiler.Modules[name].Rules {
			if !documentJudges.MatchString(ruleName(rule)) {
				continue
			}
			seen := map[string]bool{}
			for _, expr := range rule.Body {
				ref := comparedRef(rule.Body, expr)
				if ref == nil || cared[ref.String()] || seen[ref.String()] || required(rule.Body, ref) {
					continue
				}
				seen[ref.String()] = true
				notes = append(notes, comparisonNote(expr, ref))
			}
		}
	}
	return notes
}

// comparedRef is a constant place below a part of the input that must differ from a constant for the body to hold.
func comparedRef(body ast.Body, expr *ast.Expr) ast.Ref {
	if expr.Negated || len(expr.With) > 0 || !expr.IsCall() || !expr.Operator().Equal(ast.NotEqual.Ref()) {
		return nil
	}
	for i, operand := range expr.Operands() {
		ref := valueOf(body, operand)
		if ref != nil && len(ref) > 2 && ref.HasPrefix(ast.InputRootRef) && ref.IsGround() && ast.IsScalar(expr.Operand(1-i).Value) {
			return ref
		}
	}
	return nil
}

// valueOf is the reference that a term is, or that the compiler gave a variable for.
func valueOf(body ast.Body, term *ast.Term) ast.Ref {
	if ref, ok := term.Value.(ast.Ref); ok {
		return ref
	}
	for _, expr := range body {
		if expr.IsEquality() && expr.Operand(0).Equal(term) {
			ref, _ := expr.Operand(1).Value.(ast.Ref)
			return ref
		}
	}
	return nil
}

// caredFor are the references that some rule asks for under "not".
func (l *load) caredFor(names []string) map[string]bool {
	cared := map[string]bool{}
	for _, name := range names {
		ast.WalkExprs(l.compiler.Modules[name], func(expr *ast.Expr) bool {
			if expr.Negated {
				ast.WalkRefs(expr, func(ref ast.Ref) bool {
					cared[ref.String()] = true
					return false
				})
			}
			return false
		})
	}
	return cared
}

// required is true where the body wants the reference to be there anyway.
func required(body ast.Body, ref ast.Ref) bool {
	found := false
	for _, expr := range body {
		if expr.Generated || expr.Negated {
			continue
		}
		ast.WalkRefs(expr, func(other ast.Ref) bool {
			found = found || other.HasPrefix(ref)
			return found
		})
	}
	return found
}

func comparisonNote(expr *ast.Expr, ref ast.Ref) problem {
	message := fmt.Sprintf("where %v is absent this comparison never holds and the rule is silent; "+
		"ask for it in a rule of its own (not %v), or give it a default with object.get", ref, ref)
	return problemAt("comparison_note", expr.Location, message)
}
