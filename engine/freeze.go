package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"
)

// A freezer writes rules as the compiler left them.
type freezer struct {
	out    []byte
	places map[string]int
	table  []string
}

// freeze is the whole load as bytes; it must have been compiled, and strictly.
func (s *session) freeze(req *request) (any, error) {
	if req.Handle < 1 || req.Handle > len(s.loads) || s.loads[req.Handle-1].compiler == nil {
		return nil, badRequest("no compiled policies under handle %d", req.Handle)
	}
	frozen, err := frozenOf(s.loads[req.Handle-1])
	if err != nil {
		return nil, err
	}
	return map[string]any{"frozen": frozen}, nil
}

func frozenOf(l *load) ([]byte, error) {
	r := newReach(l.compiler.Modules)
	units := unitsOf(r)
	f := &freezer{places: map[string]int{}}
	for _, u := range units {
		if err := f.unit(u, r.rules[u.pkg][u.name]); err != nil {
			return nil, err
		}
	}
	described, err := json.Marshal(l.described())
	if err != nil {
		return nil, err
	}
	out := appendBytes([]byte(frozenFormat), described)
	out = binary.AppendUvarint(out, uint64(len(f.table)))
	for _, text := range f.table {
		out = appendBytes(out, []byte(text))
	}
	return append(out, f.units(units)...), nil
}

// described are the packages that have METADATA of their own: what a catalogue is made of.
func (l *load) described() []*pkg {
	var found []*pkg
	for _, name := range util.KeysSorted(l.packages) {
		if p := l.packages[name]; p.Annotations["custom"] != nil {
			found = append(found, p)
		}
	}
	return found
}

func (f *freezer) units(units []*unit) []byte {
	f.out = nil
	f.number(len(units))
	for _, u := range units {
		for _, text := range []string{u.pkg, u.name, u.shape} {
			f.raw([]byte(text))
		}
		f.number(len(u.needs))
		for _, need := range u.needs {
			f.number(need)
		}
		f.raw(u.rules)
	}
	return f.out
}

func (f *freezer) unit(u *unit, rules []*ast.Rule) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%s cannot be frozen: %v", u, cause)
		}
	}()
	f.out = nil
	f.number(len(rules))
	for _, rule := range rules {
		f.rule(rule)
	}
	u.rules = f.out
	return nil
}

func (f *freezer) rule(rule *ast.Rule) {
	f.text(rule.Location.File)
	f.location(rule.Location)
	f.flag(rule.Default)
	head := rule.Head
	f.text(string(head.Name))
	f.flag(head.Assign)
	f.terms(head.Reference)
	f.terms(head.Args)
	f.maybe(head.Key)
	f.maybe(head.Value)
	f.body(rule.Body)
	f.flag(rule.Else != nil)
	if rule.Else != nil {
		f.rule(rule.Else)
	}
}

func (f *freezer) body(body ast.Body) {
	f.number(len(body))
	for _, expr := range body {
		f.expr(expr)
	}
}

func (f *freezer) expr(expr *ast.Expr) {
	f.location(expr.Location)
	f.number(expr.Index)
	f.flag(expr.Negated)
	f.flag(expr.Generated)
	switch terms := expr.Terms.(type) {
	case *ast.Term:
		f.byte(exprTerm)
		f.term(terms)
	case []*ast.Term:
		f.byte(exprCall)
		f.terms(terms)
	case *ast.Every:
		f.byte(exprEvery)
		f.maybe(terms.Key)
		f.term(terms.Value)
		f.term(terms.Domain)
		f.body(terms.Body)
	default:
		panic(fmt.Sprintf("an expression of type %T", terms))
	}
	if len(expr.With) > 0 {
		panic("`with` needs the types that the compiler found")
	}
}

func (f *freezer) value(value ast.Value) {
	switch v := value.(type) {
	case ast.Null:
		f.byte(isNull)
	case ast.Boolean:
		f.byte(map[bool]byte{false: isFalse, true: isTrue}[bool(v)])
	case ast.Number:
		f.byte(isNumber)
		f.text(string(v))
	case ast.String:
		f.byte(isString)
		f.text(string(v))
	case ast.Var:
		f.byte(isVar)
		f.text(string(v))
	case ast.Ref:
		f.byte(isRef)
		f.terms(v)
	case ast.Call:
		f.byte(isCall)
		f.terms(v)
	default:
		f.collection(value)
	}
}

func (f *freezer) collection(value ast.Value) {
	switch v := value.(type) {
	case *ast.Array:
		f.byte(isArray)
		f.number(v.Len())
		v.Foreach(f.term)
	case ast.Object:
		f.byte(isObject)
		f.number(v.Len())
		v.Foreach(func(key, value *ast.Term) { f.term(key); f.term(value) })
	case ast.Set:
		f.byte(isSet)
		f.number(v.Len())
		v.Foreach(f.term)
	case *ast.ArrayComprehension:
		f.byte(isArrayComprehension)
		f.term(v.Term)
		f.body(v.Body)
	case *ast.SetComprehension:
		f.byte(isSetComprehension)
		f.term(v.Term)
		f.body(v.Body)
	case *ast.ObjectComprehension:
		f.byte(isObjectComprehension)
		f.term(v.Key)
		f.term(v.Value)
		f.body(v.Body)
	default:
		panic(fmt.Sprintf("a value of type %T", value))
	}
}

func (f *freezer) term(term *ast.Term) { f.value(term.Value) }

func (f *freezer) maybe(term *ast.Term) {
	if term == nil {
		f.byte(isAbsent)
		return
	}
	f.term(term)
}

func (f *freezer) terms(terms []*ast.Term) {
	f.number(len(terms))
	for _, term := range terms {
		f.term(term)
	}
}

func (f *freezer) location(at *ast.Location) {
	if at == nil {
		at = &ast.Location{}
	}
	f.number(at.Row)
	f.number(at.Col)
}

func (f *freezer) text(text string) {
	place, ok := f.places[text]
	if !ok {
		place = len(f.table)
		f.places[text] = place
		f.table = append(f.table, text)
	}
	f.number(place)
}

func (f *freezer) flag(set bool)    { f.byte(map[bool]byte{false: 0, true: 1}[set]) }
func (f *freezer) byte(b byte)      { f.out = append(f.out, b) }
func (f *freezer) number(n int)     { f.out = binary.AppendUvarint(f.out, uint64(n)) }
func (f *freezer) raw(bytes []byte) { f.out = appendBytes(f.out, bytes) }

func appendBytes(out, bytes []byte) []byte {
	return append(binary.AppendUvarint(out, uint64(len(bytes))), bytes...)
}
