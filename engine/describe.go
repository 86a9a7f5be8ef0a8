package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"
)

// A pkg is a package with the rules that all its files hold.
type pkg struct {
	Name        string   `json:"name"`
	Entries     []*entry `json:"entries"`
	Annotations metadata `json:"annotations"`

	reference string
	byRule    map[string]*entry
}

// An entry is a rule name of a package, with the place of its first rule, and whether other rules refer to it.
type entry struct {
	Rule        string   `json:"rule"`
	Path        string   `json:"path"`
	Line        int      `json:"line"`
	Column      int      `json:"column"`
	Shape       string   `json:"shape"`
	Arity       int      `json:"arity"`
	Annotations metadata `json:"annotations"`
	Used        bool     `json:"used"`
	Files       []string `json:"files"`
	Trouble     *problem `json:"trouble"`

	history
	within *pkg
	ref    ast.Ref
}

func (e *entry) reference() string { return fmt.Sprintf("%s[%q]", e.within.reference, e.Rule) }

// inOrder are modules by the names of their files.
func inOrder(modules map[string]*ast.Module) []*ast.Module {
	list := make([]*ast.Module, 0, len(modules))
	for _, name := range util.KeysSorted(modules) {
		list = append(list, modules[name])
	}
	return list
}

// describe groups the rules by package and name. Both are in order; places are of the first file that has them.
func describe(l *load, modules []*ast.Module, annotations *ast.AnnotationSet) []*pkg {
	l.packages = map[string]*pkg{}
	for _, module := range modules {
		p := l.pkg(module.Package, annotations)
		for _, rule := range module.Rules {
			p.add(rule)
		}
	}
	list := make([]*pkg, 0, len(l.packages))
	for _, p := range l.packages {
		slices.SortFunc(p.Entries, func(a, b *entry) int { return strings.Compare(a.Rule, b.Rule) })
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *pkg) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func (l *load) pkg(of *ast.Package, annotations *ast.AnnotationSet) *pkg {
	reference := of.Path.String()
	name := strings.TrimPrefix(reference, "data.")
	p := l.packages[name]
	if p == nil {
		p = &pkg{Name: name, Entries: []*entry{}, reference: reference, byRule: map[string]*entry{}}
		p.Annotations = packageMetadata(annotations, of)
		l.packages[name] = p
	}
	return p
}

func (p *pkg) add(rule *ast.Rule) {
	name := ruleName(rule)
	e := p.byRule[name]
	if e == nil {
		at := rule.Location
		e = &entry{Rule: name, Path: at.File, Line: at.Row, Column: at.Col, Shape: shapeOf(rule), Arity: len(rule.Head.Args)}
		e.within = p
		e.ref = rule.Module.Package.Path.Append(ast.StringTerm(name))
		p.byRule[name] = e
		p.Entries = append(p.Entries, e)
	}
	if file := rule.Location.File; !slices.Contains(e.Files, file) {
		e.Files = append(e.Files, file)
	}
	if e.Annotations == nil {
		e.Annotations = ruleMetadata(rule)
	}
}

func ruleName(rule *ast.Rule) string {
	switch v := rule.Head.Ref()[0].Value.(type) {
	case ast.Var:
		return string(v)
	case ast.String:
		return string(v)
	}
	return string(rule.Head.Name)
}

// shapeOf is what a rule makes. `deny.a contains x` makes an object that holds a set.
func shapeOf(rule *ast.Rule) string {
	switch {
	case len(rule.Head.Args) > 0:
		return "function"
	case len(rule.Head.Ref()) > 1:
		return "object"
	case rule.Head.RuleKind() == ast.MultiValue:
		return "set"
	}
	return "value"
}
