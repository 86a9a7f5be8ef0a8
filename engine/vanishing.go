package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A rule whose conditions hold but whose message is built from something undefined gives nothing: the finding
// vanishes. So the message is computed inside a comprehension, and where that is empty a mark takes its place:
//
//	deny contains msg if { input.bad; msg := sprintf("%s is bad", [input.name]) }
//
// becomes
//
//	deny contains m if { input.bad; ms = [msg | msg := sprintf("%s is bad", [input.name])]; array.concat(ms, ["<mark>"], all); m = all[0] }
//
// Only what plainly builds a message is moved: sprintf, concat, a template string, an object or array around them.
type vanishing struct {
	judges *regexp.Regexp
	head   bool // a function of the author in the head builds the result, too
	count  int
}

const mark = "\ufdd0undefined in the message at "

var (
	documentJudges = regexp.MustCompile(`^(deny|violation|warn)(_[a-zA-Z0-9]+)*$`)
	ruleJudges     = regexp.MustCompile(`^(deny|undecided)$`)
	builders       = map[string]bool{"sprintf": true, "concat": true}
)

func markVanishing(modules map[string]*ast.Module, role string) {
	v := &vanishing{judges: documentJudges}
	if role == "rules" {
		v = &vanishing{judges: ruleJudges, head: true}
	}
	for _, module := range inOrder(modules) {
		for _, rule := range module.Rules {
			if v.judges.MatchString(ruleName(rule)) && rule.Head.Key != nil && shapeOf(rule) == "set" {
				v.rewrite(rule)
			}
		}
	}
}

func (v *vanishing) rewrite(rule *ast.Rule) {
	build, rest := v.split(rule)
	key := rule.Head.Key
	_, isVar := key.Value.(ast.Var)
	if isVar && len(build) == 0 || !isVar && !v.builds(key, v.head) || !conditions(rest) || iterates(build, key, rest) {
		return
	}
	if len(build) == 0 {
		build = ast.NewBody(ast.NewExpr(ast.BooleanTerm(true)).SetLocation(key.Location))
	}
	at := build[0].Location
	if at == nil {
		at = rule.Location
	}
	messages, all, message := v.variable("ms"), v.variable("all"), v.variable("m")
	marker := ast.ArrayTerm(ast.StringTerm(mark + place(at)))
	for _, expr := range []*ast.Expr{
		ast.Equality.Expr(messages, ast.ArrayComprehensionTerm(key, build)),
		ast.ArrayConcat.Expr(messages, marker, all),
		ast.Equality.Expr(message, ast.RefTerm(all, ast.NumberTerm("0"))),
	} {
		rest.Append(located(expr, at))
	}
	rule.Body = rest
	rule.Head.Key = message
}

// split parts the body: what builds the head's key, and the rest. An expression builds when it gives a variable that
// nothing else in the rest needs.
func (v *vanishing) split(rule *ast.Rule) (build, rest ast.Body) {
	wanted := varsOf(rule.Head.Key)
	moved := map[*ast.Expr]bool{}
	for changed := true; changed; {
		changed = false
		for _, expr := range rule.Body {
			target, value := assigned(expr)
			if moved[expr] || target == "" || !wanted.Contains(target) || !v.builds(value, false) || usedOutside(rule.Body, target, expr, moved) {
				continue
			}
			moved[expr], changed = true, true
			wanted.Update(varsOf(value))
		}
	}
	for _, expr := range rule.Body {
		if moved[expr] {
			build.Append(expr)
		} else {
			rest.Append(expr)
		}
	}
	return build, rest
}

// assigned is the variable and the value of `x := value` and `x = value`.
func assigned(expr *ast.Expr) (ast.Var, *ast.Term) {
	if expr.Negated || len(expr.With) > 0 || !(expr.IsAssignment() || expr.IsEquality()) || len(expr.Operands()) != 2 {
		return "", nil
	}
	v, ok := expr.Operand(0).Value.(ast.Var)
	if !ok || v.IsWildcard() {
		return "", nil
	}
	return v, expr.Operand(1)
}

func (v *vanishing) builds(term *ast.Term, functions bool) bool {
	switch value := term.Value.(type) {
	case ast.Call:
		operator := value[0].Value.String()
		return builders[operator] || functions && strings.Contains(operator, ".")
	case *ast.TemplateString:
		return true
	case ast.Object, *ast.Array:
		return !ast.IsConstant(value)
	}
	return false
}

func usedOutside(body ast.Body, target ast.Var, self *ast.Expr, moved map[*ast.Expr]bool) bool {
	for _, expr := range body {
		if expr != self && !moved[expr] && varsOf(expr).Contains(target) {
			return true
		}
	}
	return false
}

// conditions is true where something is left that decides.
func conditions(rest ast.Body) bool {
	for _, expr := range rest {
		if term, ok := expr.Terms.(*ast.Term); !ok || !term.Equal(ast.InternedTerm(true)) {
			return true
		}
	}
	return false
}

// iterates is true where the message part goes through a collection: then none is an answer, not a mistake.
func iterates(build ast.Body, key *ast.Term, rest ast.Body) bool {
	bound := bindings(rest)
	for _, expr := range build {
		target, _ := assigned(expr)
		bound.Add(target)
	}
	found := false
	visitor := ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension:
			return true
		case ast.Ref:
			found = found || !subscripts(x).Diff(bound).Equal(ast.NewVarSet())
		}
		return found
	})
	visitor.Walk(build)
	visitor.Walk(key)
	return found
}

// bindings are the variables that the rest gives a value by itself: it declares, assigns or iterates them.
func bindings(rest ast.Body) ast.VarSet {
	vars := ast.NewVarSet()
	for _, expr := range rest {
		if expr.IsSome() || expr.IsAssignment() || expr.IsEquality() {
			vars.Update(varsOf(expr))
		}
		ast.WalkRefs(expr, func(ref ast.Ref) bool {
			vars.Update(subscripts(ref))
			return false
		})
	}
	return vars
}

func subscripts(ref ast.Ref) ast.VarSet {
	vars := ast.NewVarSet()
	for _, term := range ref[1:] {
		if v, ok := term.Value.(ast.Var); ok {
			vars.Add(v)
		}
	}
	return vars
}

func (v *vanishing) variable(name string) *ast.Term {
	v.count++
	return ast.VarTerm(fmt.Sprintf("policylint_%s_%d", name, v.count))
}

func located(expr *ast.Expr, at *ast.Location) *ast.Expr {
	ast.NewGenericVisitor(func(x any) bool {
		if term, ok := x.(*ast.Term); ok && term.Location == nil {
			term.SetLocation(at)
		}
		return false
	}).Walk(expr)
	expr.SetLocation(at)
	return expr
}
