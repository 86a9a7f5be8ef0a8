package main

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/util"
)

// An OPA server gets the policies under a package of their own, so that they meet nothing that is there already: every
// package and every reference to data moves below data.<prefix>. The text is that of what was compiled here, marks and
// all, in Rego v1.
func (s *session) export(req *request) (any, error) {
	if req.Handle < 1 || req.Handle > len(s.loads) {
		return nil, badRequest("no policies are loaded under handle %d", req.Handle)
	}
	modules, problems := s.loads[req.Handle-1].parsed()
	if len(problems) > 0 {
		return nil, policyFailure(problems)
	}
	texts := make([][2]string, 0, len(modules))
	for _, name := range util.KeysSorted(modules) {
		text, err := moved(modules[name], req.Prefix)
		if err != nil {
			return nil, badRequest("%s cannot be written out for a server: %v", name, err)
		}
		texts = append(texts, [2]string{name, text})
	}
	return map[string]any{"modules": texts}, nil
}

func (l *load) parsed() (map[string]*ast.Module, []problem) {
	if l.unmarked {
		return l.sources.plain()
	}
	return l.sources.marked()
}

func moved(module *ast.Module, prefix string) (string, error) {
	under := below(prefix)
	module.Package.Path = under(module.Package.Path)
	transformer := ast.NewGenericTransformer(func(x any) (any, error) {
		if ref, ok := x.(ast.Ref); ok {
			return under(ref), nil
		}
		return x, nil
	})
	for _, imported := range module.Imports {
		if ref, ok := imported.Path.Value.(ast.Ref); ok {
			imported.Path.Value = under(ref)
		}
	}
	for _, rule := range module.Rules {
		if _, err := ast.Transform(transformer, rule); err != nil {
			return "", err
		}
	}
	text, err := format.AstWithOpts(module, format.Opts{RegoVersion: ast.RegoV1})
	return string(text), err
}

func below(prefix string) func(ast.Ref) ast.Ref {
	return func(ref ast.Ref) ast.Ref {
		if !ref.HasPrefix(ast.DefaultRootRef) {
			return ref
		}
		at := ast.StringTerm(prefix)
		at.SetLocation(ref[0].Location)
		return append(ast.Ref{ref[0], at}, ref[1:]...)
	}
}

// entry is the module by which a server is asked: one rule for each ask, named ask_0, ask_1, ...
func (s *session) entry(req *request) (any, error) {
	sel, err := s.selected(req)
	if err != nil {
		return nil, err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "package %s.%s\n", req.Prefix, req.Name)
	for i := range sel.asks {
		reference := "data." + req.Prefix + strings.TrimPrefix(sel.asks[i].entry.reference, "data")
		pattern := "\nask_%d := %s\n"
		if sel.asks[i].entry.Shape != "set" {
			pattern = "\nask_%d := [x | x := %s]\n"
		}
		fmt.Fprintf(&text, pattern, i, reference)
	}
	return map[string]any{"text": text.String()}, nil
}

func (s *session) selected(req *request) (*selection, error) {
	if req.Selection < 1 || req.Selection > len(s.selections) {
		return nil, badRequest("there is no selection %d", req.Selection)
	}
	return s.selections[req.Selection-1], nil
}

// weigh records what a server said, the body of an answer a line, as if it had been evaluated here.
func (s *session) weigh(req *request) (any, error) {
	sel, err := s.selected(req)
	if err != nil {
		return nil, err
	}
	c := &chunk{selection: sel, inputs: req.inputs, records: make([][]byte, len(req.inputs))}
	parser := newParser()
	for i, line := range req.inputs {
		r := newRecord(s.limits)
		object, err := answered(parser, line)
		if err != nil {
			return nil, err
		}
		for ask := range sel.asks {
			held := object.Get(ast.StringTerm(fmt.Sprintf("ask_%d", ask)))
			if held == nil {
				held = ast.NullTerm()
			}
			collectServed(sel, ask, held.Value, r, s.limits)
		}
		c.records[i] = r.bytes()
	}
	return c.answer(), nil
}

func answered(parser *parser, line []byte) (ast.Object, error) {
	term, err := parser.parse(text(line))
	if err != nil {
		return nil, badRequest("the server's answer is not JSON: %v", err)
	}
	if body, ok := term.Value.(ast.Object); ok {
		if result := body.Get(ast.StringTerm("result")); result != nil {
			if object, ok := result.Value.(ast.Object); ok {
				return object, nil
			}
		}
	}
	return nil, badRequest("the server gave an undefined result, or none")
}

// collectServed is collect for values that came through JSON, where a set is an array.
func collectServed(sel *selection, ask int, value ast.Value, r *record, l limits) {
	if _, ok := value.(*ast.Array); !ok {
		r.fault(ask, "other", sel.asks[ask].name()+": the server gave no list")
		return
	}
	collect(sel, ask, value, r, l)
}
