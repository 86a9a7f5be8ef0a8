package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// A worker judges one input at a time.
type worker struct {
	session *session
	slot    *slot
	parser  *parser
}

// An input under judgement: the caches are shared by all its queries for as long as none of them fails.
type subject struct {
	input  *ast.Term
	record *record
	cache  topdown.VirtualCache
	store  storage.Store

	builtins map[string]*topdown.Builtin
}

// judge asks for everything in one query. Where that fails, or an ask has failed before, asks go one by one, so that
// the failing ones are known and the others are still judged.
func (w *worker) judge(c *chunk, index int) []byte {
	sel, limits := c.selection, w.session.limits
	if c.bytes.Load() > int64(limits.ChunkBytes) {
		return everyAsk(sel, limits, "the answers to this chunk are larger than %d MiB", limits.ChunkBytes>>20)
	}
	input, err := w.parser.parse(text(c.inputs[index]))
	if err != nil {
		return everyAsk(sel, limits, "%v", err)
	}
	sub := w.subject(c, index, input)
	plan := sel.plan()
	apart := plan.apart
	if plan.joint != nil {
		if fail := w.run(sel, plan.joint, sub); fail != nil {
			plan.failed(fail)
			sub.record.reset(limits)
			sub.cache = topdown.NewVirtualCache()
			apart = plan.all
			if fail.stopped == overweight {
				defer w.alone()()
			}
		}
	}
	for _, ask := range apart {
		w.judgeAsk(sel, ask, sub)
	}
	out := sub.record.bytes()
	c.bytes.Add(int64(len(out)))
	return out
}

func (w *worker) subject(c *chunk, index int, input *ast.Term) *subject {
	file := ""
	if c.files != nil {
		file = c.files[index]
	}
	return &subject{
		input:  input,
		record: newRecord(w.session.limits),
		cache:  topdown.NewVirtualCache(),
		store:  c.selection.load.storeFor(file),
	}
}

// careful is for finding out what ends the process: one ask at a time, each announced before it is tried.
func (w *worker) careful(c *chunk, index int, skip [][2]int) []byte {
	sel, limits := c.selection, w.session.limits
	input, err := w.parser.parse(text(c.inputs[index]))
	if err != nil {
		return everyAsk(sel, limits, "%v", err)
	}
	sub := w.subject(c, index, input)
	for ask := range sel.asks {
		if !slices.Contains(skip, [2]int{index, ask}) {
			w.session.announce(index, ask)
			w.judgeAsk(sel, ask, sub)
		}
	}
	return sub.record.bytes()
}

// alone makes the other workers that ran out of memory wait, so that the next to run out is the one to blame.
func (w *worker) alone() (release func()) {
	w.session.heavy.Lock()
	runtime.GC()
	return w.session.heavy.Unlock
}

func (w *worker) judgeAsk(sel *selection, ask int, sub *subject) {
	entry := sel.asks[ask].entry
	if why := entry.givenUp(w.session.limits); why != "" {
		sub.record.fault(ask, "timeout", why)
		return
	}
	query, err := sel.single(ask)
	if err != nil {
		sub.record.fault(ask, "other", err.Error())
		return
	}
	if fail := w.run(sel, query, sub); fail != nil {
		if entry.failed(fail) {
			sel.load.suspects.Add(1)
		}
		sub.record.fault(ask, fail.kind, fail.message)
		sub.cache = topdown.NewVirtualCache()
	}
}

// run evaluates one query on one input and records what its asks hold.
func (w *worker) run(sel *selection, q *query, sub *subject) *failed {
	found := false
	fail := w.guard(q.what, func() error {
		return sel.load.evaluate(q, sub, w.slot, true, func(result topdown.QueryResult) error {
			found = true
			for n, ask := range q.asks {
				collect(sel, ask, result[q.vars[n]].Value, sub.record, w.session.limits)
			}
			return nil
		})
	})
	if fail == nil && !found {
		return &failed{kind: "undefined", message: q.what + " has no value"}
	}
	return fail
}

// guard does a piece of work within the limits, and says why it came to nothing.
func (w *worker) guard(what string, work func() error) (fail *failed) {
	limits := w.session.limits
	w.slot.begin(what, limits.eval())
	defer func() {
		cause := recover()
		if stopped := w.slot.end(); cause != nil {
			fail = &failed{kind: "other", message: fmt.Sprintf("%s: OPA failed inside: %v", what, cause)}
		} else if fail != nil && stopped != goesOn {
			fail = stoppedFailure(what, stopped, limits)
		}
	}()
	if err := work(); err != nil {
		return failureOf(what, err)
	}
	return nil
}

// evaluate is where OPA is asked. Everything that judges, and the conformance cases, come through here.
func (l *load) evaluate(q *query, sub *subject, stop topdown.Cancel, strict bool, each func(topdown.QueryResult) error) error {
	ctx := context.Background()
	txn, err := sub.store.NewTransaction(ctx, storage.TransactionParams{})
	if err != nil {
		return err
	}
	defer sub.store.Abort(ctx, txn)
	return topdown.NewQuery(q.body).
		WithQueryCompiler(q.compiler).WithCompiler(q.program).
		WithStore(sub.store).WithTransaction(txn).
		WithInput(sub.input).WithTime(l.now).
		WithCancel(stop).WithStrictBuiltinErrors(strict).
		WithVirtualCache(sub.cache).WithBuiltins(sub.builtins).WithMetrics(metrics.NoOp()).WithPrintHook(sub.record).
		Iter(ctx, each)
}

func everyAsk(sel *selection, l limits, format string, args ...any) []byte {
	r := newRecord(l)
	for ask := range sel.asks {
		r.fault(ask, "other", fmt.Sprintf(format, args...))
	}
	return r.bytes()
}
