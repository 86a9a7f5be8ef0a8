package main

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

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
	return nil, badRequest("the server's answer holds no result")
}

// collectServed is collect for values that came through JSON, where a set is an array.
func collectServed(sel *selection, ask int, value ast.Value, r *record, l limits) {
	if _, ok := value.(*ast.Array); !ok {
		r.fault(ask, "other", sel.asks[ask].name()+": the server gave no list")
		return
	}
	collect(sel, ask, value, r, l)
}
