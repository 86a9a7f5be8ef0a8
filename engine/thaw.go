package main

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A thaw is a load that was frozen: the units, and those that are rules again.
type thaw struct {
	cold   cold
	units  []*unit
	places map[[2]string]int
	have   map[int]bool
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
		u := &unit{pkg: string(c.bytes()), name: string(c.bytes()), shape: string(c.bytes())}
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
			p = &pkg{Name: u.pkg, reference: refOf(u.pkg).String(), byRule: map[string]*entry{}}
			packages[u.pkg] = p
		}
		p.byRule[u.name] = &entry{Rule: u.name, Shape: u.shape, within: p}
	}
	return packages
}

// program thaws what the asks come to, with what was thawed before.
func (t *thaw) program(l *load, asks []ask) (compiler *ast.Compiler, err error) {
	defer thawFailure(&err)
	if !t.reach(asks) && l.compiler != nil {
		return l.compiler, nil
	}
	modules := map[string]*ast.Module{}
	for i, u := range t.units {
		if t.have[i] {
			t.rules(u, modules)
		}
	}
	compiler = l.sources.compiler().WithSkipStages(notThawing()...)
	if compiler.Compile(modules); compiler.Failed() {
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
func (t *thaw) rules(u *unit, modules map[string]*ast.Module) {
	c := cold{data: u.rules, strings: t.cold.strings, terms: t.cold.terms}
	for range c.count() {
		rule := c.rule()
		name := u.pkg + " " + rule.Location.File
		module := modules[name]
		if module == nil {
			module = &ast.Module{Package: &ast.Package{Path: refOf(u.pkg), Location: rule.Location}}
			modules[name] = module
		}
		module.Rules = append(module.Rules, rule)
		for each := rule; each != nil; each = each.Else {
			each.Module = module
		}
	}
}
