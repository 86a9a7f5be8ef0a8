package main

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"
)

// With all documents combined the input is an array. What only looks for fields of one document never finds them, and
// is silent, or fires for nothing. checkFields tells each entry where it does so first.
func (l *load) checkFields(packages []*pkg) {
	for _, p := range packages {
		for _, e := range p.Entries {
			if trouble := l.onlyFields(e); trouble != nil {
				e.Trouble = trouble
			}
		}
	}
}

func (l *load) onlyFields(e *entry) *problem {
	var first ast.Ref
	reached := map[util.T]struct{}{}
	for _, rule := range l.compiler.GetRulesWithPrefix(e.ref) {
		l.reach(rule, reached)
	}
	for node := range reached {
		field, whole := readsOf(node.(*ast.Rule))
		if whole {
			return nil
		}
		if field != nil && (first == nil || earlier(field, first)) {
			first = field
		}
	}
	if first == nil {
		return nil
	}
	message := fmt.Sprintf("with --combine the input is an array of {path, contents}, so there is no %v; "+
		"write: some file in input, and then file.contents", first)
	p := problemAt("field_error", first[0].Location, message)
	return &p
}

// reach collects a rule and the rules that it needs.
func (l *load) reach(rule *ast.Rule, reached map[util.T]struct{}) {
	if _, known := reached[rule]; known {
		return
	}
	reached[rule] = struct{}{}
	for node := range l.compiler.Graph.Dependencies(rule) {
		l.reach(node.(*ast.Rule), reached)
	}
}

// readsOf is the first field of the input that a rule reads, and whether it takes the input as a whole, or goes
// through it.
func readsOf(rule *ast.Rule) (field ast.Ref, whole bool) {
	ast.WalkRefs(rule, func(ref ast.Ref) bool {
		if !ref.HasPrefix(ast.InputRootRef) {
			return false
		}
		if len(ref) == 1 {
			whole = true
		} else if _, ok := ref[1].Value.(ast.String); !ok {
			whole = true
		} else if field == nil || earlier(ref, field) {
			field = ref
		}
		return false
	})
	return field, whole
}

func earlier(one, other ast.Ref) bool {
	a, b := one[0].Location, other[0].Location
	if a == nil || b == nil {
		return a != nil
	}
	return a.File < b.File || a.File == b.File && (a.Row < b.Row || a.Row == b.Row && a.Col < b.Col)
}
