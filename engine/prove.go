package main

import (
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// A proof is what one test came to. `why` says why it failed, `fault` why it could not be evaluated.
type proof struct {
	Passed  bool            `json:"passed"`
	Why     string          `json:"why"`
	Kind    string          `json:"kind"`
	Fault   string          `json:"fault"`
	Cases   int             `json:"cases"`
	Bad     []badCase       `json:"bad"`
	Printed json.RawMessage `json:"printed"`
}

const badCases = 50

func (s *session) test(req *request) (any, error) {
	if req.Handle < 1 || req.Handle > len(s.loads) {
		return nil, badRequest("no policies are loaded under handle %d", req.Handle)
	}
	l := s.loads[req.Handle-1]
	if req.Test < 0 || req.Test >= len(l.tests) {
		return nil, badRequest("there is no test %d", req.Test)
	}
	w := s.workers(1)[0]
	defer s.watch(w.slot)()
	return w.prove(l, l.tests[req.Test]), nil
}

// prove evaluates a test, with nothing as input but what the test puts there.
func (w *worker) prove(l *load, t *test) *proof {
	known := &announced{}
	sub := &subject{record: newRecord(w.session.limits), cache: topdown.NewVirtualCache(), store: l.store, builtins: known.builtins()}
	p := &proof{Why: "its value is undefined", Bad: []badCase{}}
	if t.function {
		return &proof{Why: "it is a function, and a test takes no arguments", Bad: p.Bad, Printed: json.RawMessage("[]")}
	}
	what := t.Package + "." + t.Name
	fail := w.guard(what, func() error {
		q, err := l.question(what, t.ref)
		if err != nil {
			return err
		}
		return l.evaluate(q, sub, w.slot, true, func(result topdown.QueryResult) error {
			p.take(t, result[q.vars[0]].Value.(*ast.Array), known)
			return nil
		})
	})
	if fail != nil {
		p = &proof{Kind: fail.kind, Fault: fail.message, Bad: []badCase{}}
	}
	p.Printed = json.RawMessage(fmt.Sprintf("[%s]", sub.record.printed))
	return p
}

// take reads what the test holds: an array of its value, or of nothing.
func (p *proof) take(t *test, held *ast.Array, known *announced) {
	var value ast.Value = ast.NewObject()
	if held.Len() > 0 {
		value = held.Elem(0).Value
	}
	table, ok := value.(ast.Object)
	switch {
	case t.table && ok:
		p.takeCases(table, known)
	case held.Len() > 0:
		p.Passed = value == ast.Boolean(true)
		p.Why = "its value is " + shown(value.String())
	}
}

func (p *proof) takeCases(table ast.Object, known *announced) {
	p.Cases, p.Bad = casesOf(table, known)
	p.Passed = p.Cases > 0 && len(p.Bad) == 0
	p.Why = fmt.Sprintf("%d of %d cases failed", len(p.Bad), p.Cases)
	if p.Cases == 0 {
		p.Why = "it has no case"
	}
	p.Bad = append([]badCase{}, p.Bad[:min(len(p.Bad), badCases)]...)
}

func (l *load) question(what string, ref ast.Ref) (*query, error) {
	body, err := ast.ParseBodyWithOpts(fmt.Sprintf("held = [x | x = %s]", ref), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return nil, err
	}
	q := &query{what: what, vars: []ast.Var{"held"}, program: l.compiler, compiler: l.compiler.QueryCompiler()}
	q.body, err = q.compiler.Compile(body)
	return q, err
}

const shownRunes = 400

func shown(text string) string {
	if runes := []rune(text); len(runes) > shownRunes {
		return string(runes[:shownRunes]) + "..."
	}
	return text
}
