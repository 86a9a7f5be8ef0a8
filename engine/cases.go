package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"
)

// A case of test_x[key] that does not hold leaves no trace in what the test gives: its key is just not there. So the
// body announces the key as soon as it is known, by a function of our own, and a key that was announced must be there.
const caseFunction = "policylint_case"

var caseBuiltin = &ast.Builtin{
	Name: caseFunction,
	Decl: types.NewFunction(types.Args(types.NewArray(nil, types.A)), types.B),
}

// announced are the keys of one test.
type announced struct{ keys []*ast.Array }

func (a *announced) builtins() map[string]*topdown.Builtin {
	return map[string]*topdown.Builtin{caseFunction: {Decl: caseBuiltin, Func: a.note}}
}

func (a *announced) note(_ topdown.BuiltinContext, operands []*ast.Term, each func(*ast.Term) error) error {
	if keys, ok := operands[0].Value.(*ast.Array); ok {
		a.keys = append(a.keys, keys)
	}
	return each(ast.InternedTerm(true))
}

// tellApart gives the second test of a name another one, in the order of the files and as OPA does: what both add to
// would hold where one of them does.
func tellApart(compiler *ast.Compiler) *ast.Error {
	count := map[string]int{}
	for _, module := range inOrder(compiler.Modules) {
		for _, rule := range module.Rules {
			ref, name := testRef(rule)
			if ref == nil || rule.Default {
				continue
			}
			key := module.Package.Path.Extend(ref).String()
			if n := count[key]; n > 0 {
				rename(rule, len(ref)-1, fmt.Sprintf("%s#%02d", name, n))
			}
			count[key]++
		}
	}
	return nil
}

func rename(rule *ast.Rule, part int, name string) {
	ref := slices.Clone(rule.Head.Ref())
	ref[part] = ast.StringTerm(name).SetLocation(ref[part].Location)
	if part == 0 {
		ref[0] = ast.VarTerm(name).SetLocation(ref[0].Location)
	}
	rule.Head.SetRef(ref)
}

func announceCases(compiler *ast.Compiler) *ast.Error {
	for _, module := range compiler.Modules {
		for _, rule := range module.Rules {
			if ref, name := testRef(rule); strings.HasPrefix(name, testPrefix) && len(rule.Head.Ref()) > len(ref) {
				rule.Body = announcing(rule.Body, rule.Head.Ref()[len(ref):])
			}
		}
	}
	return nil
}

// announcing is the body with the announcement behind the first expression after which all keys are known. A key such
// as `case.note` is computed by a generated expression at the end of the body, which comes along.
func announcing(body ast.Body, keys ast.Ref) ast.Body {
	var computed, rest []*ast.Expr
	wanted := ast.NewVarSet()
	for _, expr := range body {
		if i := slices.IndexFunc(keys, func(key *ast.Term) bool { return computes(expr, key) }); i >= 0 {
			computed = append(computed, expr)
			wanted.Update(varsOf(expr.Operand(1)))
		} else {
			rest = append(rest, expr)
		}
	}
	for _, key := range keys {
		if !slices.ContainsFunc(computed, func(expr *ast.Expr) bool { return computes(expr, key) }) {
			wanted.Update(varsOf(key))
		}
	}
	place := placeAfter(rest, wanted)
	call := ast.NewExpr([]*ast.Term{ast.RefTerm(ast.VarTerm(caseFunction)), ast.ArrayTerm(keys...)})
	call.Location = body[0].Location
	var result ast.Body
	for _, expr := range slices.Concat(rest[:place], computed, []*ast.Expr{call}, rest[place:]) {
		result.Append(expr)
	}
	return result
}

// computes is true for a generated expression that gives the variable of a key.
func computes(expr *ast.Expr, key *ast.Term) bool {
	_, isVar := key.Value.(ast.Var)
	return isVar && expr.Generated && (expr.IsEquality() || expr.IsAssignment()) && expr.Operand(0).Equal(key)
}

// placeAfter is behind the last of the expressions in which each of the variables comes first.
func placeAfter(exprs []*ast.Expr, wanted ast.VarSet) int {
	place := 0
	for v := range wanted {
		if i := slices.IndexFunc(exprs, func(expr *ast.Expr) bool { return varsOf(expr).Contains(v) }); i >= 0 {
			place = max(place, i+1)
		}
	}
	return place
}

// A badCase is one that does not hold.
type badCase struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// casesOf are how many cases a table has, and those that do not hold: another value than true, or announced and gone.
func casesOf(table ast.Object, known *announced) (total int, bad []badCase) {
	seen, inner := map[string]bool{}, map[string]bool{} // values, and what holds values
	var walk func(name string, value ast.Value)
	walk = func(name string, value ast.Value) {
		if object, ok := value.(ast.Object); ok {
			inner[name] = object.Len() > 0
			object.Foreach(func(key, held *ast.Term) { walk(joined(name, key), held.Value) })
			return
		}
		seen[name] = true
		if value != ast.Boolean(true) {
			bad = append(bad, badCase{shown(name), shown(value.String())})
		}
	}
	walk("", table)
	for _, keys := range known.keys {
		name := ""
		keys.Foreach(func(key *ast.Term) { name = joined(name, key) })
		if !seen[name] && !inner[name] {
			seen[name] = true
			bad = append(bad, badCase{shown(name), "undefined"})
		}
	}
	slices.SortFunc(bad, func(a, b badCase) int { return cmp.Compare(a.Name, b.Name) })
	return len(seen), bad
}

func joined(name string, key *ast.Term) string {
	text := key.Value.String()
	if s, ok := key.Value.(ast.String); ok {
		text = string(s)
	}
	if name == "" {
		return text
	}
	return name + " / " + text
}
