package main

import (
	"context"
	"encoding/json"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// An answer is what one input gave: by the number of the ask, sorted messages, and faults.
type result struct {
	Index   int      `json:"i"`
	Values  [][2]any `json:"v,omitempty"`
	Faults  [][3]any `json:"f,omitempty"`
	Printed []string `json:"p,omitempty"`
}

func (s *session) eval(req *request) (any, error) {
	if req.Selection < 1 || req.Selection > len(s.selections) {
		return nil, badRequest("there is no selection %d", req.Selection)
	}
	sel := s.selections[req.Selection-1]
	results := make([]*result, len(req.inputs))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(req.inputs)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				i := int(next.Add(1)) - 1
				if i >= len(req.inputs) {
					return
				}
				results[i] = s.judge(sel, i, req.inputs[i])
			}
		}()
	}
	wg.Wait()
	some := make([]*result, 0, len(results))
	for _, r := range results {
		if r.Values != nil || r.Faults != nil || r.Printed != nil {
			some = append(some, r)
		}
	}
	return map[string]any{"n": len(results), "some": some}, nil
}

func (s *session) judge(sel *selection, index int, raw []byte) *result {
	r := &result{Index: index}
	input, err := parseInput(raw)
	if err != nil {
		for i := range sel.asks {
			r.Faults = append(r.Faults, [3]any{i, "other", err.Error()})
		}
		return r
	}
	if sel.joint == nil {
		return r
	}
	if s.run(sel, sel.joint, input, r) == nil {
		return r
	}
	r.Values, r.Faults, r.Printed = nil, nil, nil
	for i := range sel.asks {
		q, err := sel.query([]int{i})
		if err == nil {
			err = s.run(sel, q, input, r)
		}
		if err != nil {
			r.Faults = append(r.Faults, [3]any{i, faultKind(err), err.Error()})
		}
	}
	return r
}

func faultKind(err error) string {
	if topdown.IsCancel(err) {
		return "timeout"
	}
	if e, ok := err.(*topdown.Error); ok {
		switch e.Code {
		case topdown.BuiltinErr:
			return "builtin"
		case topdown.ConflictErr:
			return "conflict"
		}
	}
	return "other"
}

func (s *session) run(sel *selection, q *query, input *ast.Term, r *result) error {
	ctx, stop := context.WithTimeout(context.Background(), s.limits.duration())
	defer stop()
	cancel := topdown.NewCancel()
	defer context.AfterFunc(ctx, cancel.Cancel)()
	txn, err := sel.load.store.NewTransaction(ctx, storage.TransactionParams{})
	if err != nil {
		return err
	}
	defer sel.load.store.Abort(ctx, txn)
	td := topdown.NewQuery(q.body).WithQueryCompiler(q.compiler).WithCompiler(sel.load.compiler).
		WithStore(sel.load.store).WithTransaction(txn).WithInput(input).WithCancel(cancel).
		WithStrictBuiltinErrors(true).WithMetrics(metrics.NoOp()).WithTime(sel.load.now)
	found := false
	err = td.Iter(ctx, func(qr topdown.QueryResult) error {
		found = true
		for n, i := range q.asks {
			if err := sel.collect(r, i, qr[q.vars[n]].Value); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && !found {
		r.Faults = append(r.Faults, [3]any{q.asks[0], "undefined", "undefined"})
	}
	return err
}

func (sel *selection) collect(r *result, i int, value ast.Value) error {
	a := sel.asks[i]
	if a.entry.Shape != "set" {
		wrapped := value.(*ast.Array)
		if wrapped.Len() == 0 {
			r.Faults = append(r.Faults, [3]any{i, "undefined", a.Package + "." + a.Rule + " is undefined"})
			return nil
		}
		value = wrapped.Elem(0).Value
	}
	var items []*ast.Term
	switch v := value.(type) {
	case ast.Set:
		items = v.Slice()
	case *ast.Array:
		v.Foreach(func(t *ast.Term) { items = append(items, t) })
	case ast.Object:
		v.Foreach(func(_, t *ast.Term) { items = append(items, t) })
	default:
		r.Faults = append(r.Faults, [3]any{i, "shape", "not a collection of messages"})
		return nil
	}
	if len(items) == 0 {
		return nil
	}
	texts := make([]json.RawMessage, 0, len(items))
	for _, item := range items {
		x, err := ast.JSON(item.Value)
		if err != nil {
			return err
		}
		var sb strings.Builder
		enc := json.NewEncoder(&sb)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(x); err != nil {
			return err
		}
		texts = append(texts, json.RawMessage(strings.TrimSpace(sb.String())))
	}
	r.Values = append(r.Values, [2]any{i, texts})
	return nil
}
