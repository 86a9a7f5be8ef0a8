package main

import (
	"encoding/binary"

	"github.com/open-policy-agent/opa/v1/ast"
)

// cold reads what a freezer wrote. Damage is a panic with errThaw, which `thaw` turns into an error.
type cold struct {
	data    []byte
	strings []string
	terms   []*ast.Term
	at      *ast.Location
	file    string
}

func (r *cold) number() int {
	n, size := binary.Uvarint(r.data)
	if size <= 0 || n > 1<<31 {
		panic(errThaw)
	}
	r.data = r.data[size:]
	return int(n)
}

func (r *cold) byte() byte {
	if len(r.data) == 0 {
		panic(errThaw)
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b
}

// count is a number of things that follow, each at least a byte.
func (r *cold) count() int {
	n := r.number()
	if n > len(r.data) {
		panic(errThaw)
	}
	return n
}

func (r *cold) bytes() []byte {
	n := r.count()
	found := r.data[:n]
	r.data = r.data[n:]
	return found
}

// place is where a string stands in the table.
func (r *cold) place() int {
	i := r.number()
	if i >= len(r.strings) {
		panic(errThaw)
	}
	return i
}

func (r *cold) text() string { return r.strings[r.place()] }

func (r *cold) texts() []string {
	found := make([]string, r.count())
	for i := range found {
		found[i] = string(r.bytes())
	}
	return found
}

func (r *cold) rule() *ast.Rule {
	r.file = r.text()
	rule := &ast.Rule{Location: r.location(), Default: r.flag()}
	head := &ast.Head{Name: ast.Var(r.text()), Assign: r.flag(), Location: rule.Location}
	head.Reference = r.list()
	head.Args = r.list()
	head.Key = r.maybe()
	head.Value = r.maybe()
	rule.Head = head
	rule.Body = r.body()
	if r.flag() {
		rule.Else = r.rule()
	}
	return rule
}

func (r *cold) body() ast.Body {
	body := make(ast.Body, r.count())
	for i := range body {
		body[i] = r.expr()
	}
	return body
}

func (r *cold) expr() *ast.Expr {
	before := r.at
	r.at = r.location()
	expr := &ast.Expr{Location: r.at, Index: r.number(), Negated: r.flag(), Generated: r.flag()}
	switch r.byte() {
	case exprTerm:
		expr.Terms = r.term()
	case exprCall:
		expr.Terms = r.list()
	case exprEvery:
		expr.Terms = &ast.Every{Key: r.maybe(), Value: r.term(), Domain: r.term(), Body: r.body(), Location: expr.Location}
	default:
		panic(errThaw)
	}
	r.at = before
	return expr
}

func (r *cold) term() *ast.Term {
	term := r.maybe()
	if term == nil {
		panic(errThaw)
	}
	return term
}

func (r *cold) maybe() *ast.Term {
	switch kind := r.byte(); kind {
	case isAbsent:
		return nil
	case isString:
		return r.string()
	default:
		return &ast.Term{Value: r.value(kind), Location: r.at}
	}
}

// string shares the terms of strings: most are keys that stand in many rules.
func (r *cold) string() *ast.Term {
	i := r.place()
	if r.terms[i] == nil {
		r.terms[i] = ast.StringTerm(r.strings[i])
	}
	return r.terms[i]
}

func (r *cold) value(kind byte) ast.Value {
	switch kind {
	case isNull:
		return ast.NullValue
	case isFalse, isTrue:
		return ast.Boolean(kind == isTrue)
	case isNumber:
		return ast.Number(r.text())
	case isVar:
		return ast.Var(r.text())
	case isRef:
		return ast.Ref(r.list())
	case isCall:
		return ast.Call(r.list())
	case isArray:
		return ast.NewArray(r.list()...)
	case isSet:
		return ast.NewSet(r.list()...)
	case isObject:
		pairs := make([][2]*ast.Term, r.count())
		for i := range pairs {
			pairs[i] = [2]*ast.Term{r.term(), r.term()}
		}
		return ast.NewObject(pairs...)
	case isArrayComprehension:
		return &ast.ArrayComprehension{Term: r.term(), Body: r.body()}
	case isSetComprehension:
		return &ast.SetComprehension{Term: r.term(), Body: r.body()}
	case isObjectComprehension:
		return &ast.ObjectComprehension{Key: r.term(), Value: r.term(), Body: r.body()}
	}
	panic(errThaw)
}

func (r *cold) list() []*ast.Term {
	n := r.count()
	if n == 0 {
		return nil
	}
	terms := make([]*ast.Term, n)
	for i := range terms {
		terms[i] = r.term()
	}
	return terms
}

func (r *cold) location() *ast.Location {
	return &ast.Location{File: r.file, Row: r.number(), Col: r.number()}
}

func (r *cold) flag() bool { return r.byte() == 1 }
