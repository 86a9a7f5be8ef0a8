package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
)

// An ask is a package and a rule name: one thing to ask of every input.
type ask struct {
	Package string
	Rule    string
	entry   *entry
}

func (a *ask) UnmarshalJSON(data []byte) error {
	var pair [2]string
	if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	a.Package, a.Rule = pair[0], pair[1]
	return nil
}

func (a *ask) name() string { return a.Package + "." + a.Rule }

func (a *ask) example() string { return a.Rule + ` contains "what is wrong" if { ... }` }

// A query is compiled once and evaluated on many inputs; it binds vars[n] to what asks[n] holds.
type query struct {
	what     string
	body     ast.Body
	compiler ast.QueryCompiler
	program  *ast.Compiler
	asks     []int
	vars     []ast.Var
}

// A selection is the asks of one question.
type selection struct {
	load    *load
	program *ast.Compiler
	asks    []ask
	mu      sync.Mutex
	singles []*query
	current *plan
}

// A plan is how to ask: most in one joint query, those that failed before apart.
type plan struct {
	joint    *query
	apart    []int
	all      []int
	suspects int32        // how many the load had when this was made
	misses   atomic.Int32 // joint queries that had to be stopped
}

// failed counts joint queries that failed although every ask alone may be good: too many are as bad as one bad ask.
func (p *plan) failed(fail *failed) {
	if fail.stopped != goesOn {
		p.misses.Add(1)
	}
}

func (s *session) choose(req *request) (any, error) {
	if req.Handle < 1 || req.Handle > len(s.loads) {
		return nil, badRequest("no policies are loaded under handle %d", req.Handle)
	}
	sel := &selection{load: s.loads[req.Handle-1], asks: req.Asks, singles: make([]*query, len(req.Asks))}
	for i := range sel.asks {
		if err := sel.asks[i].resolve(sel.load); err != nil {
			return nil, err
		}
	}
	var err error
	if sel.program, err = sel.load.program(sel.asks); err != nil {
		return nil, err
	}
	if err := sel.prepare(); err != nil {
		return nil, err
	}
	s.selections = append(s.selections, sel)
	return map[string]any{"selection": len(s.selections)}, nil
}

func (a *ask) resolve(l *load) error {
	if p := l.packages[a.Package]; p != nil {
		a.entry = p.byRule[a.Rule]
	}
	switch {
	case a.entry == nil:
		return badRequest("package %s has no rule %s", a.Package, a.Rule)
	case a.entry.Shape == "function":
		return badRequest("%s is a function: it cannot be asked for", a.name())
	}
	return nil
}

func (sel *selection) prepare() error {
	p := &plan{suspects: sel.load.suspects.Load()}
	var joint []int
	for i := range sel.asks {
		p.all = append(p.all, i)
		if sel.asks[i].entry.suspect() {
			p.apart = append(p.apart, i)
		} else {
			joint = append(joint, i)
		}
	}
	if len(joint) > 0 {
		var err error
		if p.joint, err = sel.query(joint); err != nil {
			return err
		}
	}
	sel.current = p
	return nil
}

// plan is made anew when asks have become suspect since.
func (sel *selection) plan() *plan {
	sel.mu.Lock()
	defer sel.mu.Unlock()
	if sel.current.suspects != sel.load.suspects.Load() {
		if err := sel.prepare(); err != nil {
			return &plan{apart: sel.current.all, all: sel.current.all}
		}
	}
	if sel.current.misses.Load() > 2 {
		return &plan{apart: sel.current.all, all: sel.current.all}
	}
	return sel.current
}

func (sel *selection) single(ask int) (*query, error) {
	sel.mu.Lock()
	defer sel.mu.Unlock()
	if sel.singles[ask] == nil {
		q, err := sel.query([]int{ask})
		if err != nil {
			return nil, err
		}
		sel.singles[ask] = q
	}
	return sel.singles[ask], nil
}

// query binds a variable to each ask. A set always has a value. Anything else may have none, which must not undo the
// rest of the query, so it is asked for inside an array comprehension.
func (sel *selection) query(asks []int) (*query, error) {
	q := &query{asks: asks, what: sel.asks[asks[0]].name()}
	if len(asks) > 1 {
		q.what = fmt.Sprintf("%s and %d more", q.what, len(asks)-1)
	}
	var text strings.Builder
	for _, i := range asks {
		q.vars = append(q.vars, ast.Var(fmt.Sprintf("ask%d", i)))
		pattern := "ask%d = %s\n"
		if sel.asks[i].entry.Shape != "set" {
			pattern = "ask%d = [x | x = %s]\n"
		}
		fmt.Fprintf(&text, pattern, i, sel.asks[i].entry.reference())
	}
	body, err := ast.ParseBodyWithOpts(text.String(), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return nil, err
	}
	q.program = sel.program
	q.compiler = sel.program.QueryCompiler()
	q.body, err = q.compiler.Compile(body)
	return q, err
}
