package main

import (
	_ "embed"
	"errors"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/version"
)

// Frozen policies were compiled when policylint was built: rules as the compiler leaves them, with what each comes to.
// Thawing takes the rules that are asked for and leaves the work of the compiler out.
//
// The bytes: a line that says by what they were written, the METADATA of
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

var errThaw = errors.New("the frozen policies are damaged: install policylint again")

// refOf is the reference to a package by its name.
func refOf(name string) ast.Ref {
	ref := ast.Ref{ast.DefaultRootDocument}
	for _, part := range strings.Split(name, ".") {
		ref = append(ref, ast.StringTerm(part))
	}
	return ref
}
