package main

import (
	"cmp"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/version"
)

// Frozen policies were compiled when policylint was built: rules as the compiler leaves them, with what each comes to.
// Thawing takes the rules that are asked for and leaves the work of the compiler out.
//
// A unit is all rules of one name in one package. The bytes: a line that says by what they were written, the METADATA of
// packages as JSON, the strings, the units.

// What a build froze. Empty in the sources: a build puts another file in its place.
//
//go:embed shipped.frozen
var shipped []byte

var frozenFormat = "policylint frozen policies 1, OPA " + version.Version + "\n"

// What marks a kind of value, of expression, of rule.
const (
	isNull byte = iota
	isFalse
	isTrue
	isNumber
	isString
	isVar
	isRef
	isArray
	isObject
	isSet
	isArrayComprehension
	isObjectComprehension
	isSetComprehension
	isCall
	isAbsent
)

const (
	exprTerm byte = iota
	exprCall
	exprEvery
)

type unit struct {
	pkg, name string
	shape     string
	needs     []int
	rules     []byte
	path      string
	row, col  int
}

// needsOf finds the units that each unit names, by place in the list.
func needsOf(r *reach, units []*unit, places map[[2]string]int) {
	for _, u := range units {
		r.found, r.pending = map[*ast.Rule]bool{}, nil
		for _, rule := range r.rules[u.pkg][u.name] {
			r.visit(rule, rule.Module)
		}
		for _, rule := range r.pending {
			u.needs = append(u.needs, places[[2]string{packageName(rule.Module), ruleName(rule)}])
		}
		slices.Sort(u.needs)
		u.needs = slices.Compact(u.needs)
	}
}

// unitsOf groups the rules of compiled modules.
func unitsOf(r *reach) []*unit {
	var units []*unit
	for pkg, names := range r.rules {
		for name, rules := range names {
			at := rules[0].Location
			u := &unit{pkg: pkg, name: name, shape: shapeOf(rules[0])}
			if at != nil {
				u.path, u.row, u.col = at.File, at.Row, at.Col
			}
			units = append(units, u)
		}
	}
	slices.SortFunc(units, func(a, b *unit) int {
		return cmp.Or(strings.Compare(a.pkg, b.pkg), strings.Compare(a.name, b.name))
	})
	places := map[[2]string]int{}
	for i, u := range units {
		places[[2]string{u.pkg, u.name}] = i
	}
	needsOf(r, units, places)
	return units
}

var errThaw = errors.New("the frozen policies are damaged: install policylint again")

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

func (r *cold) text() string {
	i := r.number()
	if i >= len(r.strings) {
		panic(errThaw)
	}
	return r.strings[i]
}

func (r *cold) texts() []string {
	found := make([]string, r.count())
	for i := range found {
		found[i] = string(r.bytes())
	}
	return found
}

// refOf is the reference to a package by its name.
func refOf(name string) ast.Ref {
	ref := ast.Ref{ast.DefaultRootDocument}
	for _, part := range strings.Split(name, ".") {
		ref = append(ref, ast.StringTerm(part))
	}
	return ref
}

func (u *unit) String() string { return fmt.Sprintf("%s.%s", u.pkg, u.name) }
