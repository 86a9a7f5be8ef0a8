package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/open-policy-agent/opa/v1/ast"
)

// A reference to something that neither a rule nor the data provides is undefined for ever: the rule around it never
// fires, and nobody is told. OPA says so only of functions.
type references struct {
	load     *load
	mocked   []ast.Ref // what `with` puts in place somewhere
	problems []problem
	reported map[string]bool
	tested   map[string]bool // filled when it is first wanted
}

func (l *load) checkReferences(names []string) []problem {
	r := &references{load: l, reported: map[string]bool{}}
	for _, name := range names {
		ast.WalkWiths(l.compiler.Modules[name], func(w *ast.With) bool {
			if ref, ok := w.Target.Value.(ast.Ref); ok {
				r.mocked = append(r.mocked, ref)
			}
			return false
		})
	}
	for _, name := range names {
		for _, rule := range l.compiler.Modules[name].Rules {
			r.checkRule(rule, r.fallsBack(rule))
			r.checkMembers(rule)
		}
	}
	return r.problems
}

// fallsBack is true for a rule that has another value to give when a reference in it is undefined.
func (r *references) fallsBack(rule *ast.Rule) bool {
	if rule.Else != nil || rule.Default {
		return true
	}
	siblings := r.load.compiler.GetRulesExact(rule.Ref().GroundPrefix())
	return slices.ContainsFunc(siblings, func(s *ast.Rule) bool { return s.Default })
}

func (r *references) checkRule(rule *ast.Rule, optional bool) {
	visitor := ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.Expr:
			if x.Negated || x.IsNot() {
				r.checkTree(x, rule, true)
				return true
			}
		case ast.Ref:
			r.check(x, rule, optional)
		}
		return false
	})
	visitor.Walk(rule)
}

func (r *references) checkTree(x any, rule *ast.Rule, optional bool) {
	ast.WalkRefs(x, func(ref ast.Ref) bool {
		r.check(ref, rule, optional)
		return false
	})
}

// check follows a reference through the rules and the data. Only the part of constant strings is known here.
func (r *references) check(ref ast.Ref, rule *ast.Rule, optional bool) {
	if !ref.HasPrefix(ast.DefaultRootRef) || r.isMocked(ref) {
		return
	}
	node := r.load.compiler.RuleTree.Child(ref[0].Value)
	var data any = r.load.data
	for i, term := range ref[1:] {
		key, ok := term.Value.(ast.String)
		if !ok {
			return
		}
		if node != nil {
			if node = node.Child(key); node != nil && len(node.Values) > 0 {
				r.use(ref[:i+2], rule)
				return
			}
		}
		data = member(data, string(key))
		if node == nil && data == nil {
			if !optional || i == 0 {
				r.report(ref, i+1, rule)
			}
			return
		}
	}
}

func member(data any, key string) any {
	if object, ok := data.(map[string]any); ok {
		return object[key]
	}
	return nil
}

func (r *references) isMocked(ref ast.Ref) bool {
	return slices.ContainsFunc(r.mocked, func(m ast.Ref) bool { return ref.HasPrefix(m) || m.HasPrefix(ref) })
}

// use marks an entry that another rule refers to.
func (r *references) use(ref ast.Ref, from *ast.Rule) {
	for i := len(ref) - 1; i > 0; i-- {
		p := r.load.packages[strings.TrimPrefix(ref[:i].String(), "data.")]
		if p == nil {
			continue
		}
		name := string(ref[i].Value.(ast.String))
		if e := p.byRule[name]; e != nil && (ruleName(from) != name || !from.Module.Package.Path.Equal(ref[:i])) {
			e.Used = true
		}
		return
	}
}

func (r *references) report(ref ast.Ref, missing int, rule *ast.Rule) {
	at := rule.Location
	if loc := ref[0].Location; loc != nil && loc.File != "" {
		at = loc
	}
	name := strings.TrimPrefix(ref[:missing+1].String(), "data.")
	key := fmt.Sprintf("%s at %s", name, place(at))
	if r.reported[key] {
		return
	}
	r.reported[key] = true
	message := fmt.Sprintf("nothing provides data.%s: no module and no data document; the rule could never fire", name)
	if close := r.closest(ref, missing); close != "" {
		message += fmt.Sprintf("; did you mean %s?", close)
	}
	r.problems = append(r.problems, problemAt("reference_error", at, message))
}

// closest is the name beside the missing one that is spelt most like it.
func (r *references) closest(ref ast.Ref, missing int) string {
	wanted := string(ref[missing].Value.(ast.String))
	best, distance := "", min(max(2, len(wanted)/3)+1, len(wanted)) // two letters changed places count as two
	for _, name := range r.beside(ref[:missing]) {
		if d := levenshtein.ComputeDistance(wanted, name); d < distance || d == distance && name < best {
			best, distance = name, d
		}
	}
	return best
}

func (r *references) beside(parent ast.Ref) []string {
	var names []string
	node := r.load.compiler.RuleTree
	var data any = r.load.data
	for i, term := range parent {
		if node != nil {
			node = node.Child(term.Value)
		}
		if i > 0 {
			data = member(data, string(term.Value.(ast.String)))
		}
	}
	if node != nil {
		for key := range node.Children {
			if s, ok := key.(ast.String); ok {
				names = append(names, string(s))
			}
		}
	}
	if object, ok := data.(map[string]any); ok {
		for key := range object {
			names = append(names, key)
		}
	}
	slices.Sort(names)
	return names
}
