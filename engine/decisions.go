package main

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// checkDecisions finds rules that are no collection of messages, whatever the input is: `deny if { ... }` is the boolean
// true, and conftest counts that as passed.
func (l *load) checkDecisions(packages []*pkg) {
	for _, p := range packages {
		for _, e := range p.Entries {
			if e.Shape == "value" || e.Shape == "object" {
				e.Trouble = l.noCollection(e, p)
			}
		}
	}
}

// noCollection is the trouble of an entry whose every rule has a value that can be no message.
func (l *load) noCollection(e *entry, p *pkg) *problem {
	rules := l.compiler.GetRulesWithPrefix(e.ref)
	for _, rule := range rules {
		if !hopeless(rule.Head.Value, e.Shape) || rule.Else != nil {
			return nil
		}
	}
	if len(rules) == 0 {
		return nil
	}
	what := "is always a"
	if e.Shape == "object" {
		what = "always holds a"
	}
	message := fmt.Sprintf("%s.%s %s %s; it must be a set of messages: %s contains \"what is wrong\" if { ... }",
		p.Name, e.Rule, what, ast.ValueName(rules[0].Head.Value.Value), e.Rule)
	return &problem{Code: "decision_error", Message: message, Path: e.Path, Line: e.Line, Column: e.Column}
}

// hopeless is true for a constant that is no message and holds none. The values of an object may be texts.
func hopeless(term *ast.Term, shape string) bool {
	if term == nil {
		return false
	}
	switch term.Value.(type) {
	case ast.Boolean, ast.Number, ast.Null:
		return true
	case ast.String:
		return shape == "value"
	}
	return false
}
