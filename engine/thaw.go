package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A thaw is a load that was frozen: the units, and those that are rules again.
type thaw struct {
	cold    cold
	units   []*unit
	places  map[[2]string]int
	modules map[string]*ast.Module
	have    map[int]bool
}

// The stages that make what is not frozen: trees of rules, indices, names of new variables.
var thawing = map[ast.StageID]bool{
	ast.StageInitLocalVarGen: true, ast.StageSetModuleTree: true, ast.StageSetRuleTree: true,
	ast.StageBuildRuleIndices: true, ast.StageBuildComprehensionIndices: true,
}

func notThawing() []ast.StageID {
	var skipped []ast.StageID
	for _, stage := range ast.AllStages() {
		if !thawing[stage] {
			skipped = append(skipped, stage)
		}
	}
	return skipped
}

// thawed opens frozen policies: what they are called is known at once, what they say when it is asked for.
func (l *load) thawed(frozen []byte) (result *loaded, err error) {
	defer thawFailure(&err)
	rest, ok := bytes.CutPrefix(frozen, []byte(frozenFormat))
	if !ok {
		return nil, badRequest("no policies of this version are inside the engine: install policylint again")
	}
	t := &thaw{cold: cold{data: rest}, places: map[[2]string]int{}, have: map[int]bool{}}
	described := t.cold.bytes()
	t.cold.strings = t.cold.texts()
	t.cold.terms = make([]*ast.Term, len(t.cold.strings))
	t.readUnits()
	l.thaw = t
	l.packages = t.packages()
	return &loaded{Packages: json.RawMessage(described), Notes: []problem{}}, nil
}

func thawFailure(err *error) {
	if cause := recover(); cause != nil {
		if failure, ok := cause.(error); !ok || !errors.Is(failure, errThaw) {
			panic(cause)
		}
		*err = errThaw
	}
}

func (t *thaw) readUnits() {
	c := &t.cold
	t.units = make([]*unit, c.count())
	for i := range t.units {
		u := &unit{pkg: string(c.bytes()), name: string(c.bytes()), shape: string(c.bytes()), path: string(c.bytes())}
		u.row, u.col = c.number(), c.number()
		u.needs = make([]int, c.count())
		for k := range u.needs {
			u.needs[k] = c.number()
		}
		u.rules = c.bytes()
		t.units[i] = u
		t.places[[2]string{u.pkg, u.name}] = i
	}
}

func (t *thaw) packages() map[string]*pkg {
	packages := map[string]*pkg{}
	for _, u := range t.units {
		p := packages[u.pkg]
		if p == nil {
			p = &pkg{Name: u.pkg, byRule: map[string]*entry{}}
			p.ref = refOf(u.pkg)
			packages[u.pkg] = p
		}
		p.byRule[u.name] = &entry{
			Rule: u.name, Path: u.path, Line: u.row, Column: u.col, Shape: u.shape,
			reference: fmt.Sprintf("%s[%q]", p.ref, u.name), ref: p.ref.Append(ast.StringTerm(u.name)),
		}
	}
	return packages
}

// program thaws what the asks come to, with what was thawed before.
func (t *thaw) program(l *load, asks []ask) (compiler *ast.Compiler, err error) {
	defer thawFailure(&err)
	if !t.reach(asks) && l.compiler != nil {
		return l.compiler, nil
	}
	t.modules = map[string]*ast.Module{}
	for i, u := range t.units {
		if t.have[i] {
			t.rules(u)
		}
	}
	compiler = l.sources.compiler().WithSkipStages(notThawing()...)
	if compiler.Compile(t.modules); compiler.Failed() {
		return nil, policyFailure(problemsOf(compiler.Errors))
	}
	l.compiler = compiler
	return compiler, nil
}

// reach marks the units that are needed, and says whether any is new.
func (t *thaw) reach(asks []ask) bool {
	var pending []int
	add := func(i int) {
		if !t.have[i] {
			t.have[i] = true
			pending = append(pending, i)
		}
	}
	for _, a := range asks {
		if i, ok := t.places[[2]string{a.Package, a.Rule}]; ok {
			add(i)
		}
	}
	grown := len(pending) > 0
	for len(pending) > 0 {
		u := t.units[pending[len(pending)-1]]
		pending = pending[:len(pending)-1]
		for _, need := range u.needs {
			if need >= len(t.units) {
				panic(errThaw)
			}
			add(need)
		}
	}
	return grown
}

// rules puts the rules of a unit into the modules of their files.
func (t *thaw) rules(u *unit) {
	c := cold{data: u.rules, strings: t.cold.strings, terms: t.cold.terms}
	for range c.count() {
		rule := c.rule()
		name := u.pkg + " " + rule.Location.File
		module := t.modules[name]
		if module == nil {
			module = &ast.Module{Package: &ast.Package{Path: refOf(u.pkg), Location: rule.Location}}
			t.modules[name] = module
		}
		module.Rules = append(module.Rules, rule)
		for each := rule; each != nil; each = each.Else {
			each.Module = module
		}
	}
}

func (r *cold) rule() *ast.Rule {
	r.file = r.text()
	rule := &ast.Rule{Location: r.location(), Default: r.flag()}
	head := &ast.Head{Name: ast.Var(r.text()), Assign: r.flag(), Location: rule.Location}
	head.Reference = r.list()
	head.Args = r.list()
	head.Key = r.maybe()
	head.Value = r.maybe()
	rule.Head = head
	rule.Body = r.body()
	if r.flag() {
		rule.Else = r.rule()
	}
	return rule
}

func (r *cold) body() ast.Body {
	body := make(ast.Body, r.count())
	for i := range body {
		body[i] = r.expr()
	}
	return body
}

func (r *cold) expr() *ast.Expr {
	before := r.at
	r.at = r.location()
	expr := &ast.Expr{Location: r.at, Index: r.number(), Negated: r.flag(), Generated: r.flag()}
	switch r.byte() {
	case exprTerm:
		expr.Terms = r.term()
	case exprCall:
		expr.Terms = r.list()
	case exprEvery:
		expr.Terms = &ast.Every{Key: r.maybe(), Value: r.term(), Domain: r.term(), Body: r.body(), Location: expr.Location}
	default:
		panic(errThaw)
	}
	r.at = before
	return expr
}

func (r *cold) term() *ast.Term {
	term := r.maybe()
	if term == nil {
		panic(errThaw)
	}
	return term
}

func (r *cold) maybe() *ast.Term {
	switch kind := r.byte(); kind {
	case isAbsent:
		return nil
	case isString:
		return r.string()
	default:
		return &ast.Term{Value: r.value(kind), Location: r.at}
	}
}

// string shares the terms of strings: most are keys that stand in many rules.
func (r *cold) string() *ast.Term {
	i := r.number()
	if i >= len(r.strings) {
		panic(errThaw)
	}
	if r.terms[i] == nil {
		r.terms[i] = ast.StringTerm(r.strings[i])
	}
	return r.terms[i]
}

func (r *cold) value(kind byte) ast.Value {
	switch kind {
	case isNull:
		return ast.NullValue
	case isFalse, isTrue:
		return ast.Boolean(kind == isTrue)
	case isNumber:
		return ast.Number(r.text())
	case isVar:
		return ast.Var(r.text())
	case isRef:
		return ast.Ref(r.list())
	case isCall:
		return ast.Call(r.list())
	case isArray:
		return ast.NewArray(r.list()...)
	case isSet:
		return ast.NewSet(r.list()...)
	case isObject:
		pairs := make([][2]*ast.Term, r.count())
		for i := range pairs {
			pairs[i] = [2]*ast.Term{r.term(), r.term()}
		}
		return ast.NewObject(pairs...)
	case isArrayComprehension:
		return &ast.ArrayComprehension{Term: r.term(), Body: r.body()}
	case isSetComprehension:
		return &ast.SetComprehension{Term: r.term(), Body: r.body()}
	case isObjectComprehension:
		return &ast.ObjectComprehension{Key: r.term(), Value: r.term(), Body: r.body()}
	}
	panic(errThaw)
}

func (r *cold) list() []*ast.Term {
	n := r.count()
	if n == 0 {
		return nil
	}
	terms := make([]*ast.Term, n)
	for i := range terms {
		terms[i] = r.term()
	}
	return terms
}

func (r *cold) location() *ast.Location {
	return &ast.Location{File: r.file, Row: r.number(), Col: r.number()}
}

func (r *cold) flag() bool { return r.byte() == 1 }
