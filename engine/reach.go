package main

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A reach finds the rules that given rules can come to. Names decide, so it may hold too many, never too few.
type reach struct {
	modules map[string]*ast.Module
	rules   map[string]map[string][]*ast.Rule
	found   map[*ast.Rule]bool
	pending []*ast.Rule
}

func newReach(modules map[string]*ast.Module) *reach {
	r := &reach{modules: modules, rules: map[string]map[string][]*ast.Rule{}, found: map[*ast.Rule]bool{}}
	for _, module := range inOrder(modules) {
		name := packageName(module)
		if r.rules[name] == nil {
			r.rules[name] = map[string][]*ast.Rule{}
		}
		for _, rule := range module.Rules {
			r.rules[name][ruleName(rule)] = append(r.rules[name][ruleName(rule)], rule)
		}
	}
	return r
}

// packageName is the path of a package below data, with dots.
func packageName(module *ast.Module) string {
	return strings.Join(parts(module.Package.Path[1:]), ".")
}

// from gives the modules with only those rules that the asks can come to, and without the modules that are then empty.
func (r *reach) from(asks []ask) map[string]*ast.Module {
	for _, a := range asks {
		r.rule(a.Package, a.Rule)
	}
	for len(r.pending) > 0 {
		rule := r.pending[len(r.pending)-1]
		r.pending = r.pending[:len(r.pending)-1]
		r.visit(rule, rule.Module)
	}
	kept := map[string]*ast.Module{}
	for name, module := range r.modules {
		pruned := *module
		pruned.Rules = nil
		for _, rule := range module.Rules {
			if r.found[rule] {
				rule.Module = &pruned
				pruned.Rules = append(pruned.Rules, rule)
			}
		}
		if len(pruned.Rules) > 0 {
			kept[name] = &pruned
		}
	}
	return kept
}

func (r *reach) rule(pkg, name string) {
	for _, rule := range r.rules[pkg][name] {
		if !r.found[rule] {
			r.found[rule] = true
			r.pending = append(r.pending, rule)
		}
	}
}

func (r *reach) visit(node any, within *ast.Module) {
	ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case ast.Ref:
			if r.reference(x, within) {
				x = x[1:]
			}
			for _, term := range x {
				r.visit(term, within)
			}
			return true
		case ast.Var:
			r.reference(ast.Ref{ast.NewTerm(x)}, within)
		}
		return false
	}).Walk(node)
}

// reference follows data.…, the name of an import, or the name of a rule beside it; a call has no name to follow.
func (r *reach) reference(ref ast.Ref, within *ast.Module) bool {
	head, ok := ref[0].Value.(ast.Var)
	if !ok {
		return false
	}
	if head.Equal(ast.DefaultRootDocument.Value) {
		r.path(parts(ref[1:]))
		return true
	}
	for _, imported := range within.Imports {
		if path, ok := imported.Path.Value.(ast.Ref); ok && imported.Name() == head && path.HasPrefix(ast.DefaultRootRef) {
			r.path(append(parts(path[1:]), parts(ref[1:])...))
		}
	}
	r.rule(packageName(within), string(head))
	return true
}

// path is a rule of a package, or everything below it where it names none.
func (r *reach) path(path []string) {
	for end := len(path); end > 0; end-- {
		name := strings.Join(path[:end], ".")
		if r.rules[name] == nil {
			continue
		}
		if end < len(path) {
			r.rule(name, path[end])
			return
		}
	}
	whole := strings.Join(path, ".")
	for name, rules := range r.rules {
		if name == whole || whole == "" || strings.HasPrefix(name, whole+".") {
			for rule := range rules {
				r.rule(name, rule)
			}
		}
	}
}

// parts are the strings that a reference begins with.
func parts(ref ast.Ref) []string {
	var found []string
	for _, term := range ref {
		text, ok := term.Value.(ast.String)
		if !ok {
			break
		}
		found = append(found, string(text))
	}
	return found
}
