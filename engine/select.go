package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// An ask is a package and a rule name.
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

// A selection is the asks of one question, prepared as one query that binds a variable to each ask, and as one query
// an ask for the inputs on which the joint one fails.
type selection struct {
	load  *load
	asks  []ask
	joint *query
	alone []*query
}

type query struct {
	body     ast.Body
	compiler ast.QueryCompiler
	asks     []int
	vars     []ast.Var
}

func (s *session) choose(req *request) (any, error) {
	if req.Handle < 1 || req.Handle > len(s.loads) {
		return nil, badRequest("no policies are loaded under handle %d", req.Handle)
	}
	sel := &selection{load: s.loads[req.Handle-1], asks: req.Asks}
	if err := sel.prepare(); err != nil {
		return nil, err
	}
	s.selections = append(s.selections, sel)
	return map[string]any{"selection": len(s.selections)}, nil
}

func (sel *selection) prepare() error {
	all := make([]int, len(sel.asks))
	for i := range sel.asks {
		a := &sel.asks[i]
		all[i] = i
		a.entry = sel.load.packages[a.Package][a.Rule]
		if a.entry == nil {
			return badRequest("package %s has no rule %s", a.Package, a.Rule)
		}
		if a.entry.Shape == "function" {
			return badRequest("%s.%s is a function; it cannot be asked for", a.Package, a.Rule)
		}
	}
	var err error
	if len(all) == 0 {
		return nil
	}
	sel.joint, err = sel.query(all)
	sel.alone = make([]*query, len(all))
	return err
}

// query binds a variable to each ask. A set always has a value; anything else may be undefined, which must not undo
// the rest of the query, so it is asked for inside an array comprehension.
func (sel *selection) query(asks []int) (*query, error) {
	q := &query{asks: asks}
	var text strings.Builder
	for _, i := range asks {
		v := fmt.Sprintf("ask%d", i)
		q.vars = append(q.vars, ast.Var(v))
		if sel.asks[i].entry.Shape == "set" {
			fmt.Fprintf(&text, "%s = %s\n", v, reference(sel.asks[i]))
		} else {
			fmt.Fprintf(&text, "%s = [x | x = %s]\n", v, reference(sel.asks[i]))
		}
	}
	body, err := ast.ParseBodyWithOpts(text.String(), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return nil, err
	}
	q.compiler = sel.load.compiler.QueryCompiler()
	q.body, err = q.compiler.Compile(body)
	if err != nil {
		return nil, err
	}
	return q, nil
}

func reference(a ask) string {
	return fmt.Sprintf("data.%s[%q]", a.Package, a.Rule)
}
